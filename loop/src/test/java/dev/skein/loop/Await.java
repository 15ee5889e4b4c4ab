package dev.skein.loop;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread brings about, and fails rather than hang.
final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    static void latch(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the latch stayed at " + latch.getCount());
        }
    }

    /// Until `loop` has done what was queued before. Not by a task: on the default scheduler a task does not pass through the
    /// loop's queue.
    static void loop(EventLoop loop) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        loop.callSoonThreadsafe(reached::countDown);
        latch(reached);
    }

    /// Until `loop` serves no connection any more, and none that is being made.
    static void noConnection(EventLoop loop) {
        until("no connection left", () -> !hasConnection(loop));
    }

    private static boolean hasConnection(EventLoop loop) {
        AtomicBoolean found = new AtomicBoolean();
        CountDownLatch looked = new CountDownLatch(1);
        loop.run(
                () -> {
                    for (SelectionKey key : loop.core.poller().keys()) {
                        if (key.channel() instanceof SocketChannel) {
                            found.set(true);
                        }
                    }
                    looked.countDown();
                });
        try {
            latch(looked);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return found.get();
    }

    static void end(Thread thread) throws InterruptedException {
        if (!thread.join(LIMIT)) {
            throw new AssertionError(thread + " did not end");
        }
    }
}
