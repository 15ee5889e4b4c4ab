package dev.skein.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A platform thread that drives a loop until the loop stops or is handed to another driver, and then waits to be of use
/// again. A loop's drivers belong to that loop; at any time one of them at most holds it, the others are stuck in a step
/// they took with them, run [Heirs] beside it, or are idle.
final class Driver extends Thread {
    private static final long RETIRE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final VarHandle STEP = stepHandle();

    final LoopCore core;

    /// The number of the step this driver began last; see [Ownership]. Written by this thread only while it holds the loop, and
    /// by whoever assigns the loop to it before it wakes.
    long turn;

    /// How many times runtime code has entered again while this driver already held the loop.
    int depth;

    /// Who entered the loop last in a step of this driver.
    @Nullable Thread entrant;

    /// The step being run, or null between steps. Written by this thread only.
    private volatile @Nullable Step step;

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

    /// Gives this driver heirs to run beside the loop, which it does not get.
    void assignHeirs() {
        assign(Ownership.NO_TURN);
    }

    @Nullable Step step() {
        return step;
    }

    void step(@Nullable Step now) {
        STEP.setRelease(this, now);
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

    private static VarHandle stepHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(Driver.class, "step", Step.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
