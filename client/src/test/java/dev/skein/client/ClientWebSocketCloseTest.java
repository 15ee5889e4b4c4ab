package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How WebSockets end, with servers that do their part and others that do not.
@Timeout(60)
class ClientWebSocketCloseTest {
    private final BlockingQueue<ClientWebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();

    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(100));
    }

    @Test
    void aConnectionThatIsLostIsNoNormalEnd() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> peer.send(ClientWebSocketPeer.TEXT, "last"));
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("last"));
            assertThatThrownBy(socket::receive)
                    .isInstanceOf(ServerDisconnectedException.class)
                    .hasMessageContaining("1006");
            assertThatThrownBy(() -> socket.forEach(_ -> {}))
                    .hasCauseInstanceOf(ServerDisconnectedException.class);
            assertThat(socket.closeCode()).isEqualTo(1006);
            assertThat(socket.isOpen()).isFalse();
            assertThatThrownBy(() -> socket.sendText("x"))
                    .isInstanceOf(ServerDisconnectedException.class);
            ClientWebSocketWait.until("its place is free", () -> session.openConnections() == 0);
        }
    }

    @Test
    void whatWaitsHearsOfTheLoss() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read()); // the ping
                                    go.await();
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            FutureTask<Object> receiving = new FutureTask<>(socket::receive);
            FutureTask<Object> pinging = new FutureTask<>(socket::ping);
            Thread.ofVirtual().start(receiving);
            Thread.ofVirtual().start(pinging);
            seen.take();
            go.countDown();
            assertThatThrownBy(receiving::get)
                    .hasCauseInstanceOf(ServerDisconnectedException.class);
            assertThatThrownBy(pinging::get).hasCauseInstanceOf(ServerDisconnectedException.class);
        }
    }

    @Test
    void closingWaitsForASilentServerOnlySoLong() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read());
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket =
                    session.webSocket(
                            server.url("/"), options().withCloseTimeout(Duration.ofMillis(200)));
            long begun = System.nanoTime();
            socket.close(1000, "good bye");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
            assertThat(socket.closeCode()).isEqualTo(1006);
            assertThat(socket.receive()).isNull();
            assertThat(socket.iterator().hasNext()).isFalse();
            assertThat(seen.take().reason()).isEqualTo("good bye");
            assertThat(session.openConnections()).isZero();
        }
    }

    @Test
    void aServerThatNeverClosesTheConnectionIsNotWaitedForLong() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(ClientWebSocketPeer.close(1000, ""));
                                    seen.add(peer.read());
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            assertThat(socket.receive()).isNull();
            assertThat(seen.take().code()).isEqualTo(1000);
            ClientWebSocketWait.until(
                    "the connection is closed", () -> session.openConnections() == 0);
            socket.close();
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void messagesThatNobodyHasReceivedAreDroppedByOurClose() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(ClientWebSocketPeer.TEXT, "one");
                                    peer.send(ClientWebSocketPeer.TEXT, "two");
                                    byte[] ping = peer.read().payload();
                                    peer.send(
                                            ClientWebSocketPeer.frame(
                                                    ClientWebSocketPeer.PONG, ping));
                                    int code = peer.read().code();
                                    peer.send(ClientWebSocketPeer.close(code, ""));
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            assertThat(socket.ping()).isPositive();
            socket.close();
            assertThat(socket.receive()).isNull();
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void ourCloseReachesAServerThatIsHeldBack() throws Exception {
        int messages = 200;
        AtomicInteger sent = new AtomicInteger();
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    for (int i = 0; i < messages; i++) {
                                        peer.send(
                                                ClientWebSocketPeer.frame(
                                                        ClientWebSocketPeer.BINARY,
                                                        new byte[100_000]));
                                        sent.incrementAndGet();
                                    }
                                    int code = peer.read().code();
                                    peer.send(ClientWebSocketPeer.close(code, "at last"));
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket =
                    session.webSocket(
                            server.url("/"), options().withCloseTimeout(Duration.ofSeconds(10)));
            ClientWebSocketWait.awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);
            socket.close();
            assertThat(socket.closeReason()).isEqualTo("at last");
        }
    }

    @Test
    void messagesAfterOurCloseAreDropped() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    int code = peer.read().code();
                                    for (int i = 0; i < 1000; i++) {
                                        peer.send(ClientWebSocketPeer.TEXT, "x".repeat(1000));
                                    }
                                    peer.send(ClientWebSocketPeer.close(code, "bye"));
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            socket.close(3999, "");
            assertThat(socket.closeCode()).isEqualTo(3999);
            assertThat(socket.receive()).isNull();
        }
    }

    @Test
    void whatIsWrongAfterOurCloseIsNobodysBusiness() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read());
                                    peer.send(0x83, "nonsense");
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            socket.close();
            assertThat(socket.closeCode()).isEqualTo(1006);
            assertThat(socket.receive()).isNull();
        }
    }

    @Test
    void anInterruptedCloseGivesUp() throws Exception {
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    seen.add(peer.read());
                                    peer.awaitEnd();
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            FutureTask<Boolean> closing =
                    new FutureTask<>(
                            () -> {
                                socket.close();
                                return Thread.interrupted();
                            });
            Thread thread = Thread.ofPlatform().start(closing);
            seen.take();
            thread.interrupt();
            assertThat(closing.get()).isTrue();
            ClientWebSocketWait.until(
                    "the connection is closed", () -> session.openConnections() == 0);
        }
    }
}
