package dev.skein.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A platform thread that drives a loop until the loop stops or is handed to another driver, and then waits to be of use
/// again. A loop's drivers belong to that loop; at any time one of them at most holds it, the others are stuck in a step
/// they took with them or idle.
final class Driver extends Thread {
    private static final long RETIRE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

    final LoopCore core;

    /// The number of the step this driver began last; see [Ownership]. Written by this thread only while it holds the loop, and
    /// by whoever assigns the loop to it before it wakes.
    long turn;

    /// How many times runtime code has entered again while this driver already held the loop.
    int depth;

    /// The step being run, or null between steps.
    volatile @Nullable Step step;

    private volatile boolean assigned;

    Driver(LoopCore core, String name) {
        super(null, null, name, 0, false);
        this.core = core;
        setDaemon(true);
    }

    /// Gives the loop to this driver, whose first step will have a number above `atTurn`.
    void assign(long atTurn) {
        turn = atTurn;
        depth = 0;
        assigned = true;
        LockSupport.unpark(this);
    }

    @Override
    public void
            run() { // drive() gives the driver back to Drivers, so it may be assigned again before
        // it returns
        while (awaitAssignment()) {
            assigned = false;
            core.drive(this);
        }
    }

    private boolean awaitAssignment() {
        long deadline = System.nanoTime() + RETIRE_AFTER_NANOS;
        while (!assigned) {
            if (core.isClosed()) {
                return false;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0 && core.drivers().retire(this)) {
                return false;
            }
            LockSupport.parkNanos(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
        }
        return true;
    }
}
