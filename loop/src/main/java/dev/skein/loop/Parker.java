package dev.skein.loop;

import java.util.concurrent.locks.LockSupport;

/// One thread waiting for one event: a flag and the thread to wake. Made by the thread that will wait.
final class Parker {
    private final Thread thread = Thread.currentThread();
    private volatile boolean signalled;

    void signal() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    /// Waits for the signal.
    ///
    /// @throws InterruptedException if the thread is interrupted first
    void await() throws InterruptedException {
        while (!signalled) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }

    /// Waits for the signal, but not beyond `deadline` on the clock of [System#nanoTime()]; false if the time ran out.
    boolean awaitUntil(long deadline) throws InterruptedException {
        while (!signalled) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }
}
