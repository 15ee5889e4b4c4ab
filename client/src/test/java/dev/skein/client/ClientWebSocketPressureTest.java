package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Either side sends faster than the other reads.
@Timeout(60)
class ClientWebSocketPressureTest {
    private static final ClientWebSocketPeer.Script READS_NOTHING =
            _ -> new CountDownLatch(1).await();

    private final BlockingQueue<ClientWebSocketPeer.Frame> seen = new LinkedBlockingQueue<>();

    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(100));
    }

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
            ClientWebSocketWait.awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);
            for (int i = 0; i < messages; i++) {
                byte[] expected = new byte[size];
                expected[0] = (byte) i;
                assertThat(socket.receive()).isEqualTo(new WebSocketMessage.Binary(expected));
            }
            assertThat(socket.receive()).isNull();
        }
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
            ClientWebSocketWait.awaitStandstill(sent);
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
            ClientWebSocketWait.awaitStandstill(sent);
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

    @Test
    void aServerThatEndsButReadsNothingIsGivenUp() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        ScriptedServer.Script script =
                client -> {
                    ClientWebSocketPeer.accept(client);
                    full.await();
                    client.socket().shutdownOutput();
                    over.await();
                };
        try (var server = new ScriptedServer(script);
                var session = ClientSession.create()) {
            ClientWebSocket socket = session.webSocket(server.url("/"), options());
            AtomicInteger sent = new AtomicInteger();
            FutureTask<Void> flood = flood(socket, sent);
            Thread.ofPlatform().start(flood);
            ClientWebSocketWait.awaitStandstill(sent);
            full.countDown();
            assertThatThrownBy(flood::get).hasCauseInstanceOf(ServerDisconnectedException.class);
            assertThatThrownBy(socket::receive).isInstanceOf(ServerDisconnectedException.class);
            ClientWebSocketWait.until(
                    "the connection is given up", () -> session.openConnections() == 0);
            over.countDown();
            assertThat(socket.closeCode()).isEqualTo(1006);
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
            ClientWebSocketWait.awaitStandstill(messages);
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
