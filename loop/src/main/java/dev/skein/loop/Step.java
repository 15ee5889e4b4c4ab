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

    /// What becomes of a step that is still queued when its loop is closed.
    enum AfterClose {
        /// It never runs.
        DROP,
        /// It runs on the thread that finds it.
        HERE,
        /// It runs on the JDK's pool: continuations must never be refused, or their threads would hang for ever.
        ELSEWHERE
    }

    AfterClose afterClose() {
        return AfterClose.DROP;
    }

    /// What it runs of a virtual thread: the same object for all steps of the thread. Null for other code.
    @Nullable Runnable continuation() {
        return null;
    }

    /// Whether this and `other` are steps of one virtual thread.
    final boolean isSameThreadAs(@Nullable Step other) {
        Runnable mine = continuation();
        return mine != null && other != null && other.continuation() == mine;
    }

    /// Whose stack and name a report about this step shows.
    abstract Object subject();
}
