package dev.skein.server;

import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes entries from the loops and gives them to their consumer on a thread of its own, so that no connection waits for a disk
/// or terminal. When the consumer is slower than the server, entries are dropped and counted rather than kept without end.
final class AccessLog implements AutoCloseable {
    private static final int WAITING = 64 * 1024;
    private static final AccessLogEntry[] NONE = {};

    private final BlockingQueue<AccessLogEntry[]> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
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
        if (!queue.offer(new AccessLogEntry[] {entry})) {
            dropped.incrementAndGet();
        }
    }

    private void write(Consumer<AccessLogEntry> consumer) {
        try {
            for (AccessLogEntry[] next = queue.take(); next.length > 0; next = queue.take()) {
                give(consumer, next[0]);
                reportDropped();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void give(Consumer<AccessLogEntry> consumer, AccessLogEntry entry) {
        try {
            consumer.accept(entry);
        } catch (RuntimeException e) {
            Server.LOG.log(Level.ERROR, "the access log failed", e);
        }
    }

    private void reportDropped() {
        long count = queue.isEmpty() ? dropped.getAndSet(0) : 0;
        if (count > 0) {
            Server.LOG.log(
                    Level.WARNING, "the access log was too slow: {0} entries were dropped", count);
        }
    }

    /// Writes what is queued and ends.
    @Override
    public void close() {
        if (writer == null) {
            return;
        }
        try {
            queue.put(NONE);
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
