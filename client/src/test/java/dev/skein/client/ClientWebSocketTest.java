package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.loop.Tls;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets to Skein's own server: what works when both sides keep to the rules.
@Timeout(60)
class ClientWebSocketTest {
    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults();
    }

    private static String text(ClientWebSocket socket) throws Exception {
        return ((WebSocketMessage.Text) Objects.requireNonNull(socket.receive())).text();
    }

    private static byte[] bytes(ClientWebSocket socket) throws Exception {
        return ((WebSocketMessage.Binary) Objects.requireNonNull(socket.receive())).bytes();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void messagesOfAllKindsAndSizesComeBack() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/echo"))) {
            assertThat(socket.isOpen()).isTrue();
            assertThat(socket.closeCode()).isZero();
            for (int size : new int[] {0, 1, 125, 126, 8191, 65535, 65536, 1 << 20}) {
                String text = "é€😀x".repeat(size / 5) + "y".repeat(size % 5);
                socket.sendText(text);
                assertThat(text(socket)).isEqualTo(text);
                byte[] bytes = random(size);
                socket.sendBytes(bytes);
                assertThat(bytes(socket)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void jsonGoesBothWays() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            socket.sendJson(Map.of("price", 1.5));
            WebSocketMessage message = socket.receive();
            assertThat(message).isEqualTo(new WebSocketMessage.Text("{\"price\":1.5}"));
            Map<?, ?> json = Objects.requireNonNull(message).json(Map.class);
            assertThat(json.get("price")).isEqualTo(1.5);
        }
    }

    @Test
    void whatIsSentMayBeChangedAfterwards() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            byte[] bytes = random(100_000);
            byte[] before = bytes.clone();
            socket.sendBytes(bytes);
            Arrays.fill(bytes, (byte) 0);
            assertThat(bytes(socket)).isEqualTo(before);
        }
    }

    @Test
    void iterationEndsWithTheServersNormalClose() throws Exception {
        for (String code : List.of("1000", "1001", "1005")) {
            try (var server = ClientWebSocketServer.start();
                    var session = ClientSession.create();
                    var socket = session.webSocket(server.url("/"))) {
                socket.sendText("a");
                socket.sendText("b");
                socket.sendText("close " + code);
                List<WebSocketMessage> came = new ArrayList<>();
                for (WebSocketMessage message : socket) {
                    came.add(message);
                }
                assertThat(came)
                        .containsExactly(
                                new WebSocketMessage.Text("a"), new WebSocketMessage.Text("b"));
                assertThat(socket.closeCode()).isEqualTo(Integer.parseInt(code));
                assertThat(socket.isOpen()).isFalse();
                assertThat(socket.receive()).isNull();
            }
        }
    }

    @Test
    void iterationThrowsAfterAnyOtherClose() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            socket.sendText("close 4001 no more");
            assertThatThrownBy(() -> socket.forEach(_ -> {}))
                    .hasCauseInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("4001: no more");
            assertThat(socket.closeCode()).isEqualTo(4001);
            assertThat(socket.closeReason()).isEqualTo("no more");
            assertThat(socket.receive()).isNull();
            assertThatThrownBy(() -> socket.sendText("x"))
                    .isInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("4001");
            assertThatThrownBy(socket::ping).isInstanceOf(ServerDisconnectedException.class);
        }
    }

    @Test
    void ourCloseIsAnswered() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"));
            assertThat(session.openConnections()).isEqualTo(1);
            socket.close(3000, "done");
            assertThat(socket.closeCode()).isEqualTo(3000);
            assertThat(socket.isOpen()).isFalse();
            assertThat(socket.receive()).isNull();
            assertThat(socket.iterator().hasNext()).isFalse();
            assertThat(session.openConnections()).isZero();
            socket.close();
            assertThat(socket.closeCode()).isEqualTo(3000);
            assertThat(socket.toString()).contains("closed with 3000");
        }
    }

    @Test
    void closeRefusesCodesThatMayNotBeSent() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            assertThatThrownBy(() -> socket.close(1006, ""))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.close(1000, "x".repeat(124)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.sendText("\ud800"))
                    .isInstanceOf(IllegalArgumentException.class);
            socket.sendText("still open");
            assertThat(text(socket)).isEqualTo("still open");
        }
    }

    @Test
    void theSubprotocolIsTheServersChoice() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var with =
                        session.webSocket(
                                server.url("/"), options().withSubprotocols("chat.v3", "chat.v2"));
                var without = session.webSocket(server.url("/"))) {
            assertThat(with.subprotocol()).isEqualTo("chat.v2");
            assertThat(without.subprotocol()).isNull();
        }
    }

    @Test
    void messagesAreCompressedIfBothSidesWant() throws Exception {
        DeflateOptions takeover = DeflateOptions.defaults().withContextTakeover(true);
        for (DeflateOptions deflate : List.of(DeflateOptions.defaults(), takeover)) {
            try (var server = ClientWebSocketServer.start(deflate, null);
                    var session = ClientSession.create();
                    var socket =
                            session.webSocket(server.url("/"), options().withDeflate(deflate))) {
                assertThat(socket.isCompressed()).isTrue();
                for (int i = 0; i < 20; i++) {
                    String text = "the same again and again, number " + i + ". ".repeat(i * i * 20);
                    socket.sendText(text);
                    socket.sendBytes(random(i * 500));
                    assertThat(text(socket)).isEqualTo(text);
                    assertThat(bytes(socket)).isEqualTo(random(i * 500));
                }
            }
        }
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            assertThat(socket.isCompressed()).isFalse();
        }
    }

    @Test
    void pingTellsHowLongItTook() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            assertThat(socket.ping()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(30));
            assertThat(socket.ping()).isPositive();
        }
    }

    @Test
    void cookiesPasswordsAndHeadersGoAlong() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create()) {
            String url = server.url("/").replace("ws://", "http://me:secret@");
            try (var first = session.webSocket(url, options().withOrigin("https://page.test"))) {
                assertThat(first.responseHeaders().get("x-authorization")).startsWith("Basic ");
                assertThat(first.responseHeaders().get("x-origin")).isEqualTo("https://page.test");
                assertThat(first.responseHeaders().get("x-cookie")).isEqualTo("null");
                assertThat(first.toString()).contains("ws://127").doesNotContain("secret");
            }
            try (var second =
                    session.webSocket(
                            server.url("/"), options().withHeader("authorization", "Bearer t"))) {
                assertThat(second.responseHeaders().get("x-cookie")).isEqualTo("seen=yes");
                assertThat(second.responseHeaders().get("x-authorization")).isEqualTo("Bearer t");
            }
        }
    }

    @Test
    void theUrlMayBeRelative() throws Exception {
        try (var server = ClientWebSocketServer.start()) {
            String base = "http://127.0.0.1:" + URI.create(server.url("/")).getPort() + "/api/";
            try (var session = ClientSession.create(ClientOptions.defaults().withBaseUrl(base));
                    var socket = session.webSocket("feed?x=1")) {
                assertThat(socket.toString()).contains("/api/feed?x=1");
                socket.sendText("a");
                assertThat(text(socket)).isEqualTo("a");
            }
        }
    }

    @Test
    void receivingMayBeLimitedInTime() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            assertThatThrownBy(() -> socket.receive(Duration.ofMillis(20)))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> socket.receive(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class);
            socket.sendText("later");
            assertThat(socket.receive(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isEqualTo(new WebSocketMessage.Text("later"));
        }
    }

    @Test
    void aClosedSocketIsForgotten() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create()) {
            WeakReference<Object> options = openAndClose(session, server.url("/"));
            while (options.get() != null) {
                System.gc(); // until it is done, or the test's time is over
            }
            assertThat(session.isClosed()).isFalse();
        }
    }

    private static WeakReference<Object> openAndClose(ClientSession session, String url)
            throws Exception {
        ClientWebSocketOptions options = options().withOrigin("https://forgotten.test");
        session.webSocket(url, options).close();
        return new WeakReference<>(options);
    }

    @Test
    void itIsSpokenOverTls(@TempDir Path folder) throws Exception {
        Tls serverTls = Tls.of(DialKeys.context("good"));
        RequestOptions trusting = RequestOptions.defaults().withTls(DialKeys.client(folder));
        try (var server = ClientWebSocketServer.start(DeflateOptions.defaults(), serverTls);
                var session = ClientSession.create()) {
            String url = server.url("/").replace("ws:", "wss:");
            assertThatThrownBy(() -> session.webSocket(url)).isInstanceOf(TlsException.class);
            ClientWebSocket socket = session.webSocket(url, options().withRequest(trusting));
            for (int size : new int[] {0, 100, 70_000, 1 << 20}) {
                socket.sendBytes(random(size));
                assertThat(bytes(socket)).isEqualTo(random(size));
            }
            socket.close();
            assertThat(socket.closeCode()).isEqualTo(1000);
            assertThat(session.openConnections()).isZero();
        }
    }

    @Test
    void moreMessagesThanTheQueueTakesComeOverTlsToo(@TempDir Path folder) throws Exception {
        Tls serverTls = Tls.of(DialKeys.context("good"));
        ClientWebSocketOptions narrow =
                options()
                        .withQueue(1, 10)
                        .withRequest(RequestOptions.defaults().withTls(DialKeys.client(folder)));
        try (var server = ClientWebSocketServer.start(DeflateOptions.defaults(), serverTls);
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/").replace("ws:", "wss:"), narrow)) {
            for (int i = 0; i < 500; i++) {
                socket.sendText("message " + i);
            }
            socket.sendText("close 1000");
            int count = 0;
            for (WebSocketMessage message : socket) {
                assertThat(message).isEqualTo(new WebSocketMessage.Text("message " + count++));
            }
            assertThat(count).isEqualTo(500);
        }
    }

    @Test
    void closingTheSessionEndsItsSockets() throws Exception {
        try (var server = ClientWebSocketServer.start()) {
            ClientSession session = ClientSession.create();
            ClientWebSocket one = session.webSocket(server.url("/1"));
            ClientWebSocket two = session.webSocket(server.url("/2"));
            FutureTask<Boolean> receiving = new FutureTask<>(() -> one.iterator().hasNext());
            Thread.ofPlatform().start(receiving);
            session.close();
            assertThat(receiving.get()).isFalse();
            assertThat(one.closeCode()).isEqualTo(1001);
            assertThat(two.closeCode()).isEqualTo(1001);
            assertThatThrownBy(() -> session.webSocket(server.url("/3")))
                    .isInstanceOf(IllegalStateException.class);
            two.close();
        }
    }

    @Test
    void anOpenSocketHoldsAPlaceInThePool() throws Exception {
        var one =
                ClientOptions.defaults()
                        .withPool(PoolOptions.defaults().withTotal(1))
                        .withTimeouts(ClientTimeouts.defaults().withConnect(Duration.ofMillis(50)));
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create(one)) {
            ClientWebSocket socket = session.webSocket(server.url("/"));
            assertThatThrownBy(() -> session.webSocket(server.url("/")))
                    .isInstanceOf(ConnectTimeoutException.class);
            socket.close();
            session.webSocket(server.url("/")).close();
            assertThat(session.openConnections()).isZero();
        }
    }
}
