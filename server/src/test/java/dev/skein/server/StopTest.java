package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Stopping without losing anything.
class StopTest {
    private static Thread stopping(Server server) {
        return Thread.ofPlatform().start(server::stop);
    }

    @Test
    void runningCallsFinishAndTheirConnectionsClose() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    called.countDown();
                                    Await.open(go);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/x");
            Await.open(called);
            Thread stopping = stopping(server);
            Await.until("nothing listens", () -> refuses(server));
            go.countDown();
            var response = client.read();
            assertThat(response.text()).isEqualTo("hello /x");
            assertThat(client.readToEof()).isEmpty();
            stopping.join();
        }
    }

    private static boolean refuses(Server server) {
        try (RawClient _ = RawClient.to(server)) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void idleConnectionsCloseAfterALastMoment() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient used = RawClient.to(server);
                RawClient fresh = RawClient.to(server)) {
            used.get("/").read();
            Await.until("both are there", () -> server.connections() == 2);
            Thread stopping = stopping(server);
            assertThat(used.readToEof()).isEmpty();
            assertThat(fresh.readToEof()).isEmpty();
            stopping.join();
        }
    }

    @Test
    void aRequestThatComesWhileStoppingIsAnsweredAndTheConnectionCloses() throws Exception {
        try (Server server = Serve.start(Serve::hello);
                RawClient used = RawClient.to(server);
                RawClient fresh = RawClient.to(server)) {
            used.get("/").read();
            Await.until("both are there", () -> server.connections() == 2);
            Thread stopping = stopping(server);
            Await.until("nothing listens", () -> refuses(server));
            for (RawClient client : List.of(used, fresh)) {
                // It stops to listen a moment before it tells so.
                String connection = null;
                while (connection == null) {
                    var response = client.get("/late").read();
                    assertThat(response.text()).isEqualTo("hello /late");
                    connection = response.header("connection");
                }
                assertThat(connection).isEqualTo("close");
                assertThat(client.readToEof()).isEmpty();
            }
            stopping.join();
        }
    }

    @Test
    void callsThatWaitForTheEndAreToldOfIt() throws Exception {
        CountDownLatch waiting = new CountDownLatch(3);
        BlockingQueue<HttpDisconnect> told = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    request.readBody(channels, 100);
                                    waiting.countDown();
                                    if (request.path().equals("/late")) {
                                        Await.open(waiting);
                                    }
                                    told.add((HttpDisconnect) channels.body().receive());
                                    told.add((HttpDisconnect) channels.body().receive());
                                    channels.reply().send(HttpResponse.text("bye"));
                                });
                RawClient without = RawClient.to(server);
                RawClient with = RawClient.to(server);
                RawClient late = RawClient.to(server)) {
            without.get("/");
            String head = " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
            with.send("POST /" + head);
            with.send("abc");
            Await.until("two are waiting", () -> waiting.getCount() == 1);
            Thread stopping = stopping(server);
            Await.until("nothing listens", () -> refuses(server));
            late.send("POST /late" + head + "a").send("bc");
            for (RawClient client : List.of(without, with, late)) {
                assertThat(client.read().text()).isEqualTo("bye");
                assertThat(client.readToEof()).isEmpty();
            }
            stopping.join();
            assertThat(told)
                    .hasSize(6)
                    .allMatch(d -> d.cause() == HttpDisconnect.Cause.SERVER_STOPPING);
        }
    }

    @Test
    void whatTakesTooLongIsInterrupted() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ServerOptions options =
                Serve.options()
                        .withTimeouts(Timeouts.defaults().withGraceful(Duration.ofMillis(200)));
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                options,
                                (_, _) -> {
                                    called.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        interrupted.countDown();
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            Await.open(called);
            Thread stopping = stopping(server);
            var response = client.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(client.readToEof()).isEmpty();
            Await.open(interrupted);
            stopping.join();
            assertThat(logs.await(1, "cancelling what still runs on 1 connections")).hasSize(1);
        }
    }

    @Test
    void anInterruptedCallMayStillAnswer() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        ServerOptions options =
                Serve.options()
                        .withTimeouts(Timeouts.defaults().withGraceful(Duration.ofMillis(200)));
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    called.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException _) {
                                        Serve.hello(request, channels);
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/x");
            Await.open(called);
            Thread stopping = stopping(server);
            assertThat(client.read().text()).isEqualTo("hello /x");
            stopping.join();
        }
    }

    @Test
    void aCallThatWillNotEndIsAborted() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ServerOptions options =
                Serve.options()
                        .withTimeouts(Timeouts.defaults().withGraceful(Duration.ofMillis(100)));
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options,
                                (_, _) -> {
                                    called.countDown();
                                    while (go.getCount() > 0) {
                                        try {
                                            go.await();
                                        } catch (InterruptedException _) {
                                            // deaf
                                        }
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            Await.open(called);
            server.stop();
            assertThat(client.endsByReset()).isTrue();
        } finally {
            go.countDown();
        }
    }

    @Test
    void stoppingTwiceOrAtOnceIsFine() throws Exception {
        Server server = Serve.start(Serve::hello);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(stopping(server));
        }
        for (Thread each : all) {
            each.join();
        }
        server.stop();
        server.close();
        server.join();
        assertThat(server.connections()).isZero();
    }

    @Test
    void stoppingFromALoopIsRefused() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        AtomicReference<@Nullable Server> itself = new AtomicReference<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    try {
                                        Server running = itself.get();
                                        assert running != null : "set before the request";
                                        running.stop();
                                    } catch (IllegalStateException e) {
                                        thrown.add(e);
                                    }
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            itself.set(server);
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(thrown.take()).hasMessageContaining("outside the server");
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    /// Whatever has been sent before the end of the connection could be seen must be answered whole.
    @RepeatedTest(4)
    void underLoadNoRequestIsLost() throws Exception {
        int clients = 8;
        AtomicInteger answered = new AtomicInteger();
        BlockingQueue<Throwable> lost = new LinkedBlockingQueue<>();
        Server server =
                Serve.start(
                        (request, channels) -> {
                            if (request.path().endsWith("7")) {
                                Thread.sleep(1); // some take their time
                            }
                            Serve.echo(request, channels);
                        });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> hammer(server, number, answered, lost)));
        }
        Await.until("they are at it", () -> answered.get() > 2000);
        server.stop();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).isEmpty();
        assertThat(server.connections()).isZero();
    }

    private static void hammer(
            Server server, int number, AtomicInteger answered, BlockingQueue<Throwable> lost) {
        while (true) {
            RawClient client;
            try {
                client = RawClient.to(server);
            } catch (IOException _) {
                return; // nothing listens any more
            }
            try (client) {
                if (!onOneConnection(client, number, answered)) {
                    return;
                }
            } catch (IOException | AssertionError e) {
                lost.add(e);
                return;
            }
        }
    }

    /// False if the connection was never accepted: what waits in the system's queue when the server stops to listen is reset.
    private static boolean onOneConnection(RawClient client, int number, AtomicInteger answered)
            throws IOException {
        for (int i = 0; i < 50; i++) {
            String expected = "POST /" + number + "-" + i + " 3";
            try {
                client.send(
                        "POST /"
                                + number
                                + "-"
                                + i
                                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                var response = client.read();
                assertThat(response.text()).isEqualTo(expected);
                answered.incrementAndGet();
                if ("close".equals(response.header("connection"))) {
                    assertThat(client.readToEof()).isEmpty();
                    return true;
                }
            } catch (EOFException | SocketException e) {
                if (i == 0 && e instanceof SocketException) {
                    return false;
                }
                throw e;
            }
        }
        return true;
    }

    @Test
    void startAndStopManyTimes() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Server server = Serve.start(Serve::hello);
                    RawClient client = RawClient.to(server)) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void runEndsWhenItsThreadIsInterrupted() throws Exception {
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch shutDown = new CountDownLatch(1);
        Thread running =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        Server.run(
                                                (message, _) -> {
                                                    if (message.type().endsWith("startup")) {
                                                        started.countDown();
                                                    } else if (message.type()
                                                            .endsWith("shutdown")) {
                                                        shutDown.countDown();
                                                    }
                                                },
                                                Serve.options()
                                                        .withLifespan(ServerOptions.Lifespan.ON));
                                    } catch (Throwable e) {
                                        thrown.add(e);
                                    }
                                });
        Await.open(started);
        running.interrupt();
        running.join();
        assertThat(thrown.take()).isInstanceOf(InterruptedException.class);
        assertThat(shutDown.getCount()).isZero();
    }

    @Test
    void anInterruptionWhileStartupSucceedsStillShutsDown() throws Exception {
        Thread starting = Thread.currentThread();
        CountDownLatch shutDown = new CountDownLatch(1);
        ServerOptions options = Serve.options().withLifespan(ServerOptions.Lifespan.ON);
        assertThatThrownBy(
                        () ->
                                Server.start(
                                        (message, _) -> {
                                            if (message.type().endsWith("startup")) {
                                                starting.interrupt();
                                                awaitCancellation();
                                            } else {
                                                shutDown.countDown();
                                            }
                                        },
                                        options))
                .isInstanceOf(InterruptedException.class);
        assertThat(shutDown.getCount()).isZero();
    }

    private static void awaitCancellation() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // What had to be done for startup was done before.
        }
    }

    @Test
    void optionsThatCannotBeAreNamed() {
        ServerOptions options = ServerOptions.defaults();
        assertThatThrownBy(options::withBind).hasMessageContaining("bind");
        assertThatThrownBy(() -> options.withLoops(0)).hasMessageContaining("loops");
        assertThatThrownBy(() -> options.withBacklog(0)).hasMessageContaining("backlog");
        assertThatThrownBy(() -> options.withServerHeader("x\r\nset-cookie: y"))
                .hasMessageContaining("serverHeader")
                .hasMessageContaining("\\r\\n");
    }
}
