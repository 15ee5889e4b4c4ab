package dev.skein.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect.Cause;
import dev.skein.app.HttpResponse;
import dev.skein.http.coding.ContentCodings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamTest {
    private final BlockingQueue<String> source = new ArrayBlockingQueue<>(10);

    private static Application app(EventWriter writer) {
        Application app = new Application();
        app.router().get("/", _ -> Response.events(writer));
        return app;
    }

    private TestLive parked() throws InterruptedException {
        TestLive live = TestLive.get(app(events -> events.send(source.take())), "/");
        assertThat(live.next()).isInstanceOf(HttpResponse.class);
        return live;
    }

    private static void assertEnds(TestLive live) throws Exception {
        live.join();
        assertThat(live.next())
                .isInstanceOfSatisfying(
                        HttpChunk.class, end -> assertThat(end.moreContent()).isFalse());
    }

    // ---- sending

    @Test
    void headGoesAtOnce() throws Exception {
        TestLive live = TestLive.get(app(_ -> source.take()), "/");

        HttpResponse head = (HttpResponse) live.next();

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.moreContent()).isTrue();
        assertThat(head.headers().get("content-type")).isEqualTo("text/event-stream");
        assertThat(head.headers().get("cache-control")).isEqualTo("no-store");
        assertThat(head.headers().get("x-accel-buffering")).isEqualTo("no");
        source.add("");
        live.join();
    }

    @Test
    void eachThingGoesAtOnce() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    events.retry(Duration.ofMillis(1500));
                                    events.comment("hello");
                                    events.send("a\nb");
                                    events.sendJson(Map.of("n", 1));
                                    events.send(ServerSentEvent.of("c").withId("7"));
                                    source.take();
                                }),
                        "/");

        live.next();
        assertThat(live.nextText()).isEqualTo("retry: 1500\n\n");
        assertThat(live.nextText()).isEqualTo(": hello\n\n");
        assertThat(live.nextText()).isEqualTo("data: a\ndata: b\n\n");
        assertThat(live.nextText()).isEqualTo("data: {\"n\":1}\n\n");
        assertThat(live.nextText()).isEqualTo("id: 7\ndata: c\n\n");
        source.add("");
        live.join();
    }

    @Test
    void endsProperlyWhenTheWriterReturns() throws Exception {
        TestLive live = TestLive.get(app(events -> events.send("a")), "/");

        live.next();
        assertThat(live.nextText()).isEqualTo("data: a\n\n");
        assertEnds(live);
    }

    @Test
    void failureOfTheWriterReachesTheServer() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                _ -> {
                                    throw new IllegalStateException("broken");
                                }),
                        "/");

        assertThatThrownBy(live::join).hasRootCauseMessage("broken");
        live.next();
        assertThat(live.isSilent()).as("no end: the client must see that it is not whole").isTrue();
    }

    @Test
    void eventsOfManyThreadsStayWhole() throws Exception {
        int each = 50;
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    Thread[] threads = new Thread[4];
                                    for (int i = 0; i < threads.length; i++) {
                                        threads[i] =
                                                Thread.startVirtualThread(
                                                        () -> sendMany(events, each));
                                    }
                                    for (Thread thread : threads) {
                                        thread.join();
                                    }
                                }),
                        "/");
        live.next();

        for (int i = 0; i < 4 * each; i++) {
            assertThat(live.nextText()).matches("data: x\n(data: y\n)+\n");
        }
        assertEnds(live);
    }

    private static void sendMany(EventStream events, int count) {
        try {
            for (int i = 0; i < count; i++) {
                events.send("x" + "\ny".repeat(i + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobodySendsAfterTheWriter() throws Exception {
        List<EventStream> leaked = new ArrayList<>();
        TestLive live = TestLive.get(app(leaked::add), "/");
        live.join();

        assertThat(leaked.getFirst().isOpen()).isFalse();
        assertThatThrownBy(() -> leaked.getFirst().send("late"))
                .isInstanceOf(DisconnectedException.class)
                .hasMessageContaining("returned");
    }

    // ---- the end

    @ParameterizedTest
    @EnumSource(Cause.class)
    void writerThatWaitsElsewhereLearnsOfTheEnd(Cause cause) throws Exception {
        TestLive live = parked();
        try (TestLog log = new TestLog()) {
            live.end(cause);

            if (cause == Cause.SERVER_STOPPING) {
                assertEnds(live);
            } else {
                assertThatThrownBy(live::join).hasCauseInstanceOf(DisconnectedException.class);
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void interruptionMayBeWrapped() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                _ -> {
                                    try {
                                        source.take();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException("wrapped", e);
                                    }
                                }),
                        "/");
        live.next();

        live.end(Cause.SERVER_STOPPING);

        assertEnds(live);
    }

    @Test
    void failureOnTheWayOutIsStillAFailure() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                _ -> {
                                    try {
                                        source.take();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException("broken");
                                    }
                                }),
                        "/");
        live.next();

        live.end(Cause.SERVER_STOPPING);

        assertThatThrownBy(live::join).hasRootCauseMessage("broken");
    }

    @Test
    void lastWordsWhenTheServerStops() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    try {
                                        source.take();
                                    } catch (InterruptedException e) {
                                        events.send("bye, open " + events.isOpen());
                                    }
                                }),
                        "/");
        live.next();

        live.end(Cause.SERVER_STOPPING);

        assertThat(live.nextText()).isEqualTo("data: bye, open false\n\n");
        assertEnds(live);
    }

    @Test
    void writerThatNeverWaitsLearnsOfTheEndAtItsNextSend() throws Exception {
        BlockingQueue<Throwable> thrown = new ArrayBlockingQueue<>(1);
        TestLive live =
                TestLive.get(
                        app(
                                events -> {
                                    try {
                                        while (true) {
                                            events.send("on and on");
                                        }
                                    } catch (IOException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                }),
                        "/");
        live.next();

        live.end(Cause.SERVER_STOPPING);

        live.join();
        assertThat(thrown.take()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void interruptionByOthersIsTheirs() throws Exception {
        TestLive live =
                TestLive.get(
                        app(
                                _ -> {
                                    throw new InterruptedException("cancelled");
                                }),
                        "/");

        assertThatThrownBy(live::join)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void nothingOfTheInterruptionIsLeftAfterTheWriter() throws Exception {
        BlockingQueue<Boolean> interrupted = new ArrayBlockingQueue<>(1);
        Application app = new Application();
        app.router()
                .get(
                        "/",
                        request -> {
                            request.closeAtEnd(
                                    () -> interrupted.add(Thread.currentThread().isInterrupted()));
                            return Response.events(
                                    events -> {
                                        while (events.isOpen()) {
                                            Thread.onSpinWait();
                                        }
                                    });
                        });
        TestLive live = TestLive.get(app, "/");
        live.next();

        live.end(Cause.SERVER_STOPPING);

        assertEnds(live);
        assertThat(interrupted.take()).isFalse();
    }

    @Test
    void codedEventsGoAtOnceToo() throws Exception {
        Application app = app(events -> events.send(source.take()));
        app.use((request, next) -> coded(next.handle(request)));
        TestLive live = TestLive.get(app, "/");
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        coded.writeBytes(((HttpResponse) live.next()).content());

        source.add("a");
        coded.writeBytes(((HttpChunk) live.next()).content());

        InputStream plain = new GZIPInputStream(new ByteArrayInputStream(coded.toByteArray()));
        assertThat(plain.readNBytes(9))
                .as("all of it, before the end")
                .asString()
                .isEqualTo("data: a\n\n");
        live.join();
    }

    /// As a middleware does it.
    private static Response coded(Response response) {
        if (!(response.body() instanceof Body.Stream(StreamBody writer))) {
            throw new AssertionError("expected a stream, got " + response);
        }
        return response.withBody(
                new Body.Stream(
                        out -> {
                            out.encode(
                                    requireNonNull(ContentCodings.installed().find("gzip"))
                                            .encoder());
                            writer.write(out);
                        }));
    }

    // ---- coming back

    @Test
    void idOfTheLastEventIsText() throws Exception {
        assertThat(lastEventId()).isNull();
        assertThat(lastEventId("last-event-id", "17")).isEqualTo("17");
        assertThat(lastEventId("last-event-id", "")).isNull();
        assertThat(lastEventId("last-event-id", "gr\u00c3\u00bcn"))
                .as("UTF-8")
                .isEqualTo("gr\u00fcn");
        assertThat(lastEventId("last-event-id", "gr\u00fcn")).as("no UTF-8").isNull();
    }

    private static @Nullable String lastEventId(String... headers) throws Exception {
        List<@Nullable String> seen = new ArrayList<>();
        TestLive.get(app(events -> seen.add(events.lastEventId())), "/", headers).join();
        return seen.getFirst();
    }
}
