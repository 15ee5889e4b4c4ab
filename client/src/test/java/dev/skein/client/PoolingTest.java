package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Which requests share connections, who waits, and that no place is ever lost.
class PoolingTest {
    private static final ScriptedServer.Script FINE = Answers::fine;
    private static final ScriptedServer.Script TWO_PIECES =
            client -> {
                while (!client.head().isEmpty()) {
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nhalf");
                }
            };

    private static ClientSession session(PoolOptions pool) {
        return ClientSession.create(
                ClientOptions.defaults()
                        .withPool(pool)
                        .withTimeouts(
                                ClientTimeouts.defaults().withConnect(Duration.ofSeconds(20))));
    }

    /// As many requests as the limit has places succeed at once: each holds its connection until all have one.
    private static void assertPlaces(ClientSession session, ScriptedServer server, int places)
            throws Exception {
        List<ClientResponse> held = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            held.add(session.get(server.url("/held")).send());
        }
        assertThat(session.openConnections()).isEqualTo(places);
        held.forEach(ClientResponse::close);
    }

    @Test
    void aResponseNotReadHoldsItsPlaceUntilItIsClosed() throws Exception {
        try (var server = new ScriptedServer(TWO_PIECES, FINE);
                var session = session(PoolOptions.defaults().withTotal(1))) {
            ClientResponse response = session.get(server.url("/")).send();
            CompletableFuture<String> next = new CompletableFuture<>();
            Thread waiter = Thread.ofVirtual().start(() -> fetch(session, server, next));
            Answers.until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            assertThat(next).isNotDone();
            assertThat(server.connections()).isEqualTo(1);
            response.close();
            response.close();
            assertThat(next.join()).isEqualTo("fine");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void fetch(
            ClientSession session, ScriptedServer server, CompletableFuture<String> result) {
        try {
            result.complete(session.get(server.url("/")).send().text());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void aResponseReadGivesItsConnectionToTheWaiter() throws Exception {
        var more = new CountDownLatch(1);
        ScriptedServer.Script script =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfi");
                    more.await();
                    client.send("ne");
                    Answers.fine(client);
                };
        try (var server = new ScriptedServer(script);
                var session = session(PoolOptions.defaults().withPerOrigin(1))) {
            ClientResponse response = session.get(server.url("/")).send();
            CompletableFuture<String> next = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> fetch(session, server, next));
            Answers.until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            more.countDown();
            assertThat(response.text()).isEqualTo("fine");
            assertThat(next.join()).isEqualTo("fine");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void waitingTooLongNamesTheConnectTimeout() throws Exception {
        try (var server = new ScriptedServer(TWO_PIECES, FINE);
                var session = session(PoolOptions.defaults().withTotal(1))) {
            ClientResponse response = session.get(server.url("/")).send();
            var timeouts = ClientTimeouts.defaults().withConnect(Duration.ofMillis(30));
            Answers.assertFails(
                    ConnectTimeoutException.class,
                    Phase.QUEUE,
                    server,
                    () -> session.get(server.url("/a")).timeouts(timeouts).send());
            Answers.assertFails(
                    TotalTimeoutException.class,
                    Phase.QUEUE,
                    server,
                    () -> session.get(server.url("/b")).timeout(Duration.ofMillis(30)).send());
            response.close();
            Answers.assertFine(session, server);
        }
    }

    @Test
    void tooManyWaitersAreRefused() throws Exception {
        var pool = PoolOptions.defaults().withTotal(1).withMaxWaiters(1);
        try (var server = new ScriptedServer(TWO_PIECES, FINE);
                var session = session(pool)) {
            ClientResponse response = session.get(server.url("/")).send();
            CompletableFuture<String> next = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> fetch(session, server, next));
            Answers.until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            Answers.assertFails(
                    ConnectionException.class,
                    Phase.QUEUE,
                    server,
                    () -> session.get(server.url("/b")).send());
            response.close();
            assertThat(next.join()).isEqualTo("fine");
        }
    }

    @Test
    void interruptedWaitersLoseNoPlace() throws Exception {
        try (var server = new ScriptedServer(TWO_PIECES);
                var session = session(PoolOptions.defaults().withTotal(3))) {
            List<ClientResponse> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(session.get(server.url("/")).send());
            }
            List<Thread> waiters = new ArrayList<>();
            List<CompletableFuture<String>> results = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                CompletableFuture<String> result = new CompletableFuture<>();
                results.add(result);
                waiters.add(Thread.ofPlatform().start(() -> fetch(session, server, result)));
            }
            Answers.until(
                    () ->
                            waiters.stream()
                                    .allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
            waiters.forEach(Thread::interrupt);
            held.forEach(ClientResponse::close); // while they go
            for (CompletableFuture<String> result : results) {
                assertThatThrownBy(result::join).hasCauseInstanceOf(InterruptedException.class);
            }
            assertPlaces(session, server, 3);
        }
    }

    @Test
    void connectionsThatAreIdleTooLongAreClosed() throws Exception {
        var closed = new CountDownLatch(1);
        ScriptedServer.Script script =
                client -> {
                    Answers.fine(client);
                    closed.countDown();
                };
        var pool = PoolOptions.defaults().withTotal(1).withKeepAlive(Duration.ofMillis(30));
        try (var server = new ScriptedServer(script);
                var session = session(pool)) {
            Answers.assertFine(session, server);
            closed.await();
            Answers.until(() -> session.openConnections() == 0);
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void withoutKeepAliveEveryRequestHasItsOwn() throws Exception {
        var pool = PoolOptions.defaults().withTotal(1).withKeepAlive(Duration.ZERO);
        try (var server = new ScriptedServer(FINE);
                var session = session(pool)) {
            for (int i = 0; i < 5; i++) {
                Answers.assertFine(session, server);
            }
            assertThat(server.connections()).isEqualTo(5);
            Answers.until(() -> session.openConnections() == 0);
        }
    }

    @Test
    void anEternalKeepAliveIsNone() throws Exception {
        var pool = PoolOptions.defaults().withKeepAlive(Duration.ofSeconds(Long.MAX_VALUE));
        try (var server = new ScriptedServer(FINE);
                var session = session(pool)) {
            Answers.assertFine(session, server);
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /// The server is gone before the connection is known to the pool, or while it is.
    @Test
    void serversThatHangUpAtOnceTakeNoPlaceAway() throws Exception {
        ScriptedServer.Script gone = client -> client.socket().setSoLinger(true, 0);
        try (var server = new ScriptedServer(gone);
                var session = session(PoolOptions.defaults().withTotal(2))) {
            for (int i = 0; i < 200; i++) {
                assertThatThrownBy(() -> session.get(server.url("/")).send())
                        .isInstanceOfAny(
                                ServerDisconnectedException.class, ConnectionException.class);
            }
            Answers.until(() -> session.openConnections() == 0);
        }
    }

    @Test
    void refusedConnectionsTakeNoPlaceAway() throws Exception {
        int port;
        try (var server = new ScriptedServer(FINE)) {
            port = server.port();
        }
        try (var session = session(PoolOptions.defaults().withTotal(1))) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> session.get("http://127.0.0.1:" + port + "/").send())
                        .isInstanceOfSatisfying(
                                ConnectionException.class,
                                e -> assertThat(e.phase()).isEqualTo(Phase.CONNECT))
                        .hasMessageContaining("127.0.0.1:" + port);
            }
            assertThat(session.openConnections()).isZero();
        }
    }

    @Test
    void anIdleConnectionMakesRoomForAnotherOrigin() throws Exception {
        try (var one = new ScriptedServer(FINE);
                var two = new ScriptedServer(FINE);
                var session = session(PoolOptions.defaults().withTotal(1))) {
            for (int i = 0; i < 5; i++) {
                Answers.assertFine(session, one);
                Answers.assertFine(session, two);
            }
            assertThat(one.connections()).isEqualTo(5);
            Answers.until(() -> session.openConnections() == 1);
        }
    }

    /// Tasks of one loop and other threads together: never more connections than allowed, and all are served.
    @Test
    void manyThreadsAndTasksShareFewConnections() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedServer.Script counting =
                client -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Answers.fine(client);
                    now.decrementAndGet();
                };
        try (var server = new ScriptedServer(counting);
                var session = session(PoolOptions.defaults().withPerOrigin(8));
                var loop = new EventLoop()) {
            List<CompletableFuture<String>> results = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                CompletableFuture<String> result = new CompletableFuture<>();
                results.add(result);
                threads.add(Thread.ofPlatform().start(() -> fetchOften(session, server, result)));
            }
            loop.runUntilComplete(
                    () -> {
                        List<Task<String>> tasks = new ArrayList<>();
                        for (int i = 0; i < 64; i++) {
                            tasks.add(loop.createTask(() -> often(session, server)));
                        }
                        for (Task<String> task : tasks) {
                            assertThat(task.join()).isEqualTo("fine");
                        }
                        for (CompletableFuture<String> result : results) {
                            assertThat(result.join()).isEqualTo("fine");
                        }
                        return true;
                    });
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(most.get()).isBetween(1, 8);
        }
    }

    private static String often(ClientSession session, ScriptedServer server) throws Exception {
        for (int i = 0; i < 10; i++) {
            Answers.assertFine(session, server);
        }
        return "fine";
    }

    private static void fetchOften(
            ClientSession session, ScriptedServer server, CompletableFuture<String> result) {
        try {
            result.complete(often(session, server));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }
}
