package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import dev.skein.server.StartupException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Calls that fail, clients that go away, and the application's life, in memory and over sockets.
abstract class CallsContract extends Contract {
    CallsContract(Clients kind) {
        super(kind);
    }

    // ---- applications that fail

    private static final Answering FAILING =
            (_, _) -> {
                throw new IllegalStateException("boom");
            };

    @Test
    void anExceptionFailsTheRequest() throws Exception {
        try (var client = client(FAILING)) {
            assertThatThrownBy(() -> client.get("/x").send())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("GET /x")
                    .hasMessageContaining("boom")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anExceptionIsAResponseOnDemand() throws Exception {
        try (var client = client(TestOptions.defaults().withServerErrorsAsResponses(), FAILING)) {
            client.get("/").send().expectStatus(500).expectText("Internal Server Error\n");
        }
    }

    @Test
    void aResponseThatWasPlannedIsNoFailure() throws Exception {
        try (var client =
                client((_, channels) -> channels.reply().send(HttpResponse.text(500, "planned")))) {
            client.get("/").send().expectStatus(500).expectText("planned");
        }
    }

    @Test
    void noAnswerIsAnswered500() throws Exception {
        try (var client = client((_, _) -> {})) {
            client.get("/").send().expectStatus(500);
        }
    }

    @Test
    void anExceptionInTheMiddleFailsTheRequest() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            channels.reply().send(HttpChunk.text("x"));
                            throw new IllegalStateException("boom");
                        })) {
            assertThatThrownBy(() -> client.get("/").send())
                    .isInstanceOf(AssertionError.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anAnswerThatIsNotEndedFailsTheRequest() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            channels.reply().send(HttpChunk.text("x"));
                        })) {
            assertThatThrownBy(() -> client.get("/").send()).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aWrongContentLengthFailsTheRequest() throws Exception {
        try (var client =
                client(
                        (_, channels) ->
                                channels.reply()
                                        .send(
                                                HttpResponse.text("four")
                                                        .withHeader("content-length", "5")))) {
            assertThatThrownBy(() -> client.get("/").send())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("content-length")
                    .hasCauseInstanceOf(UnsupportedMessageException.class);
        }
    }

    @Test
    void aBodyThatIsTooShortFailsTheRequest() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            Headers ten = Headers.of("content-length", "10");
                            channels.reply().send(HttpResponse.start(200, ten));
                            channels.reply().send(HttpChunk.text("short"));
                            channels.reply().send(HttpChunk.end());
                        })) {
            assertThatThrownBy(() -> client.get("/").send())
                    .isInstanceOf(AssertionError.class)
                    .hasCauseInstanceOf(UnsupportedMessageException.class);
        }
    }

    @Test
    void messagesAtTheWrongTimeAreRefused() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            var reply = channels.reply();
                            assertThatThrownBy(() -> reply.send(HttpChunk.text("early")))
                                    .isInstanceOf(UnsupportedMessageException.class);
                            assertThatThrownBy(reply::receive)
                                    .isInstanceOf(UnsupportedMessageException.class);
                            assertThatThrownBy(() -> channels.channel("groups"))
                                    .isInstanceOf(UnsupportedMessageException.class);
                            text(channels, "fine");
                            assertThatThrownBy(() -> reply.send(HttpResponse.text("again")))
                                    .isInstanceOf(UnsupportedMessageException.class);
                        })) {
            client.get("/").send().expectText("fine");
        }
    }

    @Test
    void aFailureNobodyWaitedForIsThrownInTheEnd() throws Exception {
        var client =
                client(
                        (_, channels) -> {
                            text(channels, "fine");
                            throw new IllegalStateException("late");
                        });
        client.get("/").send().expectText("fine");
        assertThatThrownBy(client::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nobody waited for")
                .hasCauseInstanceOf(IllegalStateException.class);
        client.close();
    }

    @Test
    void silenceIsAnError() throws Exception {
        var never = new CountDownLatch(1);
        var options = TestOptions.defaults().withTimeout(Duration.ofMillis(100));
        try (var client = client(options, (_, _) -> never.await())) {
            assertThatThrownBy(() -> client.get("/slow").send())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("GET /slow")
                    .hasMessageContaining("100 ms");
            never.countDown();
        }
    }

    // ---- clients that go away

    @Test
    void closingAStreamIsADisconnect() throws Exception {
        var seen = new CompletableFuture<Message>();
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            channels.reply().send(HttpChunk.text("x"));
                            seen.complete(channels.body().receive());
                        })) {
            try (var stream = client.get("/").stream()) {
                assertThat(stream.nextText()).isEqualTo("x");
            }
            assertThat(seen.get(5, TimeUnit.SECONDS))
                    .isEqualTo(new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE));
        }
    }

    @Test
    void whoWritesOnIsToldToo() throws Exception {
        var seen = new CompletableFuture<Exception>();
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            try {
                                while (true) {
                                    channels.reply().send(HttpChunk.of(new byte[10_000]));
                                }
                            } catch (IOException e) {
                                seen.complete(e);
                                throw e;
                            }
                        })) {
            try (var stream = client.get("/").stream()) {
                assertThat(stream.nextBytes()).isNotEmpty();
            }
            assertThat(seen.get(5, TimeUnit.SECONDS)).isInstanceOf(DisconnectedException.class);
        }
    }

    @Test
    void aWriterIsHeldBack() throws Exception {
        var sent = new AtomicInteger();
        var parked = new CompletableFuture<Thread>();
        try (var client =
                        client(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    parked.complete(Thread.currentThread());
                                    for (int i = 0; i < 4096; i++) {
                                        channels.reply().send(HttpChunk.of(new byte[16 * 1024]));
                                        sent.incrementAndGet();
                                    }
                                    channels.reply().send(HttpChunk.end());
                                });
                var stream = client.get("/").stream()) {
            Thread writer = parked.get(5, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (writer.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(sent.get()).isLessThan(4096);
            long count = 0;
            for (byte[] piece = stream.nextBytes(); piece != null; piece = stream.nextBytes()) {
                count += piece.length;
            }
            assertThat(count).isEqualTo(4096 * 16 * 1024);
        }
    }

    @Test
    void closingTheClientClosesItsStreams() throws Exception {
        var seen = new CompletableFuture<Message>();
        var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            seen.complete(channels.body().receive());
                        });
        client.get("/").stream();
        client.close();
        assertThat(seen.get(5, TimeUnit.SECONDS)).isInstanceOf(HttpDisconnect.class);
    }

    // ---- the lifespan

    @Test
    void theApplicationStartsAndShutsDown() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        App app =
                (message, channels) -> {
                    seen.add(message.type());
                    if (message instanceof HttpRequest) {
                        text(channels, "");
                    }
                };
        try (var client = kind.of(app)) {
            assertThat(seen).containsExactly("lifespan.startup");
            client.get("/").send();
        }
        assertThat(seen).containsExactly("lifespan.startup", "http.request", "lifespan.shutdown");
    }

    @Test
    void aFailingStartIsThrown() {
        App app =
                (message, _) -> {
                    if (message instanceof LifespanStartup) {
                        throw new IllegalStateException("no database");
                    }
                };
        assertThatThrownBy(() -> kind.of(app))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("no database");
    }

    @Test
    void aFailingShutdownIsThrown() throws Exception {
        App app =
                (message, _) -> {
                    if (message instanceof LifespanShutdown) {
                        throw new IllegalStateException("stuck");
                    }
                };
        var client = kind.of(app);
        assertThatThrownBy(client::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("stuck");
    }

    @Test
    void anApplicationThatKnowsNoLifespanIsFine() throws Exception {
        App app = (_, channels) -> channels.reply().send(HttpResponse.text("always"));
        try (var client = kind.of(app)) {
            client.get("/").send().expectText("always");
        }
    }

    @Test
    void aCallThatWaitsIsToldThatTheServerStops() throws Exception {
        var waits = new CountDownLatch(1);
        var answer = new CompletableFuture<String>();
        var client =
                client(
                        (_, channels) -> {
                            waits.countDown();
                            text(channels, String.valueOf(channels.body().receive()));
                        });
        Thread.startVirtualThread(
                () -> {
                    try {
                        answer.complete(client.get("/").send().text());
                    } catch (InterruptedException | RuntimeException | Error e) {
                        answer.completeExceptionally(e);
                    }
                });
        waits.await();
        client.close();
        assertThat(answer.get(5, TimeUnit.SECONDS)).contains("SERVER_STOPPING");
        assertThatThrownBy(() -> client.get("/").send()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void requestsRunInParallel() throws Exception {
        var both = new CyclicBarrier(2);
        try (var client =
                client(
                        (_, channels) -> {
                            both.await(5, TimeUnit.SECONDS);
                            text(channels, "met");
                        })) {
            var other = new CompletableFuture<String>();
            Thread.startVirtualThread(
                    () -> {
                        try {
                            other.complete(client.get("/").send().text());
                        } catch (InterruptedException | RuntimeException | Error e) {
                            other.completeExceptionally(e);
                        }
                    });
            client.get("/").send().expectText("met");
            assertThat(other.get(5, TimeUnit.SECONDS)).isEqualTo("met");
        }
    }
}
