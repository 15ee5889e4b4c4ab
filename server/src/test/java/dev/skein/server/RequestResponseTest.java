package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One request and its response.
@SuppressWarnings("StringConcatToTextBlock") // what ends a line is the point
class RequestResponseTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: test\r\n";

    @Test
    void aRequestArrivesAsItWasSent() throws Exception {
        BlockingQueue<HttpRequest> seen = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    seen.add(request);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            var response =
                    client.exchange(
                            "PATCH /a%20b/%C3%A9?x=%201&y HTTP/1.1\r\n"
                                    + "Host: test:80\r\nX-Twice: 1\r\nx-twice: 2\r\n\r\n");
            assertThat(response.status()).isEqualTo(200);
            HttpRequest request = seen.take();
            assertThat(request.method()).isEqualTo("PATCH");
            assertThat(request.scheme()).isEqualTo("http");
            assertThat(request.httpVersion()).isEqualTo("1.1");
            assertThat(request.path()).isEqualTo("/a b/\u00e9");
            assertThat(request.rawPath()).isEqualTo("/a%20b/%C3%A9");
            assertThat(request.queryString()).isEqualTo("x=%201&y");
            assertThat(request.headers().getAll("x-twice")).containsExactly("1", "2");
            assertThat(request.headers().get("host")).isEqualTo("test:80");
            assertThat(request.server()).isEqualTo(server.addresses().getFirst());
            assertThat(request.client().toString()).endsWith(":" + client.localPort());
            assertThat(request.content()).isEmpty();
            assertThat(request.moreContent()).isFalse();
            assertThat(request.tls()).isNull();
        }
    }

    @Test
    void aResponseHasDateServerAndLengthOnceEach() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            var response = client.get("/x").read();
            assertThat(response.text()).isEqualTo("hello /x");
            assertThat(response.header("server")).isEqualTo("skein");
            assertThat(response.header("date"))
                    .matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
            assertThat(response.header("content-length")).isEqualTo("8");
            assertThat(response.header("connection")).isNull();
        }
    }

    @Test
    void dateAndServerOfTheApplicationReplaceTheServersOwn() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.text("x")
                                                                .withHeader("Date", "then")
                                                                .withHeader("server", "mine")));
                RawClient client = RawClient.to(server)) {
            var response = client.get("/").read();
            assertThat(response.header("date")).isEqualTo("then");
            assertThat(response.header("server")).isEqualTo("mine");
        }
    }

    @Test
    void dateAndServerCanBeSwitchedOff() throws Exception {
        ServerOptions options = Serve.options().withDateHeader(false).withServerHeader("");
        try (Server server = Serve.start(options, Serve::hello);
                RawClient client = RawClient.to(server)) {
            var response = client.get("/").read();
            assertThat(response.header("date")).isNull();
            assertThat(response.header("server")).isNull();
        }
    }

    @Test
    void headGetsTheHeadOnly() throws Exception {
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    if (request.path().equals("/whole")) {
                                        Serve.hello(request, channels);
                                        return;
                                    }
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(HttpChunk.text("abc"));
                                    channels.reply().send(HttpChunk.end());
                                });
                RawClient client = RawClient.to(server)) {
            client.send("HEAD /whole" + HEAD + "\r\n");
            assertThat(client.readHead().header("content-length")).isEqualTo("12");
            client.send("HEAD /streamed" + HEAD + "\r\n");
            assertThat(client.readHead().header("content-length")).isNull();
            assertThat(client.get("/whole").read().text()).isEqualTo("hello /whole");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void statusesWithoutBodyHaveNone(int status) throws Exception {
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    if (request.path().equals("/streamed")) {
                                        channels.reply()
                                                .send(HttpResponse.start(status, Headers.EMPTY));
                                        channels.reply().send(HttpChunk.text("abc"));
                                        channels.reply().send(HttpChunk.end());
                                    } else {
                                        channels.reply()
                                                .send(HttpResponse.text("body").withStatus(status));
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            for (String path : new String[] {"/whole", "/streamed", "/whole"}) {
                var response = client.get(path).read();
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.header("transfer-encoding")).isNull();
                if (status == 204) {
                    assertThat(response.header("content-length")).isNull();
                }
            }
        }
    }

    @Test
    void bodiesOfKnownLengthArriveWhole() throws Exception {
        try (Server server = Serve.start(Serve::echo);
                RawClient client = RawClient.to(server)) {
            for (int length : new int[] {0, 1, 1000, 65_536, 1_000_000}) {
                client.send("POST /p" + HEAD + "Content-Length: " + length + "\r\n\r\n");
                client.send(new byte[length]);
                assertThat(client.read().text()).isEqualTo("POST /p " + length);
            }
        }
    }

    @Test
    void chunkedBodiesArriveWholeHoweverTheyAreSplit() throws Exception {
        try (Server server = Serve.start(Serve::echo);
                RawClient client = RawClient.to(server)) {
            String request =
                    "POST /p"
                            + HEAD
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nabcde\r\n10;ext=1\r\n0123456789abcdef\r\n0\r\n\r\n";
            assertThat(client.exchange(request).text()).isEqualTo("POST /p 21");
            client.sendByteByByte(request);
            assertThat(client.read().text()).isEqualTo("POST /p 21");
        }
    }

    @Test
    void largeBodiesComeBackUnchanged() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        try (Server server =
                        Serve.start(
                                (request, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.of(
                                                                200,
                                                                Headers.EMPTY,
                                                                request.readBody(
                                                                        channels, 4_000_000))));
                RawClient client = RawClient.to(server)) {
            client.send("PUT /" + HEAD + "Content-Length: " + content.length + "\r\n\r\n");
            client.send(content);
            assertThat(client.read().content()).isEqualTo(content);
        }
    }

    @Test
    void aStreamWithoutLengthIsChunked() throws Exception {
        try (Server server = Serve.start(RequestResponseTest::stream);
                RawClient client = RawClient.to(server)) {
            var response = client.get("/").read();
            assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(response.content()).hasSize(3 + 3 + 100_000);
            assertThat(client.get("/").read().content()).hasSize(3 + 3 + 100_000);
        }
    }

    @Test
    void aStreamWithoutLengthEndsAConnectionOfHttp10() throws Exception {
        try (Server server = Serve.start(RequestResponseTest::stream);
                RawClient client = RawClient.to(server)) {
            var response = client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(response.untilClose()).isTrue();
            assertThat(response.header("transfer-encoding")).isNull();
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.content()).hasSize(3 + 3 + 100_000);
        }
    }

    private static void stream(HttpRequest request, dev.skein.app.Channels channels)
            throws Exception {
        channels.reply()
                .send(
                        new HttpResponse(
                                200,
                                Headers.EMPTY,
                                "abc".getBytes(UTF_8),
                                /* moreContent= */ true));
        channels.reply().send(HttpChunk.text("def"));
        channels.reply().send(HttpChunk.of(new byte[0]));
        channels.reply().send(HttpChunk.of(new byte[100_000]));
        channels.reply().send(HttpChunk.end());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1.1, -, -, true",
                "1.1, close, close, false",
                "1.1, Keep-Alive, -, true",
                "1.1, 'x, CLOSE', close, false",
                "1.0, -, close, false",
                "1.0, keep-alive, keep-alive, true",
                "1.0, close, close, false",
                "1.0, 'keep-alive, close', close, false"
            })
    void connectionsPersistByTheRules(
            String version, String sent, String answered, boolean persists) throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            String connection = sent == null ? "" : "Connection: " + sent + "\r\n";
            var response =
                    client.exchange(
                            "GET / HTTP/" + version + "\r\nHost: a\r\n" + connection + "\r\n");
            assertThat(response.header("connection")).isEqualTo(answered);
            assertThat(response.header("content-length")).isEqualTo("7");
            if (persists) {
                assertThat(client.get("/again").read().text()).isEqualTo("hello /again");
            } else {
                assertThat(client.readToEof()).isEmpty();
            }
        }
    }

    @Test
    void theApplicationCanCloseTheConnection() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.text("bye")
                                                                .withHeader(
                                                                        "connection", "close")));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().header("connection")).isEqualTo("close");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void emptyLinesBeforeARequestAreSkipped() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send("\r\n").get("/1");
            assertThat(client.read().text()).isEqualTo("hello /1");
            client.send("\r\n").get("/2");
            assertThat(client.read().text()).isEqualTo("hello /2");
        }
    }

    @Test
    void anUnreadBodyIsSkippedAndTheConnectionGoesOn() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send("POST /1" + HEAD + "Content-Length: 200000\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("hello /1");
            client.send(new byte[200_000]);
            assertThat(client.get("/2").read().text()).isEqualTo("hello /2");
        }
    }

    @Test
    void aLongUnreadBodyEndsTheConnectionAfterTheAnswer() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send("POST /1" + HEAD + "Content-Length: 2000000\r\n\r\n");
            client.send(new byte[1_000_000]);
            assertThat(client.read().text()).isEqualTo("hello /1");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void aRequestThenEndOfInputIsAnswered() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.get("/1").halfClose();
            assertThat(client.read().text()).isEqualTo("hello /1");
            assertThat(client.readToEof()).isEmpty();
        }
    }
}
