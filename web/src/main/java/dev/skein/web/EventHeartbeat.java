package dev.skein.web;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has an [EventStream] say something now and then while nobody else does: proxies close what is silent, and only a client that is sent
/// something can be found gone. The timer only looks at the clock; a virtual thread does the sending, which may have to wait.
final class EventHeartbeat {
    private final EventStream events;
    private long interval;
    private @Nullable ScheduledFuture<?> next;
    private boolean beating;
    private boolean stopped;

    EventHeartbeat(EventStream events) {
        this.events = events;
    }

    /// @param time null for never
    synchronized void every(@Nullable Duration time) {
        interval = time == null ? 0 : nanos(time);
        cancelNext();
        schedule(interval);
    }

    private static long nanos(Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(
                    "expected a positive time between heartbeats, or null for none, got " + time);
        }
        return TimeUnit.NANOSECONDS.convert(time); // the longest there is, where that is too long
    }

    /// No beat begins any more; one may still be on its way.
    synchronized void stop() {
        stopped = true;
        cancelNext();
    }

    private void cancelNext() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    private void schedule(long nanos) {
        if (interval > 0 && !beating && !stopped) {
            next = ForkJoinPool.commonPool().schedule(this::due, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void due() {
        if (stopped || interval == 0 || beating) {
            return;
        }
        long left = interval - events.silence();
        if (left > 0) {
            schedule(left);
            return;
        }
        beating = true;
        Thread.ofVirtual()
                .name("skein-heartbeat")
                .inheritInheritableThreadLocals(false)
                .start(this::beat);
    }

    private void beat() {
        try {
            events.beat();
        } finally {
            synchronized (this) {
                beating = false;
                schedule(interval);
            }
        }
    }
}
