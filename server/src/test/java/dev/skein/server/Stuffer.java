package dev.skein.server;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends blocks from a thread of its own, and sees when the other side does not take them any more.
final class Stuffer {
    private static final long STUCK_NANOS = 300_000_000;

    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable IOException failure;

    private Stuffer(RawClient client, byte[] block, int times) {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .unstarted(
                                () -> {
                                    try {
                                        for (int i = 0; i < times; i++) {
                                            client.send(block);
                                            sent.addAndGet(block.length);
                                        }
                                    } catch (IOException e) {
                                        failure = e;
                                    }
                                });
    }

    static Stuffer start(RawClient client, byte[] block, int times) {
        Stuffer stuffer = new Stuffer(client, block, times);
        stuffer.thread.start();
        return stuffer;
    }

    long sent() {
        return sent.get();
    }

    @Nullable IOException failure() {
        return failure;
    }

    /// Waits until nothing has moved for a while.
    void awaitStuck() throws Exception {
        long[] last = {-1, System.nanoTime()};
        Await.until(
                "the sender is stuck",
                () -> {
                    long now = System.nanoTime();
                    if (sent.get() != last[0]) {
                        last[0] = sent.get();
                        last[1] = now;
                    }
                    return last[0] > 0 && now - last[1] > STUCK_NANOS;
                });
    }

    void awaitEnd() throws InterruptedException {
        thread.join(15_000);
        if (thread.isAlive()) {
            throw new AssertionError("still sending, after " + sent);
        }
    }
}
