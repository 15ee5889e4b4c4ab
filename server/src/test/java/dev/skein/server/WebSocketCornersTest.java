package dev.skein.server;

import static dev.skein.server.WebSocketClient.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skein.app.*;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rare meetings of events: what is closed while it is opened, refused while it is sent, left while it is received.
@Timeout(20)
class WebSocketCornersTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    @TempDir private Path folder = Path.of("");
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    interface Answer {
        void give(Channel reply) throws Exception;
    }

    interface Deed {
        void perform(WebSocketReceive message, Channel reply) throws Exception;
    }

    private static Server start(Answer answer, BlockingQueue<Object> notes) throws Exception {
        App app =
                (message, channels) -> {
                    switch (message) {
                        case WebSocketConnect _ -> answer.give(channels.reply());
                        case WebSocketReceive m ->
                                channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                        case WebSocketDisconnect m -> notes.add(m);
                        case HttpRequest m -> Serve.hello(m, channels);
                        default -> {}
                    }
                };
        return Server.start(app, Serve.options());
    }

    private static Server start(Answer answer) throws Exception {
        return start(answer, new LinkedBlockingQueue<>());
    }

    private static Exception refusal(Channel reply, Message message) throws InterruptedException {
        try {
            reply.send(message);
        } catch (IOException | RuntimeException e) {
            return e;
        }
        throw new AssertionError("expected that it throws");
    }

    private static Server start(WebSocketOptions options) throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m)
                        channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                };
        return Server.start(app, Serve.options().withWebSockets(options));
    }

    private Server startDeed(Deed deed) throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m) deed.perform(m, channels.reply());
                    else if (message instanceof WebSocketDisconnect) seen.add(message);
                };
        return Server.start(app, Serve.options());
    }

    interface Conversation {
        void hold(Channels channels) throws Exception;
    }

    private Server startPull(Conversation conversation) throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) conversation.hold(channels);
                    else seen.add(message);
                };
        return Server.start(app, Serve.options());
    }

    private static int statusFor(WebSocketOptions options, String line) throws Exception {
        try (Logs _ = new Logs();
                Server server = start(options);
                RawClient client = RawClient.to(server)) {
            return client.send(request("/", line)).readHead().status();
        }
    }

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
            } else if (message instanceof WebSocketReceive m) {
                channels.reply().send(WebSocketSend.text(m.text() + "!"));
            }
        };
    }

    private static void assertSaid(
            BlockingQueue<Message> seen, int messages, int code, String reason) throws Exception {
        assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
        for (int i = 1; i <= messages; i++) {
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", i, "number " + i));
        }
        assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", messages + 1, code, reason));
    }

    private static ServerOptions graceful(Duration limit) {
        return Serve.options().withTimeouts(Timeouts.defaults().withGraceful(limit));
    }

    private static void waitForever(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }

    /// Messages that the application never saw have no number.
    @Test
    void theEndFollowsTheLastMessageThatWasSeen() throws Exception {
        try (Server server =
                        startDeed(
                                (m, reply) -> {
                                    seen.add(m);
                                    reply.send(WebSocketSend.text("go on"));
                                    reply.send(WebSocketClose.normal());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(frame(FIN | TEXT, "1"), frame(FIN | TEXT, "2"), frame(FIN | TEXT, "3"));
            assertThat(client.readText()).isEqualTo("go on");
            assertThat(client.readClose()).isEqualTo(1000);
            client.close(1000, "").awaitEnd();
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 1, "1"));
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 1000, ""));
        }
    }

    /// Over a long time there may be many.
    @Test
    void fewControlFramesInEachSecondAreFine() throws Exception {
        try (Server server = start(WebSocketOptions.defaults().withControlFrames(3));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 6; i++) {
                if (i == 3) {
                    Thread.sleep(1100); // longer than the second under test
                }
                client.ping("ping");
                assertThat(client.readPong()).isEqualTo("ping");
            }
            assertThat(client.exchange("x")).isEqualTo("x");
        }
    }

    @Test
    void aFileThatIsRefusedIsClosed() throws Exception {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(open), "open files can be listed");
        Path file = Files.writeString(folder.resolve("file"), "content");
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Answer answer =
                reply -> {
                    reply.send(WebSocketAccept.plain());
                    notes.add(refusal(reply, HttpFile.of(file)));
                };
        try (Server server = start(answer, notes);
                WebSocketClient _ = WebSocketClient.to(server, "/")) {
            notes.take();
            try (Stream<Path> files = Files.list(open)) {
                String path = file.toRealPath().toString();
                assertThat(files.map(WebSocketCornersTest::target).filter(path::equals)).isEmpty();
            }
        }
    }

    @Test
    void aLongRefusalIsHeldBackByAClientThatDoesNotRead() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        int many = 2000;
        Answer answer =
                reply -> {
                    reply.send(HttpResponse.start(403, Headers.EMPTY));
                    for (int i = 0; i < many; i++) {
                        reply.send(HttpChunk.of(new byte[50_000]));
                        sent.incrementAndGet();
                    }
                    reply.send(HttpChunk.end());
                };
        try (Server server = start(answer);
                RawClient client = RawClient.withSmallWindow(server)) {
            client.send(request("/")).exactly(100);
            WebSocketBackPressureTest.awaitStuck(sent);
            assertThat(sent.get()).isLessThan(many / 2);
        }
    }

    /// Two fields could mean two things to two readers.
    @Test
    void twoOriginsAreNotLetIn() throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults().withAllowedOrigins("https://good.example");
        String two = "Origin: https://good.example\r\nOrigin: https://bad.example";
        assertThat(statusFor(options, two)).isIn(400, 403);
    }

    /// The sending direction is closed too: that is seen at once, though messages still wait.
    @ParameterizedTest
    @ValueSource(ints = {3, 100})
    void framesBeforeAHalfClosedConnectionCount(int messages) throws Exception {
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Server.start(slow(called, go, seen), Serve.options().withLoops(1));
                RawClient raw = RawClient.to(server);
                RawClient other = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            WebSocketClient client = WebSocketClient.asking(raw);
            for (int i = 1; i <= messages; i++) {
                client.text("number " + i);
            }
            client.close(4001, "early");
            raw.halfClose();
            awaitTurns(other);
            go.countDown();
            assertSaid(seen, messages, 4001, "early");
        }
    }

    /// What has been sent to the only loop before is known there afterwards.
    private static void awaitTurns(RawClient other) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(other.get("/").read().text()).isEqualTo("plain");
        }
    }

    @Test
    void whatCannotBeSentIsAMistakeEachTime() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive) {
                        for (int i = 0; i < 3; i++) {
                            try {
                                channels.reply().send(WebSocketSend.text("half a pair: \ud800."));
                            } catch (RuntimeException e) {
                                thrown.add(e);
                            }
                        }
                        channels.reply().send(WebSocketSend.text("done"));
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("go")).isEqualTo("done");
            assertThat(thrown)
                    .hasSize(3)
                    .allMatch(each -> each instanceof UnsupportedMessageException);
            assertThat(client.exchange("go")).isEqualTo("done");
        }
    }

    /// The sender may have gone on before it is found out: then it is in the log.
    @Test
    void whatCannotBeSentFromElsewhereHarmsNobody() throws Exception {
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        try (Logs logs = new Logs();
                Server server =
                        Server.start(
                                (m, c) -> {
                                    if (m instanceof WebSocketConnect) sockets.add(c.reply());
                                },
                                Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Channel socket = sockets.take();
            int told = 0;
            for (int i = 0; i < 3; i++) {
                try {
                    socket.send(WebSocketSend.text("half a pair: \ud800."));
                } catch (UnsupportedMessageException _) {
                    told++;
                }
            }
            socket.send(WebSocketSend.text("done"));
            assertThat(client.readText()).isEqualTo("done");
            assertThat(logs.awaitErrors(3 - told))
                    .hasSize(3 - told)
                    .allMatch(e -> e.getThrown() instanceof UnsupportedMessageException);
        }
    }

    @Test
    void aReceiverMayGiveUpAndComeBack() throws Exception {
        try (Server server =
                        startPull(
                                channels -> {
                                    Channel in = channels.body();
                                    try {
                                        dev.skein.loop.Timeout.within(
                                                Duration.ofMillis(20), in::receive);
                                    } catch (TimeoutException _) {
                                        channels.reply().send(WebSocketSend.text("still there?"));
                                    }
                                    seen.add(in.receive());
                                    seen.add(in.receive());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("still there?");
            client.text("yes");
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 1, "yes"));
            client.text("here");
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 2, "here"));
        }
    }

    /// Also that for a client which left before it was accepted.
    @Test
    void theLastCallIsInterruptedToo() throws Exception {
        for (boolean accepted : new boolean[] {true, false}) {
            CountDownLatch connecting = new CountDownLatch(1);
            CountDownLatch left = new CountDownLatch(1);
            CountDownLatch ending = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            App app =
                    (message, _) -> {
                        if (message instanceof WebSocketDisconnect) {
                            ending.countDown();
                            waitForever(interrupted);
                        } else if (!accepted) {
                            connecting.countDown();
                            Await.open(left);
                        }
                    };
            try (Logs _ = new Logs();
                    Server server = Server.start(app, graceful(SHORT).withLoops(1));
                    RawClient other = RawClient.to(server)) {
                RawClient client = RawClient.to(server).send(request("/"));
                if (accepted) {
                    WebSocketClient.accepted(client).raw().reset();
                } else {
                    Await.open(connecting);
                    client.reset();
                    other.send(request("/").replace("13", "8"));
                    assertThat(other.read().status()).isEqualTo(426); // the loop had its turn
                    left.countDown();
                }
                Await.open(ending);
                server.stop();
                assertThat(interrupted.getCount()).as("accepted: %s", accepted).isZero();
            }
        }
    }

    /// WebSocketClose: "the application gets no more messages, only the end", also when the client has closed as well.
    @Test
    void messagesBeforeTheClientsCloseAreDroppedOnceTheApplicationHasClosed() throws Exception {
        try (Server server =
                        startDeed(
                                (m, reply) -> {
                                    seen.add(String.valueOf(m.text()));
                                    reply.send(
                                            WebSocketClose.of(
                                                    4001)); // all four frames came in one piece
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(
                    frame(FIN | TEXT, "1"),
                    frame(FIN | TEXT, "2"),
                    frame(FIN | TEXT, "3"),
                    closing(4000, ""));
            assertThat(client.readClose()).isIn(4000, 4001);
            assertThat(seen.take()).isEqualTo("1");
            assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
        }
    }

    @Test
    void whoHalfClosesAfterItsCloseFrameStillGetsAnswers() throws Exception {
        BlockingQueue<Message> all = new LinkedBlockingQueue<>();
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Server.start(slow(called, go, all), Serve.options().withLoops(1));
                RawClient raw = RawClient.to(server);
                RawClient other = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            WebSocketClient client = WebSocketClient.asking(raw);
            client.text("number 1").close(4001, "early");
            raw.halfClose();
            for (int i = 0; i < 3; i++) other.get("/").read();
            go.countDown();
            client.awaitAccepted();
            assertThat(client.readText()).isEqualTo("number 1!");
            assertThat(client.readClose()).isEqualTo(4001);
        }
    }

    /// "a client that has been silent for so long is sent a ping": also after it has answered one.
    @Test
    void theNextPingComesAfterTheNextInterval() throws Exception {
        ServerOptions options =
                Serve.options()
                        .withWebSockets(
                                WebSocketOptions.defaults()
                                        .withPingInterval(SHORT)
                                        .withPingTimeout(Duration.ofSeconds(5)));
        try (Server server = Server.start((_, _) -> {}, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.pong(client.readPing().payload());
            long began = System.nanoTime();
            client.readPing();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aDeadlineThatBeginsWithInputIsNotEarly() throws Exception {
        ServerOptions options =
                Serve.options()
                        .withLoops(1)
                        .withTimeouts(Timeouts.defaults().withHeader(Duration.ofSeconds(1)));
        try (Logs _ = new Logs();
                Server server = Serve.start(options, Serve::hello);
                RawClient one = RawClient.to(server);
                RawClient two = RawClient.to(server)) {
            one.get("/").read();
            two.get("/").read();
            one.send("GET /half");
            Thread.sleep(700);
            long began = System.nanoTime();
            two.send("GET /half");
            assertThat(two.read().status()).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThan(Duration.ofMillis(900));
        }
    }

    @Test
    void pongsForAClientThatDoesNotReadAreBounded() throws Exception {
        ServerOptions options =
                Serve.options()
                        .withWebSockets(
                                WebSocketOptions.defaults().withControlFrames(1_000_000_000));
        try (Server server = Server.start((_, _) -> {}, options);
                WebSocketClient client =
                        WebSocketClient.over(RawClient.withSmallWindow(server), "/")) {
            byte[] ping = frame(FIN | PING, "x".repeat(125));
            byte[] block = new byte[800 * ping.length];
            for (int i = 0; i < 800; i++) {
                System.arraycopy(ping, 0, block, i * ping.length, ping.length);
            }
            Stuffer stuffer = Stuffer.start(client.raw(), block, 100);
            stuffer.awaitEnd();
            client.ping("last");
            int pongs = 1;
            while (!client.readPong().equals("last")) {
                pongs++;
            }
            assertThat(pongs).isLessThan(60_000); // of 80 001
        }
    }
}
