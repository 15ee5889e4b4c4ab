package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import dev.skein.loop.Timeout;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interruption in every phase of a call: by the thread's name, by its task, by a limit. No place in the pool is lost by it.
class InterruptTest {
    enum Where {
        CONNECT,
        TLS,
        HEAD,
        BODY,
        DIRECT_BODY,
        UPLOAD,
        QUEUE
    }

    private static final ScriptedServer.Script FINE = Answers::fine;

    /// A server at which calls get stuck.
    private static final class Trap implements AutoCloseable {
        final CountDownLatch caught = new CountDownLatch(1);
        final Where where;
        final ScriptedServer server;

        Trap(Where where) throws Exception {
            this.where = where;
            server = new ScriptedServer(this::play, FINE);
        }

        private void play(ScriptedServer.Peer client) throws Exception {
            if (where == Where.TLS || where == Where.CONNECT) {
                caught.countDown();
                Answers.awaitClose(client);
                return;
            }
            client.head();
            if (where != Where.HEAD && where != Where.UPLOAD) {
                client.send("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nhalf");
            }
            caught.countDown();
            if (where == Where.UPLOAD) {
                Thread.sleep(60_000);
            }
            Answers.awaitClose(client);
        }

        /// Never returns by itself.
        String call(ClientSession session) throws Exception {
            return switch (where) {
                case CONNECT, TLS ->
                        session.get(server.url("/").replace("http:", "https:")).send().text();
                case HEAD -> session.get(server.url("/")).send().text();
                case UPLOAD ->
                        session.post(server.url("/"))
                                .body(
                                        RequestBody.of(
                                                new ByteArrayInputStream(
                                                        new byte[64 * 1024 * 1024])))
                                .send()
                                .text();
                case BODY -> read(session);
                case DIRECT_BODY -> readDirect(session);
                case QUEUE -> waitFor(session);
            };
        }

        private String read(ClientSession session) throws Exception {
            try (var response = session.get(server.url("/")).send()) {
                return response.text();
            }
        }

        private String readDirect(ClientSession session) throws Exception {
            var target = ByteBuffer.allocateDirect(1 << 16);
            try (var response = session.get(server.url("/")).send()) {
                while (response.body().read(target) >= 0) {
                    target.clear();
                }
                return "the body ended";
            }
        }

        private String waitFor(ClientSession session) throws Exception {
            try (var holder = session.get(server.url("/")).send()) {
                return session.get(server.url("/")).send().text() + holder;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /// A session that would let a call wait for ever.
    private static ClientSession patient() {
        return ClientSession.create(
                ClientOptions.defaults()
                        .withPool(PoolOptions.defaults().withTotal(1))
                        .withTimeouts(ClientTimeouts.none()));
    }

    private static void assertStillGood(ClientSession session, Trap trap) throws Exception {
        var timeouts = ClientTimeouts.defaults().withConnect(Duration.ofSeconds(20));
        var good = session.get(trap.server.url("/")).timeouts(timeouts);
        assertThat(good.send().text()).isEqualTo("fine");
    }

    private static Throwable failure(Callable<?> call) {
        try {
            return new AssertionError("expected no result, got " + call.call());
        } catch (Throwable e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aThreadMayBeInterrupted(Where where) throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            try (Trap trap = new Trap(where);
                    var session = patient()) {
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
                Thread thread =
                        builder.start(() -> end.complete(failure(() -> trap.call(session))));
                trap.caught.await();
                Answers.untilWaiting(thread);
                thread.interrupt();
                assertThat(end.join())
                        .isInstanceOfAny(InterruptedException.class, InterruptedIOException.class);
                assertStillGood(session, trap);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aTaskMayBeCancelled(Where where) throws Exception {
        try (Trap trap = new Trap(where);
                var session = patient();
                var loop = new EventLoop()) {
            loop.start();
            Task<String> task = loop.createTask(() -> trap.call(session));
            trap.caught.await();
            Answers.untilWaiting(task.thread());
            task.cancel();
            assertThatThrownBy(task::join).isInstanceOf(CancellationException.class);
            loop.createTask(() -> assertStillGood(session, trap)).join();
            loop.stop();
            loop.awaitStopped();
        }
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aLimitMayRunOut(Where where) throws Exception {
        try (Trap trap = new Trap(where);
                var session = patient()) {
            assertThatThrownBy(
                            () -> Timeout.within(Duration.ofMillis(150), () -> trap.call(session)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(Thread.interrupted()).isFalse();
            trap.caught.await();
            assertStillGood(session, trap);
        }
    }

    /// What has come already is given to the caller; the interruption is not lost by that.
    @Test
    void anInterruptionIsThrownOrKept() throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            for (int i = 0; i < 50; i++) {
                Thread.currentThread().interrupt();
                boolean thrown = false;
                try (var _ = session.get(server.url("/")).send()) {
                    thrown = false;
                } catch (InterruptedException _) {
                    thrown = true;
                }
                assertThat(Thread.interrupted()).isEqualTo(!thrown);
            }
            Answers.assertFine(session, server);
        }
    }

    /// Interruption at any moment, many times: whatever it hits, the one place comes back.
    @Test
    void noPlaceIsLostAtAnyMoment() throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            for (int i = 0; i < 300; i++) {
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                Thread thread =
                        Thread.ofVirtual()
                                .start(
                                        () ->
                                                end.complete(
                                                        failure(
                                                                () -> {
                                                                    Answers.assertFine(
                                                                            session, server);
                                                                    return "fine";
                                                                })));
                for (int spin = 0; spin < i * 40; spin++) {
                    Thread.onSpinWait();
                }
                thread.interrupt();
                end.join();
            }
            Answers.assertFine(session, server);
        }
    }

    /// Nobody accepts: the listener's queue is full, and the connection does not come about.
    @Test
    void aConnectionThatIsNotMadeMayBeGivenUp() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var one = new Socket();
                var two = new Socket();
                var fine = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            one.connect(listener.getLocalSocketAddress());
            two.connect(listener.getLocalSocketAddress());
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
            assertThatThrownBy(
                            () ->
                                    Timeout.within(
                                            Duration.ofMillis(100), () -> session.get(url).send()))
                    .isInstanceOf(TimeoutException.class);
            Answers.assertFine(session, fine);
        }
    }
}
