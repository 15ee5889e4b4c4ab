package dev.skein.server;

import static dev.skein.server.WebSocketClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that stops says goodbye to its sockets.
@Timeout(30)
class WebSocketStopTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();

    private static Thread stopping(Server server) {
        return Thread.ofPlatform().start(server::stop);
    }

    private static ServerOptions graceful(Duration limit) {
        return Serve.options().withTimeouts(Timeouts.defaults().withGraceful(limit));
    }

    private static long secondsSince(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }

    @Test
    void openSocketsAreClosedWith1012() throws Exception {
        try (Server server = Server.start((message, _) -> seen.add(message), Serve.options());
                WebSocketClient one = WebSocketClient.to(server, "/1");
                WebSocketClient two = WebSocketClient.to(server, "/2")) {
            Await.until("both are there", () -> seen.size() == 2);
            seen.clear();
            Thread stopping = stopping(server);
            for (WebSocketClient client : new WebSocketClient[] {one, two}) {
                assertThat(client.readClose()).isEqualTo(1012);
                assertThat(stopping.isAlive()).isTrue(); // it waits for the answers
                client.close(1012, "").awaitEnd();
            }
            stopping.join();
            assertThat(server.connections()).isZero();
        }
        assertThat(seen)
                .hasSize(2)
                .allMatch(each -> each instanceof WebSocketDisconnect end && end.code() == 1012)
                .extracting(each -> ((WebSocketDisconnect) each).path())
                .containsExactlyInAnyOrder("/1", "/2");
    }

    @Test
    void theApplicationsLastCallIsWaitedFor() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketDisconnect) {
                        called.countDown();
                        Await.open(go);
                        done.countDown();
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Thread stopping = stopping(server);
            assertThat(client.readClose()).isEqualTo(1012);
            client.close(1012, "").awaitEnd();
            Await.open(called);
            assertThat(stopping.isAlive()).isTrue();
            go.countDown();
            stopping.join();
            assertThat(done.getCount()).isZero();
        }
    }

    @Test
    void aRunningCallMayFinish() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketReceive) {
                        called.countDown();
                        Await.open(go);
                    }
                    seen.add(message);
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            Await.open(called);
            Thread stopping = stopping(server);
            assertThat(client.readClose()).isEqualTo(1012);
            client.close(1012, "").awaitEnd();
            assertThat(seen).hasSize(1);
            assertThat(stopping.isAlive()).isTrue();
            go.countDown();
            stopping.join();
        }
        seen.take();
        assertThat(seen.take()).isInstanceOf(WebSocketReceive.class);
        assertThat(((WebSocketDisconnect) seen.take()).code()).isEqualTo(1012);
    }

    @Test
    void whoReceivesItselfReceivesTheEnd() throws Exception {
        App app = (_, channels) -> seen.add(channels.body().receive());
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Thread stopping = stopping(server);
            assertThat(client.readClose()).isEqualTo(1012);
            client.close(1012, "").awaitEnd();
            stopping.join();
            assertThat(((WebSocketDisconnect) seen.take()).code()).isEqualTo(1012);
        }
    }

    @Test
    void aHandshakeInProgressIsFinishedAndClosed() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        called.countDown();
                        Await.open(go);
                        channels.reply().send(WebSocketSend.text("welcome?"));
                    } else {
                        seen.add(message);
                    }
                };
        try (Logs logs = new Logs();
                Server server = Server.start(app, Serve.options());
                RawClient raw = RawClient.to(server);
                RawClient idle = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            Thread stopping = stopping(server);
            idle.readToEof(); // it has told all its connections
            go.countDown();
            WebSocketClient client = WebSocketClient.accepted(raw);
            var frame = client.read();
            if (frame.opcode() == WebSocketClient.TEXT) {
                frame = client.read();
            }
            assertThat(frame.code()).isEqualTo(1012);
            client.close(1012, "").awaitEnd();
            stopping.join();
            assertThat(((WebSocketDisconnect) seen.take()).code()).isEqualTo(1012);
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotAnswerIsCutOffAfterTheCloseTimeout() throws Exception {
        ServerOptions options =
                Serve.options().withWebSockets(WebSocketOptions.defaults().withCloseTimeout(SHORT));
        try (Server server = Server.start((message, _) -> seen.add(message), options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            long began = System.nanoTime();
            server.stop();
            assertThat(secondsSince(began)).isLessThan(5);
            assertThat(client.readClose()).isEqualTo(1012);
            assertThat(client.isCutOff()).isTrue();
        }
        assertThat(seen).hasSize(2);
    }

    @Test
    void aClientThatDoesNotAnswerIsCutOffAfterTheGracefulTimeout() throws Exception {
        try (Logs _ = new Logs();
                Server server = Server.start((message, _) -> seen.add(message), graceful(SHORT));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            long began = System.nanoTime();
            server.stop();
            assertThat(secondsSince(began)).isLessThan(9);
            assertThat(client.isCutOff()).isTrue();
        }
        assertThat(seen).hasSize(2);
    }

    @Test
    void aCallThatTakesTooLongIsInterrupted() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketReceive) {
                        called.countDown();
                        waitForever(interrupted);
                    }
                    seen.add(message);
                };
        try (Logs logs = new Logs();
                Server server = Server.start(app, graceful(SHORT));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            Await.open(called);
            Thread stopping = stopping(server);
            assertThat(client.readClose()).isEqualTo(1012);
            client.close(1012, "").awaitEnd();
            Await.open(interrupted);
            stopping.join();
            assertThat(logs.errors()).isEmpty();
        }
        seen.take();
        assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
    }

    private static void waitForever(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }

    @Test
    void aHandshakeThatTakesTooLongIsInterrupted() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        App app =
                (_, _) -> {
                    called.countDown();
                    waitForever(interrupted);
                };
        try (Logs _ = new Logs();
                Server server = Server.start(app, graceful(SHORT));
                RawClient client = RawClient.to(server)) {
            client.send(request("/"));
            Await.open(called);
            Thread stopping = stopping(server);
            assertThat(client.read().status()).isEqualTo(503);
            Await.open(interrupted);
            stopping.join();
        }
    }
}
