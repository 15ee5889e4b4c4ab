package dev.skein.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The task itself. One object is everything the loop needs of it: the body, the executor the JDK hands its continuation to, the
/// node in the loop's queue, and the outcome; so neither a start nor a wake-up allocates anything beside the thread, unless it
/// waited for a monitor.
final class CarriedTask<T extends @Nullable Object> extends Task<T> implements Executor, Runnable {
    private static final VarHandle QUEUED;
    private static final VarHandle WAITERS;

    /// Which task a thread of the default scheduler runs; unused while tasks are carried.
    private static final ThreadLocal<CarriedTask<?>> CURRENT = new ThreadLocal<>();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            QUEUED = lookup.findVarHandle(CarriedTask.class, "queued", boolean.class);
            WAITERS = lookup.findVarHandle(CarriedTask.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Stands for "ended" at the end of the list of waiters: whoever finds it need not wait.
    private static final Waiter ENDED = new Waiter(null, null);

    private final EventLoop loop;
    private final Callable<T> body;
    private final Thread thread;
    private final @Nullable Throwable creation;
    private final @Nullable Consumer<Task<?>> observer;

    private @Nullable Runnable continuation;

    @SuppressWarnings("UnusedVariable") // through QUEUED
    private volatile boolean queued;

    @SuppressWarnings("UnusedVariable") // through WAITERS
    private volatile @Nullable Waiter waiters;

    private volatile State state = State.RUNNING;
    private volatile boolean cancelRequested;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private Unretrieved.@Nullable Entry unretrieved;

    private record Waiter(@Nullable Parker parker, @Nullable Waiter next) {}

    CarriedTask(EventLoop loop, Callable<T> body, @Nullable Consumer<Task<?>> observer) {
        this.loop = loop;
        this.body = Objects.requireNonNull(body);
        this.observer = observer;
        this.thread = VirtualThreads.create(this, this);
        this.creation = loop.options().debug() ? new Throwable("the task was created here") : null;
    }

    static @Nullable CarriedTask<?> onDefaultScheduler() {
        return VirtualThreads.CARRIED ? null : CURRENT.get();
    }

    void start() {
        loop.core.liveTasks().add(this);
        thread.start();
    }

    // ---- the scheduler side
    // -----------------------------------------------------------------------------------------------

    /// Called by the JDK whenever the thread can go on, from whatever thread made it so. The first call, inside `start`, tells us
    /// our continuation; any other runnable belongs to a thread that our body started and that inherited this scheduler.
    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable;
        }
        if (runnable != continuation) {
            loop.core.scheduleHeir(new Apart(runnable, "a thread started by a task"));
        } else if (VirtualThreads.isUnblocked(thread)) {
            loop.core.scheduleHeir(new Apart(runnable, this));
        } else if (QUEUED.compareAndSet(this, false, true)) {
            loop.core.schedule(this);
        }
    }

    /// A step of the task. The flag is cleared first: a wake-up during the step must queue the task again.
    @Override
    void proceed() {
        queued = false;
        Runnable next = continuation;
        assert next != null : "start() tells it before the first step";
        next.run();
    }

    @Override
    AfterClose afterClose() {
        return AfterClose.ELSEWHERE;
    }

    @Override
    Object subject() {
        return this;
    }

    @Override
    @Nullable Runnable continuation() {
        return continuation;
    }

    /// A step beside the queue that the task itself is the node of. There may be one too many, when somebody has looked at the
    /// thread's stack meanwhile: a continuation that cannot go on does nothing.
    private static final class Apart extends Step {
        private final Runnable continuation;
        private final Object subject;

        Apart(Runnable continuation, Object subject) {
            this.continuation = continuation;
            this.subject = subject;
        }

        @Override
        void proceed() {
            continuation.run();
        }

        @Override
        AfterClose afterClose() {
            return AfterClose.ELSEWHERE;
        }

        @Override
        Runnable continuation() {
            return continuation;
        }

        @Override
        Object subject() {
            return subject;
        }
    }

    // ---- the thread's side
    // ------------------------------------------------------------------------------------------------

    /// The body, from beginning to end.
    @Override
    public void run() {
        if (!VirtualThreads.CARRIED) {
            CURRENT.set(this);
        }
        try {
            if (cancelRequested) {
                throw new CancellationException("cancelled before it began");
            }
            result = body.call();
            end(State.SUCCEEDED);
        } catch (Throwable e) {
            failure = e;
            boolean cancelled = cancelRequested && Interrupts.isInterruption(e);
            end(cancelled ? State.CANCELLED : State.FAILED);
        }
    }

    private void end(State outcome) {
        loop.core.liveTasks().remove(this);
        if (outcome == State.FAILED && failure != null) {
            unretrieved = loop.core.unretrieved().add(this, failure, creation);
        }
        state = outcome;
        for (Waiter w = (Waiter) WAITERS.getAndSet(this, ENDED); w != null; w = w.next) {
            if (w.parker != null) {
                w.parker.signal();
            }
        }
        if (observer != null) {
            observer.accept(this);
        }
    }

    boolean isCancelRequested() {
        return cancelRequested;
    }

    // ---- for others
    // -------------------------------------------------------------------------------------------------------

    @Override
    public T join() throws ExecutionException, InterruptedException {
        Parker parker = enlist();
        if (parker != null) {
            parker.await();
        }
        return outcome();
    }

    @Override
    public T join(Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Parker parker = enlist();
        if (parker != null && !parker.awaitUntil(System.nanoTime() + LoopCore.nanos(limit))) {
            throw new TimeoutException(this + " has not ended after " + limit);
        }
        return outcome();
    }

    /// Puts the caller on the list of waiters; null when the task has ended and there is nothing to wait for.
    private @Nullable Parker enlist() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "expected another thread, but " + this + " tries to join itself");
        }
        if (state != State.RUNNING) {
            return null;
        }
        Parker parker = new Parker();
        Waiter seen;
        do {
            seen = waiters;
            if (seen == ENDED) {
                return null;
            }
        } while (!WAITERS.compareAndSet(this, seen, new Waiter(parker, seen)));
        return parker;
    }

    @SuppressWarnings(
            "NullAway") // result is a T once the task has succeeded, and T may be a nullable type
    private T outcome() throws ExecutionException {
        return switch (state) {
            case SUCCEEDED -> result;
            case CANCELLED -> throw cancellation();
            case FAILED, RUNNING -> throw new ExecutionException(failure());
        };
    }

    private CancellationException cancellation() {
        CancellationException e = new CancellationException(this + " was cancelled");
        e.initCause(failure);
        return e;
    }

    @Override
    public boolean cancel() {
        if (state != State.RUNNING) {
            return false;
        }
        cancelRequested = true;
        thread.interrupt();
        return true;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public @Nullable Throwable failure() {
        if (state != State.FAILED) {
            return null;
        }
        if (unretrieved != null) {
            unretrieved.retrieved();
        }
        return failure;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public String toString() {
        return "Task[#"
                + thread.threadId()
                + " on "
                + loop.name()
                + ", "
                + state.name().toLowerCase(Locale.ROOT)
                + ", "
                + body
                + "]";
    }
}
