package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A side that is slow holds the other back, and costs no memory.
class BackPressureTest {
    private static final int MANY = 2000;

    @Test
    void aClientIsHeldBackWhileTheApplicationDoesNotRead() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        long size = 100_000_000;
        AtomicLong largest = new AtomicLong();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    if (!request.moreContent()) {
                                        Serve.hello(request, channels);
                                        return;
                                    }
                                    Await.open(go);
                                    long read = request.content().length;
                                    while (channels.body().receive() instanceof HttpChunk chunk) {
                                        read += chunk.content().length;
                                        largest.accumulateAndGet(chunk.content().length, Math::max);
                                        if (!chunk.moreContent()) {
                                            break;
                                        }
                                    }
                                    channels.reply().send(HttpResponse.text("" + read));
                                });
                RawClient client = RawClient.to(server);
                RawClient other = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            Stuffer stuffer = Stuffer.start(client, new byte[100_000], (int) (size / 100_000));
            stuffer.awaitStuck();
            assertThat(stuffer.sent()).isLessThan(size / 2);
            go.countDown();
            assertThat(client.read().text()).isEqualTo("" + size);
            stuffer.awaitEnd();
            assertThat(stuffer.failure()).isNull();
            assertThat(largest.get()).isLessThan(1_000_000);
            assertThat(other.get("/").read().text()).isEqualTo("hello /");
        }
    }

    @Test
    void anApplicationIsHeldBackWhileTheClientDoesNotRead() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    for (int i = 0; i < MANY; i++) {
                                        channels.reply().send(HttpChunk.of(new byte[50_000]));
                                        sent.incrementAndGet();
                                    }
                                    channels.reply().send(HttpChunk.end());
                                });
                RawClient client = RawClient.withSmallWindow(server)) {
            client.get("/");
            client.exactly(100);
            awaitStuck(sent);
            assertThat(sent.get()).isLessThan(MANY / 2);
            client.skip(MANY * 50_000L);
            Await.until("the application went on", () -> sent.get() >= MANY);
        }
    }

    private static void awaitStuck(AtomicInteger counter) throws Exception {
        long[] last = {-1, System.nanoTime()};
        Await.until(
                "the application is held back",
                () -> {
                    long now = System.nanoTime();
                    if (counter.get() != last[0]) {
                        last[0] = counter.get();
                        last[1] = now;
                    }
                    return last[0] > 0 && now - last[1] > 300_000_000;
                });
    }

    @Test
    void oneHugePieceHoldsTheApplicationBackToo() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        int size = 50_000_000;
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply()
                                            .send(
                                                    HttpResponse.of(
                                                            200, Headers.EMPTY, new byte[size]));
                                    sent.countDown();
                                });
                RawClient client = RawClient.withSmallWindow(server)) {
            client.get("/").exactly(20);
            Thread.sleep(300); // time enough to go on by mistake
            assertThat(sent.getCount()).isEqualTo(1);
            client.exactly(size);
            Await.open(sent);
        }
    }

    @Test
    void aParkedSenderLearnsThatItsClientLeft() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(1);
        try (Server server =
                Serve.start(
                        (_, channels) -> {
                            try {
                                channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                while (true) {
                                    channels.reply().send(HttpChunk.of(new byte[50_000]));
                                    sent.incrementAndGet();
                                }
                            } catch (dev.skein.app.DisconnectedException e) {
                                over.countDown();
                                throw e;
                            }
                        })) {
            RawClient client = RawClient.withSmallWindow(server);
            client.get("/");
            client.exactly(100);
            awaitStuck(sent);
            client.reset();
            Await.open(over);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }
}
