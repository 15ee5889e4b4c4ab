package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpDisconnect.Cause;
import dev.skein.http.Headers;
import dev.skein.http.coding.ContentCodings;
import dev.skein.server.Server;
import dev.skein.web.exception.HttpNotFound;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseStreamTest {
    private static final String CLOSING = " / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    private static Application app(StreamBody body) {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.router().get("/", _ -> Response.stream("text/plain", body));
        return app;
    }

    @Test
    void whatWasNeverFlushedGoesWhole() throws Exception {
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            out.write("a");
                                            out.write('b');
                                            out.write("c".getBytes(UTF_8));
                                        }),
                                "/")
                        .send();

        assertThat(answer.messages()).hasSize(1);
        assertThat(answer.text()).isEqualTo("abc");
    }

    @Test
    void smallPiecesAreGatheredAndLargeOnesAreNot() throws Exception {
        byte[] large = new byte[100_000];
        Arrays.fill(large, (byte) 'x');
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            for (int i = 0; i < 20_000; i++) {
                                                out.write('a');
                                            }
                                            out.write(large);
                                            large[0] = '!'; // the writer's own array
                                            out.write("end");
                                        }),
                                "/")
                        .send();

        assertThat(answer.text()).isEqualTo("a".repeat(20_000) + "x".repeat(100_000) + "end");
        assertThat(answer.messages()).hasSizeLessThan(6);
        assertThat(answer.isComplete()).isTrue();
    }

    @Test
    void exceptionBeforeTheFirstByteIsAnAnswer() throws Exception {
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            out.write("lost, for it was never sent");
                                            throw new HttpNotFound("no such thing");
                                        }),
                                "/")
                        .send();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("no such thing").doesNotContain("lost");
    }

    @Test
    void exceptionAfterTheFirstByteAbortsTheConnection() throws Exception {
        Application app =
                app(
                        out -> {
                            out.send("begun");
                            throw new IllegalStateException("broken");
                        });
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send("GET" + CLOSING)) {
            String came;
            try {
                came = wire.readToEnd();
            } catch (IOException e) {
                came = "";
            }
            assertThat(came).as("never the end of chunks").doesNotEndWith("0\r\n\r\n");
            server.stop();
            assertThat(log.lines()).anyMatch(line -> line.contains("broken"));
        }
    }

    @Test
    void headRunsNoWriter() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Application app = app(_ -> runs.incrementAndGet());
        try (Server server = TestWire.serve(app)) {
            String answer = TestWire.exchange(server, "HEAD" + CLOSING);

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-type: text/plain")
                    .endsWith("\r\n\r\n");
            assertThat(runs).hasValue(0);
        }
    }

    @Test
    void slowClientHoldsTheWriterBack() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(1);
        Application app =
                app(
                        out -> {
                            try {
                                while (true) {
                                    out.send(new byte[64 * 1024]);
                                    pieces.incrementAndGet();
                                }
                            } finally {
                                gone.countDown();
                            }
                        });
        try (Server server = TestWire.serve(app);
                TestWire wire = TestWire.to(server).send("GET" + CLOSING)) {
            wire.readTo("\r\n\r\n");
            awaitStandstill(pieces);

            assertThat(pieces.get()).as("times 64 KiB").isLessThan(500);

            wire.reset();
            assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitStandstill(AtomicInteger count) {
        int before = -1;
        int now = count.get();
        while (before != now) {
            before = now;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            now = count.get();
        }
    }

    @Test
    void writerLearnsThatTheClientIsGone() {
        TestLive live =
                TestLive.get(
                        app(
                                out -> {
                                    while (true) {
                                        out.send("on and on");
                                    }
                                }),
                        "/");

        live.end(Cause.CLIENT_GONE);

        assertThatThrownBy(live::join).hasCauseInstanceOf(DisconnectedException.class);
    }

    @Test
    void trailersCome() throws Exception {
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            out.write("a");
                                            out.trailers(Headers.of("x-sum", "97"));
                                        }),
                                "/")
                        .send();

        assertThat(answer.text()).isEqualTo("a");
        assertThat(answer.trailers().get("x-sum")).isEqualTo("97");
    }

    @Test
    void codedBodyIsFlushedPieceByPiece(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "0123456789");
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            out.encode(
                                                    requireNonNull(
                                                                    ContentCodings.installed()
                                                                            .find("gzip"))
                                                            .encoder());
                                            out.send("one ");
                                            out.send("two ");
                                            out.writeFile(file, 2, 5);
                                        }),
                                "/")
                        .send();

        assertThat(answer.messages()).hasSizeGreaterThanOrEqualTo(3);
        byte[] decoded =
                new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes();
        assertThat(new String(decoded, UTF_8)).isEqualTo("one two 23456");
    }

    @Test
    void codingComesFirst() throws Exception {
        TestAnswer answer =
                TestCall.get(
                                app(
                                        out -> {
                                            out.write("plain");
                                            assertThatThrownBy(
                                                            () ->
                                                                    out.encode(
                                                                            requireNonNull(
                                                                                            ContentCodings
                                                                                                    .installed()
                                                                                                    .find(
                                                                                                            "gzip"))
                                                                                    .encoder()))
                                                    .isInstanceOf(IllegalStateException.class);
                                        }),
                                "/")
                        .send();

        assertThat(answer.text()).isEqualTo("plain");
    }
}
