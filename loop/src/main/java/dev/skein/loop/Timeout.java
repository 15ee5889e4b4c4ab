package dev.skein.loop;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
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

    /// The innermost limit that the running code is under.
    private static final ScopedValue<Timeout> ENCLOSING = ScopedValue.newInstance();

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);
    private final Thread thread = Thread.currentThread();
    private final @Nullable Timeout enclosing = enclosing();
    private final @Nullable CarriedTask<?> task = (CarriedTask<?>) Task.current();
    private final boolean cancelledBefore = isCancelled();
    private final boolean expiredBefore = isEnclosingExpired();

    private Timeout() {}

    /// Another thread's limit may be in scope, where structured concurrency has handed it down.
    private static @Nullable Timeout enclosing() {
        Timeout timeout = ENCLOSING.isBound() ? ENCLOSING.get() : null;
        return timeout != null && timeout.thread == Thread.currentThread() ? timeout : null;
    }

    private boolean isCancelled() {
        return task != null && task.isCancelRequested();
    }

    private boolean isEnclosingExpired() {
        return enclosing != null && (enclosing.hasFired() || enclosing.isEnclosingExpired());
    }

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
            return ScopedValue.where(ENCLOSING, timeout).call(body::call);
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
        long nanos = TimeUnit.NANOSECONDS.convert(limit); // saturates
        Future<?> expiry =
                ForkJoinPool.commonPool().schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
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

    /// After this no interruption comes any more, and one that came and was not noticed is taken back; but not the one that an
    /// enclosing limit or the task's cancellation has sent meanwhile.
    private void finish() {
        if (phase.compareAndSet(Phase.RUNNING, Phase.DONE)) {
            return;
        }
        while (phase.get() == Phase.INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
        if ((isCancelled() && !cancelledBefore) || (isEnclosingExpired() && !expiredBefore)) {
            thread.interrupt();
        }
    }
}
