package dev.skein.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waiting for a condition, never for a time.
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Await() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still waiting after " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    static void open(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a latch stayed closed for " + PATIENCE);
        }
    }
}
