package dev.skein.server;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes entries from the loops and gives them to their consumer on a thread of its own, so that no connection waits for a disk
/// or terminal. When the consumer is slower than the server, entries are dropped and counted rather than kept without end.
final class AccessLog implements AutoCloseable {
    private static final int WAITING = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /// Without locks, for tasks add to it while they hold their loop and must not be parked then.
    private final ConcurrentLinkedQueue<AccessLogEntry> queue = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean writerSleeps;
    private volatile boolean closing;
    private final @Nullable Thread writer;

    AccessLog(@Nullable Consumer<AccessLogEntry> consumer) {
        writer =
                consumer == null
                        ? null
                        : Thread.ofPlatform()
                                .daemon()
                                .name("skein-access-log")
                                .start(() -> write(consumer));
    }

    boolean isOn() {
        return writer != null;
    }

    void add(AccessLogEntry entry) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        queue.add(entry);
        if (writerSleeps) {
            writerSleeps = false;
            LockSupport.unpark(writer);
        }
    }

    private void write(Consumer<AccessLogEntry> consumer) {
        while (true) {
            AccessLogEntry next = queue.poll();
            if (next != null) {
                waiting.decrementAndGet();
                give(consumer, next);
            } else if (dropped.get() > 0) {
                reportDropped();
            } else if (closing) {
                return;
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        writerSleeps = true;
        if (queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        writerSleeps = false;
    }

    private static void give(Consumer<AccessLogEntry> consumer, AccessLogEntry entry) {
        try {
            consumer.accept(entry);
        } catch (RuntimeException | Error e) {
            Server.LOG.log(Level.ERROR, "the access log failed", e);
        }
    }

    private void reportDropped() {
        Server.LOG.log(
                Level.WARNING,
                "the access log was too slow: {0} entries were dropped",
                dropped.getAndSet(0));
    }

    /// Writes what is queued and ends; gives a consumer that is stuck up after a while.
    @Override
    public void close() {
        if (writer == null) {
            return;
        }
        closing = true;
        LockSupport.unpark(writer);
        boolean interrupted = Thread.interrupted();
        try {
            if (!writer.join(PATIENCE)) {
                Server.LOG.log(
                        Level.WARNING,
                        "the access log is stuck: {0} entries were not written",
                        waiting.get());
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
