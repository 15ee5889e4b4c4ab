package dev.skein.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import dev.skein.server.Timeouts;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One test for each folder of samples that are clients: programs, run as `skein run` runs them.
@SuppressWarnings("AddressSelection") // an address, not a name
class ClientSamplesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    private String run(App app, String sample, String... arguments) throws Exception {
        var options =
                ServerOptions.defaults()
                        .withBind(new InetSocketAddress("127.0.0.1", 0))
                        .withTimeouts(Timeouts.defaults().withGraceful(Duration.ofMillis(1)))
                        .withLifespan(ServerOptions.Lifespan.OFF);
        try (Server server = Server.start(app, options)) {
            var address = (InetSocketAddress) server.addresses().getFirst();
            String url = "http://127.0.0.1:" + address.getPort() + "/";
            String[] all = new String[arguments.length + 1];
            all[0] = url;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            ProgramRun run = program(directory, sample, all);
            assertThat(run.status()).as(run.output()).isZero();
            return run.output();
        }
    }

    /// Runs a sample as `skein run` does.
    static ProgramRun program(Path directory, String sample, String... arguments) throws Exception {
        String[] words = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.skein.cli.Main",
            "run",
            Path.of(sample).toAbsolutePath().toString()
        };
        String[] all = Arrays.copyOf(words, words.length + arguments.length);
        System.arraycopy(arguments, 0, all, words.length, arguments.length);
        return ProgramRun.of(directory, LIMIT, all);
    }

    private static HttpRequest request(Message message) throws UnsupportedMessageException {
        if (message instanceof HttpRequest request) {
            return request;
        }
        throw new UnsupportedMessageException("only requests");
    }

    @Test
    void basicAuth() throws Exception {
        App app =
                (message, channels) ->
                        channels.reply()
                                .send(
                                        HttpResponse.text(
                                                "you are "
                                                        + request(message)
                                                                .headers()
                                                                .get("authorization")));
        assertThat(run(app, "basic-auth/BasicAuth.java"))
                .isEqualTo("200\ntext/plain; charset=utf-8\nyou are Basic dXNlcjpwYXNz\n");
    }

    @Test
    void session() throws Exception {
        AtomicInteger count = new AtomicInteger();
        App app =
                (message, channels) -> {
                    String cookie = request(message).headers().get("cookie");
                    channels.reply()
                            .send(
                                    HttpResponse.text("cookie: " + cookie)
                                            .withHeader(
                                                    "set-cookie", "n=" + count.incrementAndGet()));
                };
        assertThat(run(app, "session/Session.java"))
                .isEqualTo(
                        """
                        200
                        cookie: null
                        200
                        cookie: n=1
                        200
                        cookie: n=2
                        1 connection, 1 cookies
                        """);
    }

    @Test
    void timeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    request(message);
                    never.await();
                };
        assertThat(run(app, "timeout/TimeLimit.java"))
                .contains("the total timeout of 1500 ms ran out in phase HEAD")
                .contains("timed out after 1500 ms");
    }

    @Test
    void fetchMany() throws Exception {
        App app =
                (message, channels) -> {
                    request(message);
                    channels.reply().send(HttpResponse.text("x".repeat(1000)));
                };
        String output = run(app, "fetch-many/FetchMany.java");
        assertThat(output).contains("?page=99: 1000 characters").endsWith(" connections\n");
        assertThat(output.lines()).hasSize(101);
    }

    @Test
    void uploadFile() throws Exception {
        Path file = Files.write(directory.resolve("picture.jpg"), new byte[300_000]);
        App app =
                (message, channels) -> {
                    HttpRequest request = request(message);
                    var buffer = ByteBuffer.allocate(8192);
                    long count = request.content().length;
                    if (request.moreContent()) {
                        for (int n = channels.body().read(buffer);
                                n >= 0;
                                n = channels.body().read(buffer.clear())) {
                            count += n;
                        }
                    }
                    channels.reply().send(HttpResponse.text(count > 300_000 ? "thank you" : "?"));
                };
        assertThat(run(app, "upload-file/UploadFile.java", file.toString()))
                .contains("100 %\n")
                .endsWith("200 thank you\n");
    }

    @Test
    void clientTour() throws Exception {
        App app =
                (message, channels) -> {
                    HttpRequest request = request(message);
                    channels.reply()
                            .send(
                                    switch (request.method() + " " + request.path()) {
                                        case "GET /page" ->
                                                HttpResponse.json(
                                                        "{\"title\": \"Home\", \"visits\": 6}");
                                        case "GET /lines" -> HttpResponse.text("one\ntwo\n");
                                        case "GET /missing" -> HttpResponse.text(404, "no");
                                        default -> HttpResponse.text("thank you");
                                    });
                };
        assertThat(run(app, "client-tour/ClientTour.java"))
                .containsSubsequence(
                        "GET /page took ",
                        "Home, seen 6 times\n",
                        "POST /page took ",
                        "POST /form took ",
                        "> one\n> two\n",
                        "status 404\n",
                        "CONNECT failed\n");
    }

    @Test
    void websocketClient() throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive received) {
                        String text = String.valueOf(received.text());
                        channels.reply()
                                .send(
                                        WebSocketSend.text(
                                                text.startsWith("Answer on ") ? "close" : text));
                    }
                };
        assertThat(run(app, "websocket-client/Answers.java")).isEqualTo("hello\nclose\n");
    }
}
