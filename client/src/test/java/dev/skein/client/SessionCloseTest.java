package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopOptions;
import dev.skein.loop.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a session, with calls under way.
class SessionCloseTest {
    private static ClientSession session(String name) {
        return ClientSession.create(
                ClientOptions.defaults()
                        .withPool(PoolOptions.defaults().withTotal(1))
                        .withTimeouts(ClientTimeouts.none())
                        .withLoopOptions(LoopOptions.defaults().withName(name)));
    }

    private static Throwable outcome(ClientSession session, String url) {
        try {
            return new AssertionError("expected no result, got " + session.get(url).send().text());
        } catch (Exception e) {
            return e;
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }

    private static void assertEnded(CompletableFuture<Throwable> call) {
        Throwable end = call.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(end).isInstanceOfAny(ClientException.class, IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"})
    void callsUnderWayFail(String answer) throws Exception {
        var caught = new CountDownLatch(1);
        ScriptedServer.Script holding =
                client -> {
                    client.head();
                    client.send(answer);
                    caught.countDown();
                    Answers.awaitClose(client);
                };
        try (var server = new ScriptedServer(holding)) {
            ClientSession session = session("closed-calls");
            List<CompletableFuture<Throwable>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // one has the connection, the others wait for it
                CompletableFuture<Throwable> call = new CompletableFuture<>();
                calls.add(call);
                Thread thread =
                        Thread.ofPlatform()
                                .start(() -> call.complete(outcome(session, server.url("/"))));
                Answers.untilWaiting(thread);
            }
            caught.await();
            assertThat(threads("closed-calls")).isPositive();
            session.close();
            calls.forEach(SessionCloseTest::assertEnded);
            assertThat(session.openConnections()).isZero();
            assertThat(session.isClosed()).isTrue();
            Answers.until(() -> threads("closed-calls") == 0);
        }
    }

    @Test
    void callsThatConnectFail() throws Exception {
        var caught = new CountDownLatch(1);
        ScriptedServer.Script mute =
                client -> {
                    caught.countDown();
                    Answers.awaitClose(client);
                };
        try (var server = new ScriptedServer(mute)) {
            ClientSession session = session("closed-connect");
            CompletableFuture<Throwable> call = new CompletableFuture<>();
            String url = server.url("/").replace("http:", "https:");
            Thread.ofPlatform().start(() -> call.complete(outcome(session, url)));
            caught.await();
            session.close();
            assertEnded(call);
            assertThat(session.openConnections()).isZero();
            Answers.until(() -> threads("closed-connect") == 0);
        }
    }

    @Test
    void callsThatConnectOnAnotherLoopFail() throws Exception {
        var caught = new CountDownLatch(1);
        ScriptedServer.Script mute =
                client -> {
                    caught.countDown();
                    Answers.awaitClose(client);
                };
        try (var server = new ScriptedServer(mute);
                var loop = new EventLoop()) {
            loop.start();
            ClientSession session = session("unused");
            String url = server.url("/").replace("http:", "https:");
            Task<Throwable> task = loop.createTask(() -> outcome(session, url));
            caught.await();
            session.close();
            Throwable end = task.join(Duration.ofSeconds(20));
            assertThat(end)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThat(session.openConnections()).isZero();
            loop.stop();
            loop.awaitStopped();
        }
    }

    @Test
    void connectionsOfAnotherLoopAreClosedToo() throws Exception {
        var closed = new CountDownLatch(1);
        ScriptedServer.Script script =
                client -> {
                    Answers.fine(client);
                    closed.countDown();
                };
        try (var server = new ScriptedServer(script);
                var loop = new EventLoop()) {
            loop.start();
            ClientSession session = session("unused");
            loop.createTask(() -> Answers.assertFine(session, server)).join();
            assertThat(session.openConnections()).isEqualTo(1);
            session.close();
            closed.await();
            assertThat(session.openConnections()).isZero();
            loop.stop();
            loop.awaitStopped();
        }
    }

    @Test
    void aTaskMayCloseTheSession() throws Exception {
        try (var server = new ScriptedServer(Answers::fine);
                var loop = new EventLoop()) {
            loop.runUntilComplete(
                    () -> {
                        try (var session = session("unused")) {
                            Answers.assertFine(session, server);
                        }
                        return true;
                    });
        }
    }

    @Test
    void aSessionOutlivesTheLoopOfACaller() throws Exception {
        try (var server = new ScriptedServer(Answers::fine);
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                try (var loop = new EventLoop()) {
                    loop.runUntilComplete(
                            () -> {
                                Answers.assertFine(session, server);
                                return true;
                            });
                }
            }
            Answers.assertFine(session, server);
        }
    }

    @Test
    void aLoopThatStandsStillDoesNotHoldUpClosing() throws Exception {
        try (var server = new ScriptedServer(Answers::fine);
                var loop = new EventLoop()) {
            ClientSession session = session("unused");
            loop.runUntilComplete(
                    () -> {
                        Answers.assertFine(session, server);
                        return true;
                    });
            long begin = System.nanoTime();
            session.close();
            assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
            assertThatThrownBy(() -> session.get(server.url("/")).send())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anOpenResponseEndsWithTheSession() throws Exception {
        String half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
        try (var server = new ScriptedServer(Answers.held(half))) {
            ClientSession session = session("closed-response");
            ClientResponse response = session.get(server.url("/")).send();
            session.close();
            assertThatThrownBy(response::bytes).isInstanceOf(ClientException.class);
            response.close();
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /// The loop that would wake the reader is gone.
    @Test
    void aReaderInterruptedAfterTheEndIsNotStuck() throws Exception {
        String half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
        try (var server = new ScriptedServer(Answers.held(half))) {
            ClientSession session = session("closed-reader");
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.body().read()).isEqualTo('h');
            session.close();
            Thread.currentThread().interrupt();
            assertThatThrownBy(
                            () -> {
                                while (response.body().read(ByteBuffer.allocate(99)) >= 0) {}
                            })
                    .isInstanceOf(IOException.class);
            Thread.interrupted();
            response.close();
        }
    }
}
