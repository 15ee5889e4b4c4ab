package dev.skein.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Waiting for a condition.
final class ClientWebSocketWait {
    private ClientWebSocketWait() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still waiting: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Until a count has not changed for a while.
    static void awaitStandstill(AtomicInteger count) throws Exception {
        long[] last = {-1, System.nanoTime()};
        until(
                "nothing moves",
                () -> {
                    if (count.get() != last[0]) {
                        last[0] = count.get();
                        last[1] = System.nanoTime();
                    }
                    return System.nanoTime() - last[1] > 200_000_000;
                });
    }
}
