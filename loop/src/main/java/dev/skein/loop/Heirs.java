package dev.skein.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The steps of tasks that a monitor has been left to.
///
/// A virtual thread that runs into a held monitor gives up its thread and stands in the monitor's queue. When the holder leaves,
/// the JDK wakes the first of the queue, the heir presumptive, and nobody else until that one has run. If the heir is a task of a
/// loop whose driver waits further back in the same queue, in the middle of its own work, each waits for the other.
///
/// So heirs do not stand among the other steps, which only the loop's driver may touch, but here, where any driver may take them.
/// The loop's own takes them in each turn. When it does not come to that, a helper runs them beside the loop, as a step goes on that
/// has lost it. Steps of threads that a task has started are here too: whether they are heirs, nobody can tell.
final class Heirs {
    /// How long a helper waits for the next heir: in a long queue one follows another.
    private static final int HELPER_LOOKS = 20;

    private static final long HELPER_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);

    private final LoopCore core;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private volatile boolean helperComes;

    Heirs(LoopCore core) {
        this.core = core;
    }

    void add(Step step) {
        steps.add(step);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /// How many there are: so many one may run before it looks at other things, lest those that come again keep it for ever.
    int size() {
        return steps.isEmpty() ? 0 : steps.size();
    }

    @Nullable Step poll() {
        return steps.poll();
    }

    /// Takes a step of the same thread out; null if there is none.
    @Nullable Step take(Step ofSameThread) {
        Step found = null;
        for (Step step : steps) {
            if (step.isSameThreadAs(ofSameThread)) {
                found = step;
            }
        }
        return found != null && steps.remove(found) ? found : null;
    }

    /// Sends a helper, unless there is nothing to do or one is on its way. For those who see that the loop's driver does not come
    /// to it: the watchdog, and that driver itself.
    void help() {
        if (isEmpty() || helperComes) {
            return;
        }
        Driver helper = core.drivers().helper();
        if (helper == null) {
            core.reports().allStuck();
        } else {
            helperComes = true;
            helper.assignHeirs();
        }
    }

    /// What a helper does: runs heirs, as long as the loop is held by what held it when the helper came.
    void runBeside(Driver helper) {
        helperComes = false;
        long seen = core.ownership().sample();
        int vain = 0;
        while (vain < HELPER_LOOKS
                && !Ownership.isUser(seen)
                && core.ownership().sample() == seen) {
            if (runAll(helper)) {
                vain = 0;
            } else {
                vain++;
                LockSupport.parkNanos(this, HELPER_PAUSE);
            }
        }
        core.drivers().release(helper);
    }

    /// Runs all but one whose step the loop's driver is in: that one holds the loop, and goes on there.
    private boolean runAll(Driver helper) {
        boolean ran = false;
        for (int n = size(); n > 0; n--) {
            Step heir = poll();
            if (heir != null && heir.isSameThreadAs(core.stepOfHolder())) {
                core.scheduleHeir(heir);
            } else if (heir != null) {
                core.runBeside(helper, heir);
                ran = true;
            }
        }
        return ran;
    }
}
