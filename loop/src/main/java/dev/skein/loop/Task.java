package dev.skein.loop;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A virtual thread carried by an event loop, and what became of it. Made by [EventLoop#createTask]. All methods may be called
/// from any thread.
///
/// A failure that nobody retrieves with [#join()] or [#failure()] is reported to the loop's exception handler once the task is
/// unreachable or the loop is closed; in debug mode with the stack that created the task.
///
/// @param <T> the result
public abstract sealed class Task<T extends @Nullable Object> extends Step permits CarriedTask {
    /// Where a task stands.
    public enum State {
        /// Not finished.
        RUNNING,
        /// Finished with a result.
        SUCCEEDED,
        /// Ended by an exception.
        FAILED,
        /// Ended because [#cancel()] interrupted it.
        CANCELLED
    }

    Task() {}

    /// The task the caller runs in, or null.
    public static @Nullable Task<?> current() {
        if (VirtualThreads.carrier() instanceof Driver driver) {
            Step step = driver.step();
            return step != null
                            && step.subject() instanceof Task<?> task
                            && Thread.currentThread() == task.thread()
                    ? task
                    : null;
        }
        return CarriedTask.onDefaultScheduler();
    }

    /// Waits until the task has ended and returns its result.
    ///
    /// @throws ExecutionException if the task failed; its cause is what the body threw
    /// @throws CancellationException if the task was cancelled
    /// @throws InterruptedException if the caller is interrupted while it waits; the task goes on
    public abstract T join() throws ExecutionException, InterruptedException;

    /// [#join()] that waits no longer than `limit`.
    ///
    /// @throws TimeoutException if the task has not ended by then; it goes on
    public abstract T join(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException;

    /// Asks the task to end by interrupting its thread; a task that has not begun never does. Returns false if it had ended.
    public abstract boolean cancel();

    /// Where the task stands.
    public abstract State state();

    /// True unless [State#RUNNING].
    public final boolean isDone() {
        return state() != State.RUNNING;
    }

    /// What the body threw, or null when the task runs, succeeded or was cancelled. Counts as retrieving the failure.
    public abstract @Nullable Throwable failure();

    /// The virtual thread.
    public abstract Thread thread();

    /// The loop that carries it.
    public abstract EventLoop loop();
}
