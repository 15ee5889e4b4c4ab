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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// WebSockets to servers that break rules, are silent, or do not read.
@Timeout(60)
class ClientWebSocketPeerTest {
    private static final ClientWebSocketPeer.Script READS_NOTHING =
            _ -> new CountDownLatch(1).await();

    private final BlockingQueue<ClientWebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();

    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(100));
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still waiting: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    // ---- rules

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

    // ---- ends

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
            until("its place is free", () -> session.openConnections() == 0);
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
            until("the connection is closed", () -> session.openConnections() == 0);
            socket.close();
            assertThat(socket.closeCode()).isEqualTo(1000);
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
            until("the connection is closed", () -> session.openConnections() == 0);
        }
    }

    // ---- signs of life

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
            until("several heartbeats are over", () -> System.nanoTime() - since > 300_000_000);
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

    // ---- pressure

    @Test
    void aServerThatSendsFasterThanItsMessagesAreReceivedIsHeldBack() throws Exception {
        int messages = 200;
        int size = 100_000;
        AtomicInteger sent = new AtomicInteger();
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    for (int i = 0; i < messages; i++) {
                                        byte[] payload = new byte[size];
                                        payload[0] = (byte) i;
                                        peer.send(
                                                ClientWebSocketPeer.frame(
                                                        ClientWebSocketPeer.BINARY, payload));
                                        sent.incrementAndGet();
                                    }
                                    peer.send(ClientWebSocketPeer.close(1000, ""));
                                    peer.read();
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);
            for (int i = 0; i < messages; i++) {
                byte[] expected = new byte[size];
                expected[0] = (byte) i;
                assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Binary(expected));
            }
            assertThat(socket.receive()).isNull();
        }
    }

    /// Until a count has not changed for a while.
    private static void awaitStandstill(AtomicInteger count) throws Exception {
        long[] last = {-1, System.nanoTime()};
        until(
                "nothing moves",
                () -> {
                    if (count.get() != last[0]) {
                        last[0] = count.get();
                        last[1] = System.nanoTime();
                    }
                    return System.nanoTime() - last[1] > 200_000_000;
                });
    }

    @Test
    void tinyMessagesInOnePieceComeOneByOne() throws Exception {
        int messages = 5000;
        byte[] all = new byte[messages * 3];
        for (int i = 0; i < messages; i++) {
            all[3 * i] = (byte) ClientWebSocketPeer.BINARY;
            all[3 * i + 1] = 1;
            all[3 * i + 2] = (byte) i;
        }
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    peer.send(all);
                                    peer.send(ClientWebSocketPeer.close(1000, ""));
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options().withQueue(2, 1000))) {
            for (int i = 0; i < messages; i++) {
                assertThat(socket.receive())
                        .isEqualTo(new WebSocketMessage.Binary(new byte[] {(byte) i}));
            }
            assertThat(socket.receive()).isNull();
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void sendingWaitsForAServerThatReadsNothing() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicInteger sent = new AtomicInteger();
        int messages = 300;
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    read.await();
                                    for (int i = 0; i < messages; i++) {
                                        peer.read();
                                    }
                                    peer.send(ClientWebSocketPeer.close(1000, ""));
                                });
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options())) {
            FutureTask<Void> sending =
                    new FutureTask<>(
                            () -> {
                                for (int i = 0; i < messages; i++) {
                                    socket.sendBytes(new byte[100_000]);
                                    sent.incrementAndGet();
                                }
                                return null;
                            });
            Thread thread = Thread.ofPlatform().start(sending);
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);
            assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
            read.countDown();
            sending.get();
            assertThat(socket.receive()).isNull();
        }
    }

    @Test
    void sendersThatWaitAreInterruptedOrHearOfTheEnd() throws Exception {
        try (var server = ClientWebSocketPeer.server(READS_NOTHING);
                var session = ClientSession.create()) {
            ClientWebSocket socket =
                    session.webSocket(
                            server.url("/"), options().withCloseTimeout(Duration.ofMillis(50)));
            AtomicInteger sent = new AtomicInteger();
            List<FutureTask<Void>> tasks =
                    List.of(flood(socket, sent), flood(socket, sent), flood(socket, sent));
            List<Thread> threads = tasks.stream().map(Thread.ofPlatform()::start).toList();
            awaitStandstill(sent);
            threads.getFirst().interrupt();
            assertThatThrownBy(tasks.getFirst()::get)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(socket.isOpen()).isTrue();
            socket.close();
            for (FutureTask<Void> task : tasks.subList(1, 3)) {
                assertThatThrownBy(task::get).hasCauseInstanceOf(ServerDisconnectedException.class);
            }
            assertThat(session.openConnections()).isZero();
        }
    }

    private static FutureTask<Void> flood(ClientWebSocket socket, AtomicInteger sent) {
        return new FutureTask<>(
                () -> {
                    while (true) {
                        socket.sendBytes(new byte[1_000_000]);
                        sent.incrementAndGet();
                    }
                });
    }

    @Test
    void theWriteTimeoutHoldsForMessages() throws Exception {
        RequestOptions impatient =
                RequestOptions.defaults()
                        .withTimeouts(ClientTimeouts.defaults().withWrite(Duration.ofMillis(300)));
        try (var server = ClientWebSocketPeer.server(READS_NOTHING);
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"), options().withRequest(impatient))) {
            FutureTask<Void> flood = flood(socket, new AtomicInteger());
            flood.run();
            assertThatThrownBy(flood::get).hasCauseInstanceOf(WriteTimeoutException.class);
            assertThatThrownBy(socket::receive).isInstanceOf(WriteTimeoutException.class);
            assertThat(socket.closeCode()).isEqualTo(1006);
        }
    }

    @Test
    void aFloodOfPingsOfAServerThatReadsNothingTakesNoMemory() throws Exception {
        CountDownLatch filled = new CountDownLatch(1);
        CountDownLatch pinged = new CountDownLatch(1);
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    filled.await();
                                    for (int i = 0; i < 100_000; i++) {
                                        peer.send(ClientWebSocketPeer.PING, "ping " + i);
                                    }
                                    peer.send(ClientWebSocketPeer.TEXT, "that was all");
                                    pinged.await();
                                    while (true) {
                                        ClientWebSocketPeer.Frame frame = peer.read();
                                        if (frame.first() == ClientWebSocketPeer.PONG) {
                                            seen.add(frame);
                                            peer.send(ClientWebSocketPeer.TEXT, "thanks");
                                        }
                                    }
                                });
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            AtomicInteger messages = new AtomicInteger();
            FutureTask<Void> flood = flood(socket, messages);
            Thread thread = Thread.ofPlatform().start(flood);
            awaitStandstill(messages);
            thread.interrupt();
            assertThatThrownBy(flood::get).hasCauseInstanceOf(InterruptedException.class);
            filled.countDown();
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("that was all"));
            pinged.countDown();
            assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Text("thanks"));
            socket.close();
            assertThat(seen).hasSize(1);
            assertThat(seen.take().text()).isEqualTo("ping 99999");
        }
    }
}
