package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies read into an array of the application's.
class BodyReadTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] readAll(HttpRequest request, Channels channels, int room)
            throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(request.content());
        byte[] target = new byte[room + 7];
        while (request.moreContent()) {
            int count = channels.body().read(target, 7, room);
            if (count < 0) {
                break;
            }
            assertThat(count).isBetween(1, room);
            body.write(target, 7, count);
        }
        return body.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 65_536, 1_000_000})
    void aBodyArrivesWhole(int room) throws Exception {
        int size = room == 1 ? 2000 : 3_000_000;
        byte[] sent = random(size);
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    got.complete(readAll(request, channels, room));
                                    channels.reply().send(HttpResponse.text("thanks"));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            client.send(sent);
            assertThat(client.read().text()).isEqualTo("thanks");
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("thanks");
        }
    }

    @Test
    void chunksAreJoinedAndTrailersAreStillTold() throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    String text = new String(readAll(request, channels, 4), UTF_8);
                                    var last = (HttpChunk) channels.body().receive();
                                    got.complete(text + " " + last.trailers().get("sum"));
                                    assertThat(channels.body().read(new byte[1], 0, 1))
                                            .isEqualTo(-1);
                                    channels.reply().send(HttpResponse.text("thanks"));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (String piece :
                    new String[] {
                        "3\r\nabc\r\n", "2\r\nd", "e\r\n1\r\n", "f\r\n0\r\nsum: 6\r\n\r\n"
                    }) {
                client.send(piece);
            }
            assertThat(client.read().text()).isEqualTo("thanks");
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("abcdef 6");
        }
    }

    @Test
    void readingAndReceivingMayAlternate() throws Exception {
        byte[] sent = random(300_000);
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    got.complete(alternate(request, channels));
                                    channels.reply().send(HttpResponse.text("thanks"));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n");
            client.send(sent);
            assertThat(client.read().text()).isEqualTo("thanks");
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
        }
    }

    private static byte[] alternate(HttpRequest request, Channels channels) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(request.content());
        byte[] target = new byte[100];
        boolean more = request.moreContent();
        while (more) {
            int count = channels.body().read(target, 0, 100);
            body.write(target, 0, Math.max(0, count));
            if (channels.body().receive() instanceof HttpChunk chunk) {
                body.writeBytes(chunk.content());
                more = chunk.moreContent();
            }
        }
        return body.toByteArray();
    }

    @Test
    void aClientThatLeavesInTheMiddleIsAnError() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (Server server =
                Serve.start(
                        (request, channels) -> {
                            try {
                                readAll(request, channels, 100);
                                failure.complete(new AssertionError("whole"));
                            } catch (Exception e) {
                                failure.complete(e);
                                throw e;
                            }
                        })) {
            try (RawClient client = RawClient.to(server)) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            }
            assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(DisconnectedException.class);
        }
    }

    @Test
    void anInterruptedReaderLosesNothing() throws Exception {
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    waiting.complete(Thread.currentThread());
                                    got.complete(readThoughInterrupted(request, channels));
                                    channels.reply().send(HttpResponse.text("thanks"));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
            waiting.get(10, TimeUnit.SECONDS).interrupt();
            client.send("Hello");
            assertThat(client.read().text()).isEqualTo("thanks");
            assertThat(new String(got.get(10, TimeUnit.SECONDS), UTF_8)).isEqualTo("Hello");
        }
    }

    /// The interruption may come before the bytes, or after.
    private static byte[] readThoughInterrupted(HttpRequest request, Channels channels)
            throws Exception {
        byte[] target = new byte[100];
        try {
            int count = channels.body().read(target, 0, 100);
            assertThat(count).isEqualTo(5);
            return Arrays.copyOf(target, count);
        } catch (InterruptedException _) {
            return readAll(request, channels, 100);
        }
    }

    @Test
    void onlyBodiesAreRead() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    try {
                                        channels.reply().read(new byte[1], 0, 1);
                                    } catch (UnsupportedMessageException e) {
                                        failure.complete(e);
                                    }
                                    assertThat(channels.body().read(new byte[1], 0, 1))
                                            .isEqualTo(-1);
                                    assertThat(channels.body().read(new byte[1], 0, 0)).isZero();
                                    assertThatThrownBy(
                                                    () -> channels.body().read(new byte[1], 1, 1))
                                            .isInstanceOf(IndexOutOfBoundsException.class);
                                    channels.reply().send(HttpResponse.text("none"));
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().text()).isEqualTo("none");
            assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("not the body");
        }
    }
}
