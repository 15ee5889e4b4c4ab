package dev.skein.testing;

import dev.skein.app.DisconnectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One direction of a connection in memory: a queue that holds its writer back while too much waits in it, as the buffers of a socket
/// do. Thread-safe.
final class MemoryPipe<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<T> waiting = new ArrayDeque<>();
    private final ToLongFunction<T> size;
    private final long most;
    private final String what;
    private long bytes;
    private boolean ended;
    private boolean aborted;
    private boolean readerGone;
    private boolean discarding;
    private @Nullable Throwable readerFailure;

    /// Whether the writer has to wait until most of it is gone.
    private boolean full;

    /// @param most how many bytes may wait before the writer does
    /// @param what who is gone when the reader is
    MemoryPipe(ToLongFunction<T> size, long most, String what) {
        this.size = size;
        this.most = most;
        this.what = what;
    }

    // ---- the writer's side

    /// Puts one in without waiting.
    ///
    /// @throws DisconnectedException if the reader is gone
    void put(T piece) throws DisconnectedException {
        lock.lock();
        try {
            requireReader();
            if (discarding) {
                return;
            }
            waiting.add(piece);
            bytes += size.applyAsLong(piece);
            full |= bytes > most;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while too much waits.
    ///
    /// @throws DisconnectedException if the reader goes away meanwhile
    void awaitRoom() throws DisconnectedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (full) {
                changed.await();
                requireReader();
            }
        } finally {
            lock.unlock();
        }
    }

    private void requireReader() throws DisconnectedException {
        if (readerGone) {
            throw new DisconnectedException(what + " is gone");
        }
    }

    /// Nothing follows.
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing follows although something should: the reader is told when it has taken what is there.
    void abort() {
        lock.lock();
        try {
            aborted = true;
        } finally {
            lock.unlock();
        }
        end();
    }

    boolean isReaderGone() {
        lock.lock();
        try {
            return readerGone;
        } finally {
            lock.unlock();
        }
    }

    // ---- the reader's side

    /// Takes the next; null at the end.
    ///
    /// @throws TimeoutException if nothing came
    /// @throws IOException if the writer gave up
    @Nullable T take(Duration timeout) throws IOException, InterruptedException, TimeoutException {
        long left = TimeUnit.NANOSECONDS.convert(timeout); // saturates
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                if (aborted) {
                    throw new IOException("the connection was closed in the middle of the answer");
                }
                if (readerFailure != null) {
                    throw new IOException("the request could not be sent", readerFailure);
                }
                if (ended || readerGone) {
                    return null;
                }
                if (left <= 0) {
                    throw new TimeoutException("nothing came within " + timeout.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
            T piece = waiting.remove();
            taken(size.applyAsLong(piece));
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private void taken(long count) {
        bytes -= count;
        if (full && bytes <= most / 4) {
            full = false;
            changed.signalAll();
        }
    }

    /// Drops what waits and what comes, without the writer's knowledge.
    void discard() {
        lock.lock();
        try {
            discarding = true;
            clear();
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        waiting.clear();
        bytes = 0;
        full &= readerGone; // then the writer has to be told
        changed.signalAll();
    }

    /// Drops what waits; nobody will take anything any more.
    ///
    /// @param cause told to a reader who waits all the same; null if there is none
    void closeReader(@Nullable Throwable cause) {
        lock.lock();
        try {
            readerGone = true;
            readerFailure = cause;
            clear();
        } finally {
            lock.unlock();
        }
    }
}
