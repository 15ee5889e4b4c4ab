package dev.skein.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Who may touch a loop's state at this moment: one 64-bit word, changed by compare-and-set.
///
/// The word is `turn * 2 + mode`. The mode is RUNTIME while toolkit code runs on the loop, USER while a step runs user code.
/// Every step has a turn number of its own, and a hand-off uses one up too, so a driver that knows the number of its step
/// knows with a single compare-and-set whether the loop is still its own; no number ever returns.
///
/// * A driver holds the loop (RUNTIME). [#begin] opens it for one step (USER), [#end] wins it back, or fails: then the loop
///   was handed off during the step, and the driver must touch nothing.
/// * Code in a step that needs the loop takes it with [#enter] and gives it back with [#exit]. Runtime code waits for nothing but monitors; see [Heirs].
/// * The watchdog may take the loop only in USER, with [#take], naming the very word it saw one sample earlier.
final class Ownership {
    /// The number of no step: a driver with this turn does not hold the loop, and cannot enter it.
    static final long NO_TURN = -1;

    private static final long USER = 1;
    private static final VarHandle WORD = handle();

    @SuppressWarnings("UnusedVariable") // read and written through WORD
    private volatile long word;

    /// Opens the loop for the driver's next step.
    void begin(Driver driver) {
        long turn = driver.turn + 1;
        driver.turn = turn;
        WORD.setRelease(this, turn << 1 | USER);
    }

    /// Wins the loop back after a step; false when it was handed off.
    boolean end(Driver driver) {
        return WORD.compareAndSet(this, driver.turn << 1 | USER, driver.turn << 1);
    }

    /// True while `driver` holds the loop in RUNTIME mode.
    boolean isHeldBy(Driver driver) {
        return (long) WORD.getOpaque(this) == driver.turn << 1;
    }

    /// Takes the loop for runtime code running on `driver`; false when the loop was handed off and `driver` is no longer its own.
    boolean enter(Driver driver) {
        long mine = driver.turn << 1;
        long seen = (long) WORD.getOpaque(this);
        if (seen == (mine | USER)) {
            return WORD.compareAndSet(this, mine | USER, mine);
        }
        if (seen == mine) {
            driver.depth++;
            return true;
        }
        return false;
    }

    /// Gives the loop back after [#enter]. Does nothing for a thread that gave up its driver in between, against the rules.
    void exit(Driver driver) {
        if (driver.depth > 0) {
            driver.depth--;
        } else if (isHeldBy(driver)) {
            WORD.setRelease(this, driver.turn << 1 | USER);
        }
    }

    /// The word as it is now, for the watchdog to compare with later.
    long sample() {
        return (long) WORD.getAcquire(this);
    }

    static boolean isUser(long sample) {
        return (sample & USER) != 0;
    }

    static long turnOf(long sample) {
        return sample >>> 1;
    }

    /// Takes the loop away from the step seen in `sample`, which must be in USER mode. Afterwards the loop is held (RUNTIME) at
    /// turn `turnOf(sample) + 1`, for the driver that will be given it.
    boolean take(long sample) {
        return WORD.compareAndSet(this, sample, (turnOf(sample) + 1) << 1);
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Ownership.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
