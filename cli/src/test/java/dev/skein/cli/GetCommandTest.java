package dev.skein.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `skein get` against our own server.
@SuppressWarnings("AddressSelection") // an address, not a name
class GetCommandTest {
    private static final App ECHO =
            (message, channels) -> {
                if (message instanceof HttpRequest request) {
                    int status = request.path().equals("/missing") ? 404 : 200;
                    channels.reply()
                            .send(
                                    HttpResponse.text(
                                            status,
                                            request.method()
                                                    + " "
                                                    + request.path()
                                                    + " "
                                                    + request.headers().get("x-mine")
                                                    + " "
                                                    + request.headers().get("authorization")
                                                    + " "
                                                    + request.headers().get("content-type")
                                                    + " "
                                                    + new String(request.content(), UTF_8)));
                }
            };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private int status;

    private String get(String path, String... options) throws Exception {
        var serverOptions =
                ServerOptions.defaults()
                        .withBind(new InetSocketAddress("127.0.0.1", 0))
                        .withLifespan(ServerOptions.Lifespan.OFF);
        out.reset();
        err.reset();
        try (Server server = Server.start(ECHO, serverOptions)) {
            var address = (InetSocketAddress) server.addresses().getFirst();
            String[] words = new String[options.length + 2];
            words[0] = "get";
            words[1] = "127.0.0.1:" + address.getPort() + path;
            System.arraycopy(options, 0, words, 2, options.length);
            status =
                    new Main(
                                    new PrintStream(out, true, UTF_8),
                                    new PrintStream(err, true, UTF_8),
                                    _ -> {})
                            .run(words);
        }
        return out.toString(UTF_8);
    }

    @Test
    void itPrintsTheBody() throws Exception {
        assertThat(get("/a")).isEqualTo("GET /a null null null ");
        assertThat(status).isZero();
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void itSendsWhatItIsTold() throws Exception {
        assertThat(get("/a", "-H", "x-mine: yes", "-u", "user:pass", "-d", "n=1"))
                .isEqualTo("POST /a yes Basic dXNlcjpwYXNz application/x-www-form-urlencoded n=1");
        assertThat(get("/a", "--json", "{}", "-X", "put"))
                .isEqualTo("PUT /a null null application/json {}");
    }

    @Test
    void itPrintsTheHeadToo() throws Exception {
        assertThat(get("/a", "-i"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: text/plain; charset=utf-8\r\n")
                .endsWith("\r\n\r\nGET /a null null null ");
        assertThat(get("/a", "-I", "-i")).endsWith("\r\n\r\n");
    }

    @Test
    void itWritesAFileAndShowsProgress(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("a");
        assertThat(get("/a", "-o", file.toString())).isEmpty();
        assertThat(Files.readString(file)).isEqualTo("GET /a null null null ");
        assertThat(err.toString(UTF_8)).contains("100 %").contains("22 bytes");
    }

    @Test
    void aMissingPageFailsIfAskedTo() throws Exception {
        get("/missing");
        assertThat(status).isZero();
        assertThat(get("/missing", "--fail")).isEmpty();
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("status 404");
    }

    @Test
    void itTellsHowLongEachPhaseTook() throws Exception {
        get("/a", "--timings");
        assertThat(err.toString(UTF_8))
                .containsSubsequence("connect", "request sent", "response head (200)", "end");
    }

    @Test
    void mistakesAreExplained() throws Exception {
        get("/", "--frobnicate");
        assertThat(status).isEqualTo(CommandException.USAGE);
        assertThat(err.toString(UTF_8)).contains("unknown option '--frobnicate'");
        get("/", "another");
        assertThat(err.toString(UTF_8)).contains("expected one URL");
        get("/", "-H", "nonsense");
        assertThat(err.toString(UTF_8)).contains("expected 'Name: value'");
        assertThat(get("/", "--help")).contains("--max-time").contains("Exit status");
    }

    @Test
    void theProgressLine() {
        assertThat(ProgressBar.line(512 << 10, 1 << 20, 1_000_000_000))
                .isEqualTo("[###############               ] 50 %, 0.5 MiB, 0.5 MiB/s");
        assertThat(ProgressBar.line(1 << 20, -1, 500_000_000)).isEqualTo("1.0 MiB, 2.0 MiB/s");
    }
}
