package dev.skein.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies read into a buffer of the application's.
class BodyReadTest {
    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] readAll(HttpRequest request, Channels channels, int room)
            throws Exception {
        return readAll(request, channels, ByteBuffer.allocate(room + 7).position(7));
    }

    private static byte[] readAll(HttpRequest request, Channels channels, ByteBuffer target)
            throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(request.content());
        int from = target.position();
        while (request.moreContent()) {
            int count = channels.body().read(target);
            if (count < 0) {
                break;
            }
            assertThat(count).isEqualTo(target.position() - from).isPositive();
            byte[] bytes = new byte[count];
            target.get(from, bytes);
            body.writeBytes(bytes);
            target.position(from);
        }
        return body.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "1,false",
        "1000,false",
        "65536,false",
        "1000000,false",
        "1000,true",
        "65536,true",
        "1000000,true"
    })
    void aBodyArrivesWhole(int room, boolean direct) throws Exception {
        int size = room == 1 ? 2000 : 3_000_000;
        byte[] sent = random(size);
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    ByteBuffer target =
                                            direct
                                                    ? ByteBuffer.allocateDirect(room)
                                                    : ByteBuffer.allocate(room);
                                    got.complete(readAll(request, channels, target));
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
    void largeChunksComeIntoADirectBuffer() throws Exception {
        byte[] sent = random(500_000);
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    got.complete(
                                            readAll(
                                                    request,
                                                    channels,
                                                    ByteBuffer.allocateDirect(40_000)));
                                    channels.reply().send(HttpResponse.text("thanks"));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int from = 0; from < sent.length; from += 100_000) {
                client.send("186a0\r\n");
                client.send(Arrays.copyOfRange(sent, from, from + 100_000));
                client.send("\r\n");
            }
            client.send("0\r\n\r\n");
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
                                    assertThat(channels.body().read(ByteBuffer.allocate(1)))
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
            int count = channels.body().read(ByteBuffer.wrap(target));
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
            int count = channels.body().read(ByteBuffer.wrap(target));
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
                                        channels.reply().read(ByteBuffer.allocate(1));
                                    } catch (UnsupportedMessageException e) {
                                        failure.complete(e);
                                    }
                                    assertThat(channels.body().read(ByteBuffer.allocate(1)))
                                            .isEqualTo(-1);
                                    assertThat(channels.body().read(ByteBuffer.allocate(0)))
                                            .isZero();
                                    channels.reply().send(HttpResponse.text("none"));
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().text()).isEqualTo("none");
            assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("not the body");
        }
    }
}
