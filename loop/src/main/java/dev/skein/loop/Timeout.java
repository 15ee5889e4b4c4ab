package dev.skein.loop;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A time limit on a block of code, as `asyncio.timeout`.
///
/// ```java
/// String page = Timeout.within(Duration.ofMillis(1500), () -> fetch(url));
/// ```
public final class Timeout {
    private enum Phase {
        RUNNING,
        INTERRUPTING,
        INTERRUPTED,
        DONE
    }

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    private final Thread thread = Thread.currentThread();

    private Timeout() {}

    /// Calls `body` and interrupts it when it takes longer than `limit`. Works in tasks, where the loop keeps the time, and in any
    /// other thread. Limits nest; each interrupts only its own block.
    ///
    /// @return what the body returned, also when it ignored the interruption
    /// @throws TimeoutException if the interruption ended the body; its cause is what the body threw
    /// @throws Exception what else the body threw
    public static <T extends @Nullable Object> T within(Duration limit, Callable<T> body)
            throws Exception {
        Timeout timeout = new Timeout();
        Runnable disarm = timeout.arm(limit);
        try {
            return body.call();
        } catch (Exception e) {
            if (timeout.hasFired() && Interrupts.isInterruption(e)) {
                TimeoutException expired =
                        new TimeoutException("timed out after " + limit.toMillis() + " ms");
                expired.initCause(e);
                throw expired;
            }
            throw e;
        } finally {
            disarm.run();
            timeout.finish();
        }
    }

    /// [#within(Duration, Callable)] for a body without a result.
    public static void within(Duration limit, TaskBody body) throws Exception {
        Timeout.<@Nullable Void>within(
                limit,
                () -> {
                    body.run();
                    return null;
                });
    }

    private Runnable arm(Duration limit) {
        EventLoop loop = EventLoop.currentOrNull();
        if (loop != null) {
            return loop.callRuntimeLater(limit, this::expire)::cancel;
        }
        CompletableFuture<Void> expiry =
                CompletableFuture.runAsync(
                        this::expire,
                        CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS));
        return () -> expiry.cancel(false);
    }

    private void expire() {
        if (phase.compareAndSet(Phase.RUNNING, Phase.INTERRUPTING)) {
            thread.interrupt();
            phase.set(Phase.INTERRUPTED);
        }
    }

    private boolean hasFired() {
        return phase.get() != Phase.RUNNING;
    }

    /// After this no interruption comes any more, and one that came and was not noticed is taken back.
    private void finish() {
        if (phase.compareAndSet(Phase.RUNNING, Phase.DONE)) {
            return;
        }
        while (phase.get() == Phase.INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }
}
