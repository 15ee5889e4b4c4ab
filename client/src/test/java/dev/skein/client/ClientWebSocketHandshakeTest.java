package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.skein.http.Headers;
import dev.skein.http.websocket.DeflateOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Opening handshakes with servers that are told what to answer.
@Timeout(60)
class ClientWebSocketHandshakeTest {
    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(20));
    }

    private static String text(ClientWebSocket socket) throws Exception {
        return String.valueOf(socket.receive());
    }

    @Test
    void theRequestAsksForAWebSocketAndNothingElse() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    String head = client.head();
                    heads.add(head);
                    client.send(ClientWebSocketPeer.agreement(head));
                    client.rest();
                };
        RequestOptions useless =
                RequestOptions.defaults().withExpectContinue(true).withCompress("gzip");
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create()) {
            session.webSocket(server.url("/a?b=c"), options()).close(1000, "");
            session.webSocket(
                            server.url("/a"),
                            options()
                                    .withSubprotocols("x", "y")
                                    .withDeflate(DeflateOptions.defaults())
                                    .withRequest(useless))
                    .close();
        }
        String key = ClientWebSocketPeer.field(heads.getFirst(), "sec-websocket-key");
        assertThat(heads.getFirst())
                .isEqualTo(
                        "GET /a?b=c HTTP/1.1\r\nhost: "
                                + ClientWebSocketPeer.field(heads.getFirst(), "host")
                                + "\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-key: "
                                + key
                                + "\r\nsec-websocket-version: 13\r\naccept: */*\r\nuser-agent: skein\r\n\r\n");
        assertThat(heads.getLast())
                .contains("sec-websocket-protocol: x, y\r\n")
                .contains("sec-websocket-extensions: permessage-deflate")
                .doesNotContain("expect:")
                .doesNotContain("content-encoding")
                .doesNotContain(key);
    }

    /// What a server may not answer.
    private static void refused(String problem, ScriptedServer.Script script) throws Exception {
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create()) {
            assertThatThrownBy(() -> session.webSocket(server.url("/"), options()))
                    .isInstanceOf(WebSocketHandshakeException.class)
                    .hasMessageContaining(problem)
                    .asInstanceOf(type(WebSocketHandshakeException.class))
                    .returns(101, WebSocketHandshakeException::status)
                    .matches(e -> e.headers().contains("upgrade"));
            ClientWebSocketWait.until(
                    "the connection is closed", () -> session.openConnections() == 0);
        }
    }

    private static ScriptedServer.Script agreeing(String from, String to) {
        return client -> {
            client.send(ClientWebSocketPeer.agreement(client.head()).replaceFirst(from, to));
            client.rest();
        };
    }

    @Test
    void anAgreementMustBeByTheRules() throws Exception {
        refused("sec-websocket-accept", agreeing("Accept: ....", "Accept: AAAA"));
        refused("upgrade is not websocket", agreeing("Upgrade: websocket", "Upgrade: h2c"));
        refused("connection", agreeing("Connection: Upgrade", "Connection: close"));
        refused(
                "extension was not offered",
                agreeing("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        refused(
                "protocol was not offered",
                agreeing("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n"));
        refused("101 with a body", agreeing("\r\n\r\n", "\r\nContent-Length: 4\r\n\r\n"));
    }

    @Test
    void anAnswerThatIsNoHttpIsAnErrorOfThatKind() throws Exception {
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    client.head();
                                    client.send("SSH-2.0\r\n\r\n");
                                });
                var session = ClientSession.create()) {
            assertThatThrownBy(() -> session.webSocket(server.url("/"), options()))
                    .isInstanceOf(ResponseProtocolException.class);
        }
    }

    @Test
    void aRefusalShowsStatusHeadersAndTheBeginningOfTheBody() throws Exception {
        ScriptedServer.Script script =
                client -> {
                    client.head();
                    String body = "no \u0007 " + "x".repeat(300);
                    client.send(
                            "HTTP/1.1 403 Forbidden\r\nx-why: \"so\"\r\ncontent-length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body);
                    client.head();
                    client.answer("over the same connection");
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create()) {
            assertThatThrownBy(() -> session.webSocket(server.url("/"), options()))
                    .hasMessageContaining("came 403 Forbidden: no \\x07 xxx")
                    .hasMessageEndingWith("x…")
                    .asInstanceOf(type(WebSocketHandshakeException.class))
                    .returns(403, WebSocketHandshakeException::status)
                    .returns("\"so\"", e -> e.headers().get("x-why"));
            assertThat(session.get(server.url("/")).send().text())
                    .isEqualTo("over the same connection");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anOrdinaryAnswerIsNoWebSocket() throws Exception {
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    client.head();
                                    client.answer("hello");
                                    client.rest();
                                });
                var session = ClientSession.create()) {
            assertThatThrownBy(() -> session.webSocket(server.url("/"), options()))
                    .isInstanceOf(WebSocketHandshakeException.class)
                    .hasMessageContaining("expected status 101 for a WebSocket, came 200");
        }
    }

    @Test
    void redirectsAreFollowedWithANewKey() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    String head = client.head();
                    heads.add(head);
                    client.send(
                            "HTTP/1.1 307 Elsewhere\r\nlocation: http://"
                                    + ClientWebSocketPeer.field(head, "host")
                                    + "/second\r\ncontent-length: 0\r\n\r\n");
                    heads.add(client.head());
                    client.send(ClientWebSocketPeer.agreement(heads.getLast()));
                    client.send(ClientWebSocketPeer.frame(ClientWebSocketPeer.TEXT, "hi"));
                    client.rest();
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/first"),
                                options().withHeader("authorization", "Bearer t"))) {
            assertThat(text(socket)).contains("hi");
            assertThat(heads.getLast())
                    .startsWith("GET /second ")
                    .contains("authorization: Bearer t");
            assertThat(ClientWebSocketPeer.field(heads.get(0), "sec-websocket-key"))
                    .isNotEqualTo(ClientWebSocketPeer.field(heads.get(1), "sec-websocket-key"));
            assertThat(socket.toString()).contains("ws://").contains("/second");
        }
    }

    @Test
    void redirectsHaveTheirLimits() throws Exception {
        ScriptedServer.Script script =
                client -> {
                    for (int i = 0; !client.head().isEmpty(); i++) {
                        client.send(
                                "HTTP/1.1 302 Found\r\nlocation: /"
                                        + i
                                        + "\r\ncontent-length: 0\r\n\r\n");
                    }
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create()) {
            RedirectPolicy policy = RedirectPolicy.defaults().withMax(3);
            RequestOptions few = RequestOptions.defaults().withRedirects(policy);
            RequestOptions none = few.withRedirects(policy.withFollow(false));
            assertThatThrownBy(() -> session.webSocket(server.url("/"), options().withRequest(few)))
                    .isInstanceOf(RedirectException.class);
            assertThatThrownBy(
                            () -> session.webSocket(server.url("/"), options().withRequest(none)))
                    .isInstanceOf(WebSocketHandshakeException.class)
                    .hasMessageContaining("302");
        }
    }

    @Test
    void messagesBehindTheHeadAreNotLost() throws Exception {
        ScriptedServer.Script script =
                client -> {
                    String head = ClientWebSocketPeer.agreement(client.head());
                    byte[] frames =
                            ClientWebSocketPeer.frame(ClientWebSocketPeer.TEXT, "with the head");
                    byte[] all = new byte[head.length() + frames.length + 1];
                    byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
                    System.arraycopy(first, 0, all, 0, first.length);
                    System.arraycopy(frames, 0, all, first.length, frames.length);
                    all[all.length - 1] = (byte) ClientWebSocketPeer.TEXT;
                    client.send(all);
                    client.send(new byte[] {3, 'e', 'n', 'd'});
                    client.rest();
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            assertThat(text(socket)).contains("with the head");
            assertThat(text(socket)).contains("end");
        }
    }

    @Test
    void theHandshakeIsLimitedInTime() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    client.head();
                                    asked.countDown();
                                    client.rest();
                                });
                var session = ClientSession.create()) {
            RequestOptions quick =
                    RequestOptions.defaults()
                            .withTimeouts(
                                    ClientTimeouts.defaults().withTotal(Duration.ofMillis(100)));
            assertThatThrownBy(
                            () -> session.webSocket(server.url("/"), options().withRequest(quick)))
                    .isInstanceOf(TotalTimeoutException.class);
            FutureTask<ClientWebSocket> opening =
                    new FutureTask<>(() -> session.webSocket(server.url("/"), options()));
            Thread thread = Thread.ofPlatform().start(opening);
            asked.await();
            thread.interrupt();
            assertThatThrownBy(opening::get).hasCauseInstanceOf(InterruptedException.class);
            ClientWebSocketWait.until(
                    "the connection is closed", () -> session.openConnections() == 0);
        }
    }

    @Test
    void anInterruptionAtAnyTimeLeavesNothingOpen() throws Exception {
        try (var server = ClientWebSocketPeer.server(ClientWebSocketPeer::awaitEnd);
                var session = ClientSession.create()) {
            for (int i = 0; i < 100; i++) {
                FutureTask<ClientWebSocket> opening =
                        new FutureTask<>(() -> session.webSocket(server.url("/"), options()));
                Thread thread = Thread.ofPlatform().start(opening);
                LockSupport.parkNanos(i * 20_000L);
                thread.interrupt();
                try {
                    opening.get().close();
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(InterruptedException.class);
                }
            }
            ClientWebSocketWait.until(
                    "all connections are closed", () -> session.openConnections() == 0);
        }
    }

    @Test
    void theTotalTimeoutEndsWithTheHandshake() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    late.await();
                                    peer.send(ClientWebSocketPeer.TEXT, "late");
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create()) {
            RequestOptions quick =
                    RequestOptions.defaults()
                            .withTimeouts(ClientTimeouts.none().withTotal(Duration.ofMillis(300)));
            long opened = System.nanoTime();
            try (var socket = session.webSocket(server.url("/"), options().withRequest(quick))) {
                assertThatThrownBy(() -> socket.receive(Duration.ofMillis(350)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(System.nanoTime() - opened).isGreaterThan(300_000_000);
                late.countDown();
                assertThat(text(socket)).contains("late");
            }
        }
    }

    @Test
    void aKeptConnectionThatWasClosedIsReplaced() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        ScriptedServer.Script first =
                client -> {
                    client.head();
                    client.answer("ok");
                    closed.await();
                };
        ScriptedServer.Script second =
                client -> {
                    ClientWebSocketPeer peer = ClientWebSocketPeer.accept(client);
                    peer.send(ClientWebSocketPeer.TEXT, "fresh");
                    peer.awaitEnd();
                };
        try (var server = new ScriptedServer(first, second);
                var session = ClientSession.create()) {
            assertThat(session.get(server.url("/")).send().text()).isEqualTo("ok");
            closed.countDown();
            try (var socket = session.webSocket(server.url("/"), options())) {
                assertThat(text(socket)).contains("fresh");
            }
        }
    }

    @Test
    void aPlainWebSocketGoesThroughAnHttpProxyInATunnel() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    heads.add(client.head());
                    client.send("HTTP/1.1 200 Connected\r\n\r\n");
                    heads.add(client.head());
                    client.send(ClientWebSocketPeer.agreement(heads.getLast()));
                    client.send(ClientWebSocketPeer.frame(ClientWebSocketPeer.TEXT, "tunnelled"));
                    client.rest();
                };
        try (var proxy = new ScriptedServer(script);
                var session = ClientSession.create()) {
            RequestOptions through =
                    RequestOptions.defaults()
                            .withProxy(Proxy.parse("http://me:pw@127.0.0.1:" + proxy.port()));
            try (var socket =
                    session.webSocket("ws://feed.invalid/x", options().withRequest(through))) {
                assertThat(text(socket)).contains("tunnelled");
            }
            assertThat(heads.getFirst())
                    .startsWith("CONNECT feed.invalid:80 HTTP/1.1\r\n")
                    .contains("proxy-authorization: Basic ");
            assertThat(heads.getLast())
                    .startsWith("GET /x HTTP/1.1\r\n")
                    .contains("host: feed.invalid\r\n")
                    .doesNotContain("proxy-authorization");
        }
    }

    @Test
    void routesOfTunnelsAreTheirOwn() {
        Proxy proxy = Proxy.parse("http://proxy.test");
        Route plain = new Route(false, "a", 80, null, null, proxy, null);
        assertThat(plain.tunnelled()).isNotEqualTo(plain).isEqualTo(plain.tunnelled());
        assertThat(plain.askedProxy()).isEqualTo(proxy);
        assertThat(plain.tunnelled().askedProxy()).isNull();
        assertThat(plain.tunnelled().tunnel()).isTrue();
        Route direct = new Route(false, "a", 80, null, null, null, null);
        assertThat(direct.tunnelled()).isSameAs(direct);
        assertThat(direct.tunnel()).isFalse();
        Route secure = new Route(true, "a", 443, null, null, proxy, null);
        assertThat(secure.tunnelled()).isSameAs(secure);
        assertThat(secure.tunnel()).isTrue();
    }

    @Test
    void tracesTellOfTheHandshake() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        var traced =
                ClientOptions.defaults()
                        .withTrace(event -> events.add(event.getClass().getSimpleName()));
        try (var server = ClientWebSocketPeer.server(ClientWebSocketPeer::awaitEnd);
                var session = ClientSession.create(traced)) {
            session.webSocket(server.url("/"), options()).close(1000, "");
            assertThat(events).startsWith("Started").contains("HeadersSent").endsWith("Ended");
            events.clear();
            assertThatThrownBy(() -> session.webSocket("ws://127.0.0.1:1/"))
                    .isInstanceOf(ConnectionException.class);
            assertThat(events).startsWith("Started").endsWith("Failed");
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> options().withHeader("Sec-WebSocket-Protocol", "x"))
                .hasMessageContaining("withSubprotocols");
        assertThatThrownBy(() -> options().withHeaders(Headers.EMPTY.with("upgrade", "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options().withHeartbeat(Duration.ZERO))
                .hasMessageContaining("heartbeat");
        assertThatThrownBy(() -> options().withCloseTimeout(Duration.ofMillis(-1)))
                .hasMessageContaining("closeTimeout");
        assertThatThrownBy(() -> options().withQueue(0, 1)).hasMessageContaining("queueMessages");
        assertThat(options().limits().messageBytes()).isEqualTo(4 * 1024 * 1024);
        List<String> names = new ArrayList<>(List.of("a"));
        var chosen = options().withSubprotocols(names.toArray(String[]::new));
        names.clear();
        assertThat(chosen.subprotocols()).containsExactly("a");
    }

    @Test
    void messagesAreValues() {
        var binary = new WebSocketMessage.Binary(new byte[] {1, 2});
        assertThat(binary)
                .isEqualTo(new WebSocketMessage.Binary(new byte[] {1, 2}))
                .hasSameHashCodeAs(new WebSocketMessage.Binary(new byte[] {1, 2}))
                .isNotEqualTo(new WebSocketMessage.Binary(new byte[] {1, 3}));
        assertThat(binary.toString()).isEqualTo("Binary[2 bytes: \\x01\\x02]");
        assertThat(new WebSocketMessage.Text("x".repeat(1000)).toString()).hasSizeLessThan(100);
    }
}
