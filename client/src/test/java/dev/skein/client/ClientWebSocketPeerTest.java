package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// WebSockets to servers that break the rules, or are silent.
@Timeout(60)
class ClientWebSocketPeerTest {
    private final BlockingQueue<ClientWebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();

    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(100));
    }

    /// The client is sent something wrong after a right message, and has to say so.
    private void breaking(int code, byte[]... wrong) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(ClientWebSocketPeer.TEXT, "right");
                                    for (byte[] bytes : wrong) {
                                        peer.send(bytes);
                                    }
                                    seen.add(peer.read());
                                    peer.send(ClientWebSocketPeer.TEXT, "too late");
                                    ended.countDown();
                                });
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/"),
                                options()
                                        .withLimits(
                                                WebSocketLimits.defaults()
                                                        .withMessageBytes(100)))) {
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("right"));
            assertThatThrownBy(socket::receive).isInstanceOf(ResponseProtocolException.class);
            assertThatThrownBy(socket::receive).isInstanceOf(ResponseProtocolException.class);
            assertThatThrownBy(() -> socket.sendText("x"))
                    .isInstanceOf(ServerDisconnectedException.class);
            assertThat(socket.closeCode()).isEqualTo(code);
            assertThat(socket.closeReason()).isNotEmpty();
            ClientWebSocketPeer.Frame close = seen.take();
            assertThat(close.first()).isEqualTo(ClientWebSocketPeer.CLOSE);
            assertThat(close.code()).isEqualTo(code);
            assertThat(close.reason()).isEqualTo(socket.closeReason());
            ended.await();
        }
    }

    @Test
    void whatIsWrongIsAnsweredWithItsCode() throws Exception {
        breaking(1002, new byte[] {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 5}); // masked
        breaking(1002, ClientWebSocketPeer.frame(0xC1, "compressed"));
        breaking(1002, ClientWebSocketPeer.frame(0x83, "unknown"));
        breaking(1002, ClientWebSocketPeer.frame(0x80, "continues nothing"));
        breaking(1002, ClientWebSocketPeer.close(1006, ""));
        breaking(1007, ClientWebSocketPeer.frame(0x81, new byte[] {(byte) 0xFF}));
        breaking(1009, ClientWebSocketPeer.frame(0x82, new byte[101]));
        breaking(
                1009,
                ClientWebSocketPeer.frame(0x02, new byte[60]),
                ClientWebSocketPeer.frame(0x80, new byte[60]));
    }

    @Test
    void fragmentsAndPingsBetweenThemMakeOneMessage() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(0x01, "one ");
                                    peer.send(ClientWebSocketPeer.PING, "there?");
                                    peer.send(0x80, "message");
                                    seen.add(peer.read());
                                    peer.send(ClientWebSocketPeer.close(1000, "bye"));
                                    seen.add(peer.read());
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("one message"));
            assertThat(socket.receive()).isNull();
            assertThat(seen.take())
                    .matches(pong -> pong.first() == ClientWebSocketPeer.PONG)
                    .matches(pong -> pong.text().equals("there?"));
            assertThat(seen.take()).matches(close -> close.code() == 1000);
            assertThat(socket.closeReason()).isEqualTo("bye");
        }
    }

    @Test
    void everyFrameHasAMaskOfItsOwn() throws Exception {
        Set<Integer> masks = new ConcurrentSkipListSet<>();
        CountDownLatch all = new CountDownLatch(500);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    while (true) {
                                        masks.add(peer.read().mask());
                                        all.countDown();
                                    }
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket =
                    session.webSocket(
                            server.url("/"), options().withCloseTimeout(Duration.ofMillis(1)));
            for (int i = 0; i < 500; i++) {
                socket.sendText("a");
            }
            all.await();
            assertThat(masks).hasSizeGreaterThanOrEqualTo(499);
        }
    }

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read());
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/"), options().withHeartbeat(Duration.ofMillis(200)))) {
            long begun = System.nanoTime();
            assertThatThrownBy(socket::receive)
                    .isInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("PT0.2S");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
            assertThat(seen.take())
                    .matches(ping -> ping.first() == ClientWebSocketPeer.PING)
                    .matches(ping -> ping.payload().length == 0);
            assertThat(socket.closeCode()).isEqualTo(1006);
        }
    }

    @Test
    void anythingIsASignOfLife() throws Exception {
        int pings = 4;
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    for (int i = 0; i < pings; i++) {
                                        seen.add(peer.read());
                                        peer.send(0x8A, "an odd pong");
                                    }
                                    peer.send(ClientWebSocketPeer.TEXT, "alive");
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/"), options().withHeartbeat(Duration.ofMillis(100)))) {
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("alive"));
            assertThat(seen).hasSize(pings);
        }
    }

    @Test
    void aServerThatIsNotReadIsNotBlamedForSilence() throws Exception {
        CountDownLatch pinged = new CountDownLatch(3);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(ClientWebSocketPeer.TEXT, "1");
                                    peer.send(ClientWebSocketPeer.TEXT, "2");
                                    pinged.countDown();
                                    while (true) {
                                        peer.send(ClientWebSocketPeer.PONG, peer.read().text());
                                    }
                                });
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/"),
                                options()
                                        .withQueue(1, 1000)
                                        .withHeartbeat(Duration.ofMillis(50)))) {
            long since = System.nanoTime();
            ClientWebSocketWait.until(
                    "several heartbeats are over", () -> System.nanoTime() - since > 300_000_000);
            assertThat(socket.isOpen()).isTrue();
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("1"));
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("2"));
            assertThat(socket.ping()).isPositive();
        }
    }

    @Test
    void onePongAnswersAllPingsBeforeIt() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.read();
                                    byte[] last = peer.read().payload();
                                    peer.send(ClientWebSocketPeer.PONG, "stray");
                                    peer.send(
                                            ClientWebSocketPeer.frame(
                                                    ClientWebSocketPeer.PONG, last));
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create();
                var socket =
                        session.webSocket(
                                server.url("/"),
                                options().withCloseTimeout(Duration.ofMillis(9)))) {
            List<FutureTask<Duration>> pings =
                    List.of(new FutureTask<>(socket::ping), new FutureTask<>(socket::ping));
            pings.forEach(ping -> Thread.ofVirtual().start(ping));
            for (FutureTask<Duration> ping : pings) {
                assertThat(ping.get()).isPositive();
            }
        }
    }

    @Test
    void aPongThatNobodyAskedForAnswersNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    byte[] ping = peer.read().payload();
                                    peer.send(ClientWebSocketPeer.PONG, "8 bytes.");
                                    peer.send(ClientWebSocketPeer.TEXT, "behind it");
                                    go.await();
                                    peer.send(
                                            ClientWebSocketPeer.frame(
                                                    ClientWebSocketPeer.PONG, ping));
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            FutureTask<Duration> ping = new FutureTask<>(socket::ping);
            Thread.ofVirtual().start(ping);
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("behind it"));
            long since = System.nanoTime();
            ClientWebSocketWait.until(
                    "a moment has gone by", () -> System.nanoTime() - since > 10_000_000);
            go.countDown();
            assertThat(ping.get()).isGreaterThan(Duration.ofMillis(10));
        }
    }

    @Test
    void anInterruptedPingIsForgotten() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read());
                                    byte[] second = peer.read().payload();
                                    peer.send(
                                            ClientWebSocketPeer.frame(
                                                    ClientWebSocketPeer.PONG, second));
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            FutureTask<Duration> first = new FutureTask<>(socket::ping);
            Thread thread = Thread.ofPlatform().start(first);
            seen.take();
            thread.interrupt();
            assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
            assertThat(socket.ping()).isPositive();
        }
    }
}
