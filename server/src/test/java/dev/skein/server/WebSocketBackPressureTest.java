package dev.skein.server;

import static dev.skein.server.WebSocketClient.BINARY;
import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.DisconnectedException;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A side of a WebSocket that is slow holds the other back, and costs no memory.
@Timeout(30)
class WebSocketBackPressureTest {
    private static final int MANY = 400;
    private static final int MANY_IN = 1000;
    private static final int BLOCK = 50_000;

    /// Waits until nothing has been added for a while.
    static void awaitStuck(AtomicInteger counter) throws Exception {
        long[] last = {-1, System.nanoTime()};
        Await.until(
                "the sender is held back",
                () -> {
                    long now = System.nanoTime();
                    if (counter.get() != last[0]) {
                        last[0] = counter.get();
                        last[1] = now;
                    }
                    return last[0] > 0 && now - last[1] > 300_000_000;
                });
    }

    // ---- in

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientIsHeldBackWhileTheApplicationIsBusy(boolean pulling) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong next = new AtomicLong(1);
        AtomicLong wrong = new AtomicLong();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect && pulling) {
                        channels.body().receive();
                        Await.open(go);
                        while (channels.body().receive() instanceof WebSocketReceive m) {
                            wrong.addAndGet(m.order() == next.incrementAndGet() ? 0 : 1);
                        }
                    } else if (message instanceof WebSocketReceive m) {
                        Await.open(go);
                        wrong.addAndGet(m.order() == next.getAndIncrement() ? 0 : 1);
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Stuffer stuffer =
                    Stuffer.start(client.raw(), frame(FIN | BINARY, "x".repeat(BLOCK)), MANY_IN);
            stuffer.awaitStuck();
            assertThat(stuffer.sent()).isLessThan(MANY_IN / 2L * BLOCK);
            go.countDown();
            stuffer.awaitEnd();
            assertThat(stuffer.failure()).isNull();
            client.closeProperly();
            Await.until("all has come", () -> next.get() == (pulling ? MANY_IN : MANY_IN + 1));
            assertThat(wrong.get()).isZero();
        }
    }

    /// Pings that come behind messages are read with them.
    @Test
    void noMoreIsReadThanTheQueueHolds() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m) {
                        if (m.path().equals("/busy")) {
                            Await.open(go);
                        }
                        channels.reply().send(WebSocketSend.text("got " + m.text()));
                    }
                };
        ServerOptions options =
                Serve.options()
                        .withLoops(1)
                        .withWebSockets(WebSocketOptions.defaults().withQueue(3));
        try (Server server = Server.start(app, options);
                WebSocketClient client = WebSocketClient.to(server, "/busy");
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            client.text("1").text("2").text("3").ping("there is room");
            assertThat(client.readPong()).isEqualTo("there is room");
            client.text("4").ping("it is full");
            for (int i = 0; i < 3; i++) {
                assertThat(other.exchange("x")).isEqualTo("got x"); // the loop has had its turns
            }
            go.countDown();
            assertThat(client.readText()).isEqualTo("got 1");
            assertThat(client.readText()).isEqualTo("got 2");
        }
    }

    @Test
    void aBusyApplicationHearsOfTheEndLater() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketReceive) {
                        Await.open(go);
                    }
                    seen.add(message);
                };
        ServerOptions options =
                Serve.options().withWebSockets(WebSocketOptions.defaults().withQueue(1));
        try (Server server = Server.start(app, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 10; i++) {
                client.text("x");
            }
            client.close(4000, "bye");
            go.countDown();
            Await.until("all has come", () -> seen.size() == 12);
            assertThat(seen.toArray()[11])
                    .isEqualTo(new dev.skein.app.WebSocketDisconnect("/", 11, 4000, "bye"));
        }
    }

    // ---- out

    /// Sends blocks to the client until all are sent or something is thrown.
    private static App flooding(AtomicInteger sent, BlockingQueue<Exception> thrown) {
        return (message, channels) -> {
            if (message instanceof WebSocketConnect) {
                flood(channels.reply(), sent, thrown);
            }
        };
    }

    private static void flood(Channel reply, AtomicInteger sent, BlockingQueue<Exception> thrown) {
        try {
            for (int i = 0; i < MANY; i++) {
                reply.send(WebSocketSend.bytes(new byte[BLOCK]));
                sent.incrementAndGet();
            }
        } catch (Exception e) {
            thrown.add(e);
        }
    }

    @Test
    void anApplicationIsHeldBackWhileTheClientDoesNotRead() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server = Server.start(flooding(sent, thrown), Serve.options());
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            awaitStuck(sent);
            assertThat(sent.get()).isLessThan(MANY / 2);
            for (int i = 0; i < MANY; i++) {
                assertThat(client.readBinary()).hasSize(BLOCK);
            }
            client.closeProperly();
            assertThat(sent.get()).isEqualTo(MANY);
            assertThat(thrown).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendersElsewhereAreHeldBackToo(boolean virtual) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        App app = collecting(sockets);
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            Channel socket = sockets.take();
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
            Thread sender = builder.start(() -> flood(socket, sent, thrown));
            awaitStuck(sent);
            assertThat(sent.get()).isLessThan(MANY / 2);
            for (int i = 0; i < MANY; i++) {
                assertThat(client.readBinary()).hasSize(BLOCK);
            }
            sender.join();
            assertThat(thrown).isEmpty();
        }
    }

    private static App collecting(BlockingQueue<Channel> sockets) {
        return (message, channels) -> {
            if (message instanceof WebSocketConnect) {
                sockets.add(channels.reply());
            }
        };
    }

    /// None waits for the other's message to arrive, and all wait for the client.
    @Test
    void manySendersAreHeldBackTogether() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        try (Server server = Server.start(collecting(sockets), Serve.options());
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            Channel socket = sockets.take();
            for (int i = 0; i < 8; i++) {
                Thread.ofPlatform().daemon().start(() -> flood(socket, sent, thrown));
            }
            awaitStuck(sent);
            assertThat(sent.get()).isLessThan(MANY);
            client.raw().reset();
            for (int i = 0; i < 8; i++) {
                assertThat(thrown.take()).isInstanceOf(DisconnectedException.class);
            }
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void aParkedSenderLearnsThatItsClientLeft() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server = Server.start(flooding(sent, thrown), Serve.options())) {
            WebSocketClient client = WebSocketClient.over(RawClient.withSmallWindow(server), "/");
            awaitStuck(sent);
            client.raw().reset();
            assertThat(thrown.take()).isInstanceOf(DisconnectedException.class);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        ServerOptions options =
                Serve.options()
                        .withTimeouts(Timeouts.defaults().withWriteStall(Duration.ofMillis(300)));
        try (Server server = Server.start(flooding(sent, thrown), options);
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            assertThat(thrown.take()).isInstanceOf(DisconnectedException.class);
            assertThat(sent.get()).isLessThan(MANY / 2);
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThat(client.isCutOff()).isTrue();
        }
    }

    @Test
    void aParkedSenderLearnsThatAnotherHasClosed() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        try (Server server = Server.start(collecting(sockets), Serve.options());
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            Channel socket = sockets.take();
            Thread.ofPlatform().daemon().start(() -> flood(socket, sent, thrown));
            awaitStuck(sent);
            Thread.ofPlatform().daemon().start(() -> close(socket));
            for (var frame = client.read(); frame.opcode() == BINARY; frame = client.read()) {
                assertThat(frame.payload()).hasSize(BLOCK);
            }
            client.close(1000, "").awaitEnd();
            assertThat(thrown.take()).isInstanceOf(DisconnectedException.class);
            assertThat(sent.get()).isLessThan(MANY);
        }
    }

    private static void close(Channel socket) {
        try {
            socket.send(WebSocketClose.normal());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oneHugeMessageParksToo() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        int size = 20_000_000;
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.bytes(new byte[size]));
                        sent.countDown();
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            Thread.sleep(300); // time enough to go on by mistake
            assertThat(sent.getCount()).isEqualTo(1);
            assertThat(client.readBinary()).hasSize(size);
            Await.open(sent);
        }
    }

    /// The chat of the samples.
    @Test
    void whoNeverReadsDoesNotDisturbTheOthers() throws Exception {
        var chat = new WebSocketFanOutTest.Chat(Duration.ofMillis(300));
        try (Logs _ = new Logs();
                Server server = Server.start(chat::handle, Serve.options());
                WebSocketClient deaf =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/");
                WebSocketClient speaker = WebSocketClient.to(server, "/");
                WebSocketClient listener = WebSocketClient.to(server, "/")) {
            Await.until("all are there", () -> chat.size() == 3);
            String word = "x".repeat(30_000);
            for (int i = 0; i < 1000; i++) {
                assertThat(speaker.exchange(i + word)).isEqualTo(i + word);
                assertThat(listener.readText()).isEqualTo(i + word);
            }
            assertThat(chat.size()).isEqualTo(2);
            assertThat(deaf.readText()).isEqualTo("0" + word);
        }
    }
}
