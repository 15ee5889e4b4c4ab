package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.server.Server;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// WebSockets over sockets, byte by byte.
class WebSocketServerTest {
    private static final String FIELDS =
            String.join(
                    "\r\n",
                    " HTTP/1.1",
                    "host: a",
                    "upgrade: websocket",
                    "connection: upgrade",
                    "sec-websocket-version: 13",
                    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
                    "");

    private final Application app = new Application(ApplicationOptions.defaults().withDebug(false));

    private static String get(String path, String more) {
        return "GET " + path + FIELDS + more + "\r\n";
    }

    private String exchange(String request) throws Exception {
        try (TestLog _ = new TestLog();
                Server server = TestWire.serve(app)) {
            return TestWire.exchange(server, request);
        }
    }

    @Test
    void refusalsHaveABody() throws Exception {
        app.router().get("/ws", request -> request.webSocket().response());

        assertThat(exchange(get("/elsewhere", "connection: close\r\n")))
                .startsWith("HTTP/1.1 404 ")
                .endsWith("404: Not Found\n");
        assertThat(exchange(get("/ws", "origin: http://evil.com\r\nconnection: close\r\n")))
                .startsWith("HTTP/1.1 403 ")
                .contains("this origin");
    }

    @Test
    void plainRequestIsToldToUpgrade() throws Exception {
        app.router().webSocket("/ws", _ -> {});

        assertThat(exchange("GET /ws HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("\r\nupgrade: websocket\r\n");
    }

    @Test
    void failureIs1011() throws Exception {
        app.router()
                .webSocket(
                        "/ws",
                        _ -> {
                            throw new IllegalStateException("secret");
                        });
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(get("/ws", ""))) {
            wire.readTo("\r\n\r\n");

            assertThat(wire.readTo("\u00f3"))
                    .endsWith("\u0003\u00f3")
                    .doesNotContain("secret"); // 1011
            wire.leave();
            server.stop();
            assertThat(log.lines()).anyMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void answerAfterTheAcceptIsAMistakeNotBytes() throws Exception {
        app.router()
                .get(
                        "/ws",
                        request -> {
                            request.webSocket();
                            return Response.text("too late");
                        });
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(get("/ws", ""))) {
            wire.readTo("\r\n\r\n");

            assertThat(wire.readTo("\u00f3"))
                    .endsWith("\u0003\u00f3")
                    .doesNotContain("too late"); // 1011
            wire.leave();
            server.stop();
            assertThat(log.lines()).isNotEmpty();
        }
    }

    @Test
    void clientThatVanishesEndsTheLoopQuietly() throws Exception {
        BlockingQueue<Integer> codes = new ArrayBlockingQueue<>(1);
        app.router()
                .webSocket(
                        "/ws",
                        socket -> {
                            for (WebSocketMessage message : socket) {
                                socket.send(message.asText());
                            }
                            codes.add(socket.closeCode());
                        });
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send(get("/ws", ""))) {
            wire.readTo("\r\n\r\n");

            wire.leave();

            assertThat(codes.poll(10, TimeUnit.SECONDS)).isEqualTo(1006);
            server.stop();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void declinedByAPlainAnswer() throws Exception {
        app.router().get("/ws", _ -> Response.text("just a page"));

        String came = exchange(get("/ws", "connection: close\r\n"));

        assertThat(came).startsWith("HTTP/1.1 200 ").endsWith("just a page");
    }
}
