package dev.skein.server;

import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.frame;
import static dev.skein.server.WebSocketClient.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// From HTTP to WebSocket (RFC 6455 §4.2).
@Timeout(30)
class WebSocketHandshakeTest {
    /// Says back what it is told; a plain request is answered with its method and path.
    private static void echo(Message message, Channels channels) throws Exception {
        switch (message) {
            case WebSocketReceive m ->
                    channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
            case HttpRequest m ->
                    channels.reply()
                            .send(HttpResponse.text("plain " + m.method() + " " + m.path()));
            default -> {}
        }
    }

    private static Server start() throws Exception {
        return Server.start(WebSocketHandshakeTest::echo, Serve.options());
    }

    private static Server start(WebSocketOptions options) throws Exception {
        return Server.start(WebSocketHandshakeTest::echo, Serve.options().withWebSockets(options));
    }

    @Test
    void theAnswerIsThatOfTheRfc() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            var head = client.response();
            assertThat(head.status()).isEqualTo(101);
            assertThat(head.header("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(head.header("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(head.header("sec-websocket-accept")).isEqualTo(WebSocketClient.ACCEPT);
            assertThat(head.header("server")).isEqualTo("skein");
            assertThat(head.headers("date")).hasSize(1);
            for (String none :
                    new String[] {
                        "content-length",
                        "transfer-encoding",
                        "sec-websocket-protocol",
                        "sec-websocket-extensions",
                        "sec-websocket-version"
                    }) {
                assertThat(head.headers(none)).as(none).isEmpty();
            }
            assertThat(client.exchange("hello")).isEqualTo("hello");
            client.closeProperly();
        }
    }

    @Test
    void theApplicationSeesTheFacts() throws Exception {
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        App app = (message, _) -> seen.add(message);
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient _ =
                        WebSocketClient.to(
                                server,
                                "/a%20b?x=1",
                                "Sec-WebSocket-Protocol: two, one",
                                "Sec-WebSocket-Protocol: three",
                                "Cookie: a=b")) {
            WebSocketConnect connect = (WebSocketConnect) seen.take();
            assertThat(connect.path()).isEqualTo("/a b");
            assertThat(connect.subprotocols()).containsExactly("two", "one", "three");
            assertThat(connect.headers().get("cookie")).isEqualTo("a=b");
            HttpRequest request = connect.request();
            assertThat(request.scheme()).isEqualTo("ws");
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.queryString()).isEqualTo("x=1");
            assertThat(request.content()).isEmpty();
            assertThat(request.moreContent()).isFalse();
        }
    }

    @Test
    void anotherVersionIs426() throws Exception {
        try (Logs logs = new Logs();
                Server server = start();
                RawClient client = RawClient.to(server)) {
            client.send(request("/").replace("Version: 13", "Version: 8"));
            var response = client.read();
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("sec-websocket-version")).isEqualTo("13");
            assertThat(response.header("upgrade")).isEqualTo("websocket");
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.await(1, " 426 ")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, X: y",
        "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZ",
        "dGhlIHNhbXBsZSBub25jZQ==, c2hvcnQ=",
        "Sec-WebSocket-Version: 13, X: y",
        "Host: test, Host: test|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Host: test, Host: test|Content-Length: 4",
        "Host: test, Host: test|Transfer-Encoding: chunked",
        "Host: test, Host: test|Sec-WebSocket-Protocol: a b",
    })
    void aHandshakeThatIsNotProperIs400(String part, String instead) throws Exception {
        try (Logs logs = new Logs();
                Server server = start();
                RawClient client = RawClient.to(server)) {
            client.send(request("/").replace(part, instead.replace("|", "\r\n")));
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.await(1, " 400 ")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, Upgrade: h2c, GET",
        "Connection: Upgrade, Connection: keep-alive, GET",
        "GET / HTTP, POST / HTTP, POST",
        "HTTP/1.1, HTTP/1.0, GET",
    })
    void whatDoesNotAskForAWebSocketIsAPlainRequest(String part, String instead, String method)
            throws Exception {
        try (Server server = start();
                RawClient client = RawClient.to(server)) {
            client.send(request("/").replace(part, instead));
            assertThat(client.read().text()).isEqualTo("plain " + method + " /");
        }
    }

    @Test
    void tokensAreFoundAmongOthersAndInAnyCase() throws Exception {
        try (Server server = start();
                RawClient raw = RawClient.to(server)) {
            raw.send(
                    request("/")
                            .replace("Upgrade: websocket", "Upgrade: h2c, WebSocket")
                            .replace("Connection: Upgrade", "Connection: keep-alive, uPGRADE"));
            assertThat(WebSocketClient.accepted(raw).exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void withoutWebSocketsItIsAPlainRequest() throws Exception {
        try (Server server =
                        Server.start(
                                WebSocketHandshakeTest::echo,
                                Serve.options().withWebSockets(null));
                RawClient client = RawClient.to(server)) {
            assertThat(client.exchange(request("/x")).text()).isEqualTo("plain GET /x");
            assertThat(client.exchange(request("/y")).text()).isEqualTo("plain GET /y");
        }
    }

    @Test
    void itMayFollowOtherRequestsInOnePiece() throws Exception {
        try (Server server = start();
                RawClient raw = RawClient.to(server)) {
            raw.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n" + request("/2"));
            assertThat(raw.read().text()).isEqualTo("plain GET /1");
            assertThat(WebSocketClient.accepted(raw).exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void byteByByteIsTheSame() throws Exception {
        try (Server server = start();
                RawClient raw = RawClient.to(server)) {
            raw.sendByteByByte(request("/"));
            WebSocketClient client = WebSocketClient.accepted(raw);
            client.sendByteByByte(frame(FIN | TEXT, "hello"));
            assertThat(client.readText()).isEqualTo("hello");
        }
    }

    // ---- frames that are early

    @Test
    void framesInThePacketOfTheRequestCount() throws Exception {
        try (Server server = start();
                RawClient raw = RawClient.to(server)) {
            raw.send(
                    WebSocketClient.together(
                            request("/").getBytes(ISO_8859_1),
                            frame(FIN | TEXT, "one"),
                            frame(FIN | TEXT, "two")));
            WebSocketClient client = WebSocketClient.accepted(raw);
            assertThat(client.readText()).isEqualTo("one");
            assertThat(client.readText()).isEqualTo("two");
            client.closeProperly();
        }
    }

    /// With a slow answer to the handshake: what comes meanwhile.
    private static App slow(CountDownLatch called, CountDownLatch go, BlockingQueue<Message> seen) {
        return (message, channels) -> {
            if (message instanceof HttpRequest) {
                channels.reply().send(HttpResponse.text("plain"));
                return;
            }
            seen.add(message);
            if (message instanceof WebSocketConnect) {
                called.countDown();
                Await.open(go);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void framesSentBeforeTheAnswerCount(int messages) throws Exception {
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Server.start(slow(called, go, seen), Serve.options());
                RawClient raw = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            WebSocketClient client = WebSocketClient.asking(raw);
            for (int i = 1; i <= messages; i++) {
                client.text("number " + i);
            }
            client.close(4001, "early");
            go.countDown();
            client.awaitAccepted();
            assertThat(client.readClose()).isEqualTo(4001);
            client.awaitEnd();
            assertSaid(seen, messages, 4001, "early");
        }
    }

    private static void assertSaid(
            BlockingQueue<Message> seen, int messages, int code, String reason) throws Exception {
        assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
        for (int i = 1; i <= messages; i++) {
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", i, "number " + i));
        }
        assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", messages + 1, code, reason));
    }

    @Test
    void whoSendsMuchBeforeTheAnswerIsHeldBack() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        int times = 400;
        try (Server server = Server.start(slow(called, go, seen), Serve.options());
                RawClient raw = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            byte[] block = frame(FIN | TEXT, "x".repeat(100_000));
            Stuffer stuffer = Stuffer.start(raw, block, times);
            stuffer.awaitStuck();
            assertThat(stuffer.sent()).isLessThan(times * 50_000L);
            go.countDown();
            WebSocketClient client = WebSocketClient.accepted(raw);
            stuffer.awaitEnd();
            client.closeProperly();
            Await.until("all has come", () -> seen.size() == times + 2);
        }
    }

    // ---- origins

    @ParameterizedTest
    @CsvSource({
        "https://good.example, 101",
        "https://GOOD.example, 101",
        "https://bad.example, 403",
        "http://good.example, 403",
        "https://good.example.evil, 403",
        "https://good.example:8443, 403",
        "http://test, 403",
        "null, 403",
    })
    void onlyAllowedOriginsMayConnect(String origin, int status) throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withAllowedOrigins("https://good.example");
        assertThat(statusFor(options, "Origin: " + origin)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "http://test, 101",
        "HTTP://TEST, 101",
        "https://test, 403",
        "http://test:81, 403",
        "http://test.evil, 403",
        "null, 403",
    })
    void theOwnOriginIsThatOfTheRequest(String origin, int status) throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withAllowedOrigins(WebSocketOptions.SAME_ORIGIN);
        assertThat(statusFor(options, "Origin: " + origin)).isEqualTo(status);
    }

    @Test
    void whoNamesNoOriginIsLetIn() throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withAllowedOrigins("https://good.example");
        assertThat(statusFor(options, "X: y")).isEqualTo(101);
    }

    @Test
    void anyOriginIsAllowedByDefault() throws Exception {
        assertThat(statusFor(WebSocketOptions.defaults(), "Origin: https://any.example"))
                .isEqualTo(101);
    }

    private static int statusFor(WebSocketOptions options, String line) throws Exception {
        try (Logs _ = new Logs();
                Server server = start(options);
                RawClient client = RawClient.to(server)) {
            return client.send(request("/", line)).readHead().status();
        }
    }

    @Test
    void originsDoNotConcernPlainRequests() throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withAllowedOrigins("https://good.example");
        try (Server server = start(options);
                RawClient client = RawClient.to(server)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://bad.example\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("plain GET /");
        }
    }
}
