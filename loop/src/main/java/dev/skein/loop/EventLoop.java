package dev.skein.loop;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An event loop in the sense of asyncio: it waits for channels and timers, runs callbacks, and carries tasks.
///
/// **Tasks** ([#createTask]) are virtual threads whose scheduler is this loop. In a task "await" is an ordinary blocking call:
/// while it waits, the loop runs other things. A task that does *not* wait but holds the thread, computing or in a native call,
/// loses the loop to another thread after [LoopOptions#handOffAfter()] and finishes where it is; so nobody can block the loop.
///
/// **Threads.** Every method may be called from any thread unless it says otherwise. Callbacks and tasks of one loop run one at
/// a time, *except* that a step which lost the loop goes on in parallel with it, and that a task which waited for a monitor may:
/// what tasks share needs the usual concurrent collections. Callbacks of a [Protocol] are the toolkit's inner circle: they cannot
/// be handed off and must be short.
///
/// **Debug mode** ([LoopOptions#debug()]) logs slow steps with their stack, the creation stack of tasks whose failure nobody
/// retrieved, transports left open, refuses loop calls from the wrong thread, and lists live tasks ([#tasks()]).
public final class EventLoop implements AutoCloseable {
    static final System.Logger LOG = System.getLogger("dev.skein.loop");

    final LoopCore core;
    private final LoopOptions options;

    /// A loop with the default options, not running yet.
    public EventLoop() {
        this(LoopOptions.defaults());
    }

    /// A loop that is not running yet.
    public EventLoop(LoopOptions options) {
        this.options = options;
        this.core = new LoopCore(this, options);
    }

    // ---- running

    /// Runs the loop until [#stop()], while the caller waits.
    ///
    /// @throws InterruptedException if the caller is interrupted; the loop has then been stopped
    /// @throws IllegalStateException if it is running or closed, or the caller is on a loop
    public void runForever() throws InterruptedException {
        requireOutside();
        start();
        try {
            core.stopped().await();
        } catch (InterruptedException e) {
            stop();
            core.awaitStoppedCalmly();
            throw e;
        }
    }

    /// Runs the loop until a task for `body` is done, and returns its result.
    ///
    /// @throws ExecutionException if the body threw; its cause is what it threw
    /// @throws InterruptedException if the caller is interrupted; the task has then been cancelled and the loop stopped
    public <T extends @Nullable Object> T runUntilComplete(Callable<T> body)
            throws ExecutionException, InterruptedException {
        requireOutside();
        start();
        Task<T> task = createTask(body);
        try {
            return task.join();
        } finally {
            task.cancel();
            stop();
            core.awaitStoppedCalmly();
        }
    }

    private static void requireOutside() {
        EventLoop here = currentOrNull();
        if (here != null) {
            throw new IllegalStateException(
                    "expected a caller outside any loop, but this is a step of "
                            + here
                            + "; use createTask");
        }
    }

    /// Starts running the loop on a thread of its own and returns at once.
    ///
    /// @throws IllegalStateException if it is running or closed
    public void start() {
        core.start();
    }

    /// Asks the loop to stop after the turn it is in. What is queued stays queued for the next run.
    public void stop() {
        core.stop();
    }

    /// True from [#start()] until it has stopped.
    public boolean isRunning() {
        return core.state() == LoopCore.State.RUNNING;
    }

    /// Waits until the loop is not running.
    public void awaitStopped() throws InterruptedException {
        core.stopped().await();
    }

    /// Frees the loop's resources for good. Connections and listeners that are still open are closed, and their protocols told;
    /// tasks that are still alive go on elsewhere; callbacks never run; failures nobody retrieved are reported.
    ///
    /// @throws IllegalStateException if the loop is running: [#stop()] it first
    @Override
    public void close() {
        core.close();
    }

    /// Logs what hardly matters, even from code that holds a loop.
    static void logDebug(String what, Throwable cause) {
        Runnable line = () -> LOG.log(System.Logger.Level.DEBUG, what, cause);
        if (VirtualThreads.carrier() instanceof Driver driver) {
            driver.core.aside(line);
        } else {
            line.run();
        }
    }

    // ---- asyncio's calls

    /// Runs `callback` in the next turn. For callers on the loop; others use [#callSoonThreadsafe].
    ///
    /// @throws IllegalStateException in debug mode, if the caller is not on this loop
    public Handle callSoon(Runnable callback) {
        if (options.debug() && currentOrNull() != this) {
            throw new IllegalStateException(
                    "expected a caller on "
                            + this
                            + ", but came from "
                            + Thread.currentThread()
                            + "; use callSoonThreadsafe");
        }
        return callSoonThreadsafe(callback);
    }

    /// Runs `callback` in the next turn, and wakes the loop if it sleeps.
    public Handle callSoonThreadsafe(Runnable callback) {
        Handle handle = new Handle(this, callback);
        core.schedule(handle.step);
        return handle;
    }

    /// Runs `callback` after `delay`, at the earliest. A zero or negative delay means the next turn.
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callAt(core.after(delay), callback);
    }

    /// Runs `callback` at `when`, on the clock of [#time()], at the earliest.
    public TimerHandle callAt(long when, Runnable callback) {
        return core.addTimer(new TimerHandle(this, when, callback, false));
    }

    /// The loop's time, of [LoopOptions#clock()]: nanoseconds from an arbitrary origin; by default [System#nanoTime()].
    public long time() {
        return options.clock().nanoTime();
    }

    /// Calls `callback` in every turn in which `channel` is ready to be read (or to accept), until [#removeReader].
    ///
    /// @param channel must be in non-blocking mode
    public void addReader(SelectableChannel channel, Runnable callback) {
        run(() -> Watcher.of(this, channel).reader(Objects.requireNonNull(callback)));
    }

    /// Undoes [#addReader].
    public void removeReader(SelectableChannel channel) {
        run(() -> Watcher.ifAny(this, channel, watcher -> watcher.reader(null)));
    }

    /// Calls `callback` in every turn in which `channel` is ready to be written (or to finish connecting), until
    /// [#removeWriter].
    ///
    /// @param channel must be in non-blocking mode
    public void addWriter(SelectableChannel channel, Runnable callback) {
        run(() -> Watcher.of(this, channel).writer(Objects.requireNonNull(callback)));
    }

    /// Undoes [#addWriter].
    public void removeWriter(SelectableChannel channel) {
        run(() -> Watcher.ifAny(this, channel, watcher -> watcher.writer(null)));
    }

    /// Starts a task on this loop.
    ///
    /// @throws IllegalStateException if the loop is closed
    public <T extends @Nullable Object> Task<T> createTask(Callable<T> body) {
        return createTask(body, null);
    }

    /// A task whose end is told to `observer`, on the task's thread or, for a task that cannot start, never.
    <T extends @Nullable Object> Task<T> createTask(
            Callable<T> body, @Nullable Consumer<Task<?>> observer) {
        if (core.isClosed()) {
            throw new IllegalStateException("expected an open loop, but " + this + " is closed");
        }
        CarriedTask<T> task = new CarriedTask<>(this, body, observer);
        task.start();
        return task;
    }

    /// Starts a task without a result on this loop.
    public Task<@Nullable Void> createTask(TaskBody body) {
        return this.<@Nullable Void>createTask(
                () -> {
                    body.run();
                    return null;
                });
    }

    /// Parks the calling thread for `duration`. In a task the loop goes on meanwhile; the wake-up comes from the loop itself,
    /// which makes it cheaper than [Thread#sleep(Duration)].
    ///
    /// @throws InterruptedException if the task is cancelled or the thread interrupted
    public void sleep(Duration duration) throws InterruptedException {
        Parker parker = new Parker();
        TimerHandle timer = core.callRuntimeAt(core.after(duration), parker::signal);
        try {
            parker.await();
        } finally {
            timer.cancel();
        }
    }

    /// Sets who is told about exceptions that no caller can receive: what callbacks throw and failures nobody retrieved. The
    /// default logs them.
    public void setExceptionHandler(BiConsumer<String, Throwable> handler) {
        core.exceptionHandler = Objects.requireNonNull(handler);
    }

    // ---- who and what

    /// The loop the caller runs on.
    ///
    /// @throws IllegalStateException if it runs on none
    public static EventLoop current() {
        EventLoop loop = currentOrNull();
        if (loop == null) {
            throw new IllegalStateException(
                    "expected a task or callback of a loop, but this is "
                            + Thread.currentThread()
                            + "; start one with loop.createTask");
        }
        return loop;
    }

    /// The loop the caller runs on, or null.
    public static @Nullable EventLoop currentOrNull() {
        if (VirtualThreads.carrier() instanceof Driver driver) {
            return driver.core.loop;
        }
        CarriedTask<?> task = CarriedTask.onDefaultScheduler();
        return task == null ? null : task.loop();
    }

    /// The name given in the options.
    public String name() {
        return options.name();
    }

    /// The options it was made with.
    public LoopOptions options() {
        return options;
    }

    /// How many times this loop was handed to another thread because a step did not end.
    public long handOffs() {
        return core.handOffs();
    }

    /// The live tasks. Known in debug mode only; empty otherwise.
    public List<Task<?>> tasks() {
        return core.liveTasks().list();
    }

    @Override
    public String toString() {
        return "EventLoop[" + name() + ", " + core.state().name().toLowerCase(Locale.ROOT) + "]";
    }

    // ---- holding the loop: for code beside a Protocol

    /// Runs `operation` while holding the loop: at once when the caller is on this loop (a task that lost the loop comes back to
    /// it first), otherwise soon, on the loop, in the order of the calls. The operation must be short and must not block. Once the
    /// loop is closed it runs at once, on the calling thread, where it finds all connections lost.
    public void run(Runnable operation) {
        core.run(operation);
    }

    /// Takes the loop for the caller, if the caller is on it: then true, and [#exit()] must follow, with nothing in between that
    /// blocks. False for every other thread: use [#run(Runnable)]. This is the fast path of [#run(Runnable)] without its lambda.
    public boolean enter() {
        return core.enter();
    }

    /// Gives the loop back after [#enter()] was true.
    public void exit() {
        core.exit();
    }

    /// Like [#callLater], for the toolkit's own short callbacks: runs while holding the loop, and cannot be handed off.
    public TimerHandle callRuntimeLater(Duration delay, Runnable callback) {
        return core.callRuntimeAt(core.after(delay), callback);
    }

    /// The time at the beginning of this turn; saves a clock call where a turn's precision is enough. For callers that hold the
    /// loop.
    public long turnTime() {
        return core.turnTime();
    }
}
