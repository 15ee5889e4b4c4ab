package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// How long a server waits, with times short enough for a test.
class TimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";

    private static ServerOptions with(UnaryOperator<Timeouts> change) {
        return Serve.options().withTimeouts(change.apply(Timeouts.defaults()));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /// Sends one byte at a time, for ever, from a thread of its own.
    private static void trickle(RawClient client) {
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                while (true) {
                                    client.send("x");
                                    Thread.sleep(50); // the slowness is the attack
                                }
                            } catch (IOException | InterruptedException _) {
                                // the attack is over
                            }
                        });
    }

    @Test
    void aHeadThatComesByteByByteIs408AtAnAbsoluteDeadline() throws Exception {
        try (Server server = Serve.start(with(t -> t.withHeader(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            long began = System.nanoTime();
            client.send("GET / HTTP/1.1\r\nX: ");
            trickle(client);
            var response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(millisSince(began)).isBetween(250L, 5000L);
        }
    }

    @Test
    void theDeadlineCountsForEveryHeadOfAConnection() throws Exception {
        try (Server server = Serve.start(with(t -> t.withHeader(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/1").read().status()).isEqualTo(200);
            client.send("G");
            assertThat(client.read().status()).isEqualTo(408);
        }
        try (Server server = Serve.start(with(t -> t.withHeader(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /half");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void aSilentConnectionIsClosedWithoutAWord() throws Exception {
        try (Server server = Serve.start(with(t -> t.withHeader(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (Server server = Serve.start(with(t -> t.withKeepAlive(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
            long began = System.nanoTime();
            assertThat(client.readToEof()).isEmpty();
            assertThat(millisSince(began)).isBetween(200L, 5000L);
        }
    }

    @Test
    void aRunningCallIsNotIdle() throws Exception {
        try (Server server =
                        Serve.start(
                                with(t -> t.withKeepAlive(SHORT).withHeader(SHORT)),
                                (request, channels) -> {
                                    if (request.path().equals("/slow")) {
                                        Thread.sleep(1000); // longer than the time under test
                                    }
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(client.get("/slow").read().status()).isEqualTo(200);
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void aSlowBodyIs408AlsoWhileTheApplicationWaitsForIt() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                with(t -> t.withBodyGrace(SHORT)),
                                (request, channels) -> {
                                    try {
                                        Serve.echo(request, channels);
                                    } catch (IOException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.send(POST);
            trickle(client);
            var response = client.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.text()).contains("240 bytes a second");
            assertThat(thrown.take()).hasMessageContaining("240 bytes a second");
            assertThat(logs.errors()).isEmpty();
            assertThat(logs.await(1, " 408 ")).hasSize(1);
        }
    }

    @Test
    void aSlowBodyThatTheApplicationDoesNotReadEndsTheConnectionAfterItsAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                with(t -> t.withBodyGrace(SHORT)),
                                (request, channels) -> {
                                    Await.open(go);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(POST);
            Await.until("it was too slow", () -> logs.linesWith(" 408 ").size() == 1);
            go.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void aSlowBodyAfterTheAnswerEndsTheConnection() throws Exception {
        try (Server server = Serve.start(with(t -> t.withBodyGrace(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            assertThat(client.exchange(POST).status()).isEqualTo(200);
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void aClientThatTheApplicationHoldsBackIsNotSlow() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                with(t -> t.withBodyGrace(Duration.ofMillis(100))),
                                (request, channels) -> {
                                    Await.open(go);
                                    Serve.echo(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(POST);
            Stuffer stuffer = Stuffer.start(client, new byte[100_000], 10);
            // Whether it gets stuck depends on the system's buffers; that it is alive after many
            // graces does not.
            Thread.sleep(600); // longer than the time under test
            go.countDown();
            assertThat(client.read().text()).isEqualTo("POST / 1000000");
            stuffer.awaitEnd();
        }
    }

    @Test
    void aBodyMayBeAsSlowAsItLikesWithoutARate() throws Exception {
        ServerOptions options =
                with(t -> t.withBodyGrace(Duration.ofMillis(50)))
                        .withLimits(Limits.defaults().withBodyRate(0));
        try (Server server = Serve.start(options, Serve::echo);
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
            Thread.sleep(300); // longer than the time under test
            assertThat(client.exchange("b").text()).isEqualTo("POST / 2");
        }
    }

    @Test
    void aClientThatHoldsItsBodyBackForContinueIsNotSlow() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                with(t -> t.withBodyGrace(Duration.ofMillis(50))),
                                (request, channels) -> {
                                    Await.open(go);
                                    Serve.echo(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            Thread.sleep(300); // longer than the time under test
            go.countDown();
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.exchange("ab").text()).isEqualTo("POST / 2");
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOffWhileOthersAreServed() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        BlockingQueue<AccessLogEntry> log = new LinkedBlockingQueue<>();
        ServerOptions options = with(t -> t.withWriteStall(SHORT)).withAccessLog(log::add);
        try (Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    if (!request.path().equals("/big")) {
                                        Serve.hello(request, channels);
                                        return;
                                    }
                                    try {
                                        channels.reply()
                                                .send(HttpResponse.start(200, Headers.EMPTY));
                                        while (true) {
                                            channels.reply().send(HttpChunk.of(new byte[100_000]));
                                        }
                                    } catch (IOException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.withSmallWindow(server);
                RawClient other = RawClient.to(server)) {
            client.get("/big");
            while (thrown.isEmpty()) {
                assertThat(other.get("/").read().status()).isEqualTo(200);
            }
            assertThat(thrown.take()).isInstanceOf(dev.skein.app.DisconnectedException.class);
            assertThat(client.endsByReset()).isTrue();
            Await.until(
                    "it is in the log",
                    () -> log.stream().anyMatch(e -> e.target().equals("/big")));
        }
    }

    @Test
    void aStallIsSeenInALaterPieceToo() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                with(t -> t.withWriteStall(Duration.ofMillis(100))),
                                (_, channels) -> {
                                    channels.reply()
                                            .send(
                                                    HttpResponse.start(
                                                            200,
                                                            Headers.of(
                                                                    "content-length",
                                                                    "100000000")));
                                    Await.open(read);
                                    Thread.sleep(300); // until nobody watches the head any more
                                    try {
                                        channels.reply().send(HttpChunk.of(new byte[100_000_000]));
                                    } catch (IOException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.withSmallWindow(server)) {
            client.get("/").exactly(20);
            read.countDown();
            assertThat(thrown.take()).isInstanceOf(dev.skein.app.DisconnectedException.class);
        }
    }

    @Test
    void aStallIsSeenInTheLastAnswerToo() throws Exception {
        try (Server server =
                        Serve.start(
                                with(t -> t.withWriteStall(SHORT)),
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.of(
                                                                200,
                                                                Headers.of("connection", "close"),
                                                                new byte[20_000_000])));
                RawClient client = RawClient.withSmallWindow(server)) {
            client.get("/").exactly(20);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void lingeringEndsByItself() throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(with(t -> t.withLinger(SHORT)), Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.send("nonsense\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void timesThatCannotBeAreNamed() {
        Timeouts timeouts = Timeouts.defaults();
        assertThatThrownBy(() -> timeouts.withHeader(Duration.ZERO)).hasMessageContaining("header");
        assertThatThrownBy(() -> timeouts.withBodyGrace(Duration.ofMillis(-1)))
                .hasMessageContaining("bodyGrace");
        assertThatThrownBy(() -> timeouts.withKeepAlive(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageContaining("keepAlive")
                .hasMessageContaining("365 days");
        assertThatThrownBy(() -> timeouts.withWriteStall(Duration.ZERO))
                .hasMessageContaining("writeStall");
        assertThatThrownBy(() -> timeouts.withHandshake(Duration.ZERO))
                .hasMessageContaining("handshake");
        assertThatThrownBy(() -> timeouts.withGraceful(Duration.ZERO))
                .hasMessageContaining("graceful");
        assertThatThrownBy(() -> timeouts.withLinger(Duration.ZERO)).hasMessageContaining("linger");
    }
}
