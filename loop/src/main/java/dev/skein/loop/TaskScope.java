package dev.skein.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Tasks that live no longer than a block, as `asyncio.TaskGroup`: when one fails the others are cancelled, and the block is
/// left only when all have ended.
///
/// ```java
/// try (var scope = TaskScope.open()) {
///     var user = scope.fork(() -> findUser(id));
///     var orders = scope.fork(() -> findOrders(id));
///     scope.join();
///     return page(user.join(), orders.join());
/// }
/// ```
///
/// To be used by the thread that opened it.
public final class TaskScope implements AutoCloseable {
    private final EventLoop loop;
    private final Thread owner = Thread.currentThread();
    private final List<Task<?>> tasks = new ArrayList<>();
    private volatile @Nullable Throwable firstFailure;
    private volatile int ended;
    private boolean closed;

    private TaskScope(EventLoop loop) {
        this.loop = loop;
    }

    /// A scope whose tasks run on the caller's loop.
    ///
    /// @throws IllegalStateException if the caller runs on no loop
    public static TaskScope open() {
        return new TaskScope(EventLoop.current());
    }

    /// A scope whose tasks run on `loop`; for callers outside any loop.
    public static TaskScope open(EventLoop loop) {
        return new TaskScope(loop);
    }

    /// Starts a task in this scope.
    ///
    /// @throws IllegalStateException if the scope is closed, or its [#join()] has failed
    public <T extends @Nullable Object> Task<T> fork(Callable<T> body) {
        requireOwner();
        if (closed) {
            throw new IllegalStateException("expected an open scope, but it is closed");
        }
        Task<T> task = loop.createTask(body, this::memberEnded);
        tasks.add(task);
        return task;
    }

    private void memberEnded(Task<?> task) {
        synchronized (this) {
            if (firstFailure == null && task.state() == Task.State.FAILED) {
                firstFailure = task.failure();
            }
            ended++;
        }
        LockSupport.unpark(owner);
    }

    /// Waits until all tasks have ended. When one fails, the others are cancelled first.
    ///
    /// @throws ExecutionException if a task failed; its cause is what the first one threw
    /// @throws InterruptedException if the caller is interrupted; [#close()] then cancels what still runs
    public void join() throws ExecutionException, InterruptedException {
        requireOwner();
        while (ended < tasks.size() && firstFailure == null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
        Throwable failure = firstFailure;
        if (failure != null) {
            close();
            throw new ExecutionException(failure);
        }
    }

    /// Cancels what still runs and waits for it, even when interrupted.
    @Override
    public void close() {
        requireOwner();
        closed = true;
        tasks.forEach(Task::cancel);
        boolean interrupted = false;
        for (Task<?> task : tasks) {
            while (!task.isDone()) {
                interrupted |= !awaitEnd(task);
            }
            task.failure();
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    private static boolean awaitEnd(Task<?> task) {
        try {
            task.join();
            return true;
        } catch (ExecutionException | CancellationException _) {
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void requireOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "expected the thread that opened the scope, "
                            + owner
                            + ", but came from "
                            + Thread.currentThread());
        }
    }
}
