package dev.skein.loop;

import org.jspecify.annotations.Nullable;

/// One thing a loop has to run, and the link that holds it in a queue: a task's continuation, a callback, an operation
/// posted by another thread. A step is in at most one queue at a time, so queueing allocates nothing.
abstract class Step {
    @Nullable Step next;

    /// Runs on the driver's thread. What it throws goes to the loop's exception handler.
    abstract void proceed();

    /// True for the toolkit's own code, which runs while the driver holds the loop and cannot be handed off; false for user
    /// code, which runs as a step of its own.
    boolean isRuntime() {
        return false;
    }

    /// Whose stack and name a report about this step shows.
    abstract Object subject();
}
