package dev.skein.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The loop's tasks that a monitor has been left to.
///
/// A virtual thread that runs into a held monitor gives up its thread and stands in the monitor's queue. When the holder leaves,
/// the JDK wakes the first of the queue, its heir presumptive, and nobody else until that one has run. Is the heir a task of a
/// loop whose driver waits further back in the same queue, in the middle of its own work, then each waits for the other.
///
/// So heirs do not stand among the other steps, which only the driver may touch, but here, where the [Watchdog] can have another
/// driver run them beside the loop; like any step, that is, which has lost it.
final class Heirs {
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();

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

    /// Takes one out; false if it is not here.
    boolean remove(Step step) {
        return steps.remove(step);
    }
}
