package dev.skein.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    static void end(Thread thread) throws InterruptedException {
        if (!thread.join(LIMIT)) {
            throw new AssertionError(thread + " did not end");
        }
    }
}
