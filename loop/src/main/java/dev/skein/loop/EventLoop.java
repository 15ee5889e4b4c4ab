package dev.skein.loop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
/// a time, *except* that a step which lost the loop goes on in parallel with it: what tasks share needs the usual concurrent
/// collections. Callbacks of a [Protocol] are the toolkit's inner circle: they cannot be handed off and must be short.
///
/// **Debug mode** ([LoopOptions#debug()]) logs slow steps with their stack, the creation stack of tasks whose failure nobody
/// retrieved, transports left open, refuses loop calls from the wrong thread, and lists live tasks ([#tasks()]).
public final class EventLoop implements AutoCloseable {
    static final System.Logger LOG = System.getLogger("dev.skein.loop");

    /// Delays are cut to this, so that differences between times never overflow.
    private static final Duration LONGEST_DELAY = Duration.ofDays(100 * 365);

    /// How often closing looks for operations that closing itself has caused.
    private static final int CLOSING_ROUNDS = 100;

    private enum State {
        IDLE,
        RUNNING,
        CLOSING,
        CLOSED
    }

    private final LoopOptions options;
    private final Ownership ownership = new Ownership();
    private final StepQueue ready = new StepQueue();
    private final Inbox inbox = new Inbox();
    private final Timers timers = new Timers();
    private final Poller poller;
    private final Drivers drivers;
    private final LoopBuffers buffers = new LoopBuffers();
    private final DirtyList dirty = new DirtyList();
    private final LiveTasks liveTasks;
    private final Unretrieved unretrieved;
    private final AtomicLong handOffs = new AtomicLong();
    private final Watchdog.Watch watch;

    private volatile BiConsumer<String, Throwable> exceptionHandler = EventLoop::log;
    private volatile State state = State.IDLE;
    private volatile boolean stopping;
    private volatile boolean sleeping;
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile @Nullable Driver holder;
    private volatile boolean capReported;
    private long now = System.nanoTime();
    private long turnNumber;

    /// A loop with the default options, not running yet.
    public EventLoop() {
        this(LoopOptions.defaults());
    }

    /// A loop that is not running yet.
    public EventLoop(LoopOptions options) {
        this.options = options;
        this.poller = new Poller(e -> report("a transport failed unexpectedly", e));
        this.drivers = new Drivers(this, options.maxThreads());
        this.liveTasks = new LiveTasks(options.debug());
        this.unretrieved = new Unretrieved(this);
        this.watch = new Watchdog.Watch(this, options.handOffAfter().toNanos());
    }

    // ---- running
    // ----------------------------------------------------------------------------------------------------------

    /// Runs the loop until [#stop()], while the caller waits.
    ///
    /// @throws InterruptedException if the caller is interrupted; the loop has then been stopped
    /// @throws IllegalStateException if it is running or closed, or the caller is on a loop
    public void runForever() throws InterruptedException {
        requireOutside();
        start();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            stop();
            awaitStoppedCalmly();
            throw e;
        }
    }

    /// Waits until the loop is not running, and puts an interruption off until then.
    private void awaitStoppedCalmly() {
        boolean interrupted = false;
        CountDownLatch end = stopped;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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
            awaitStoppedCalmly();
        }
    }

    /// Starts running the loop on a thread of its own and returns at once.
    ///
    /// @throws IllegalStateException if it is running or closed
    public void start() {
        Driver first;
        synchronized (drivers) {
            requireState(State.IDLE, "started");
            first = drivers.acquire();
            if (first == null) {
                throw new IllegalStateException(
                        "all "
                                + options.maxThreads()
                                + " threads of "
                                + this
                                + " are still stuck in steps of the last run; raise maxThreads");
            }
            stopping = false;
            stopped = new CountDownLatch(1);
            state = State.RUNNING;
        }
        if (!options.handOffAfter().isZero()) {
            Watchdog.INSTANCE.add(watch);
        }
        give(first, Ownership.turnOf(ownership.sample()));
    }

    private void give(Driver driver, long turn) {
        holder = driver;
        driver.assign(turn);
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

    /// Asks the loop to stop after the turn it is in. What is queued stays queued for the next run.
    public void stop() {
        stopping = true;
        wake();
    }

    /// True from [#start()] until it has stopped.
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /// Waits until the loop is not running.
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /// Frees the loop's resources for good. Connections and listeners that are still open are closed, and their protocols told;
    /// tasks that are still alive go on elsewhere; callbacks never run; failures nobody retrieved are reported.
    ///
    /// @throws IllegalStateException if the loop is running: [#stop()] it first
    @Override
    public void close() {
        Driver last;
        synchronized (drivers) {
            if (state == State.CLOSED || state == State.CLOSING) {
                return;
            }
            requireState(State.IDLE, "closed");
            last = drivers.last();
            stopped = new CountDownLatch(1);
            state = State.CLOSING;
        }
        give(last, Ownership.turnOf(ownership.sample()));
        awaitStoppedCalmly();
        unretrieved.reportAll();
    }

    // ---- asyncio's calls
    // --------------------------------------------------------------------------------------------------

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
        schedule(handle.step);
        return handle;
    }

    /// Runs `callback` after `delay`, at the earliest. A zero or negative delay means the next turn.
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callAt(after(delay), callback);
    }

    /// Runs `callback` at `when`, on the clock of [#time()], at the earliest.
    public TimerHandle callAt(long when, Runnable callback) {
        return addTimer(new TimerHandle(this, when, callback, false));
    }

    /// The loop's clock: nanoseconds from an arbitrary origin, as [System#nanoTime()].
    public long time() {
        return System.nanoTime();
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
        if (state == State.CLOSED) {
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
        TimerHandle timer = callRuntimeAt(after(duration), parker::signal);
        try {
            parker.await();
        } finally {
            timer.cancel();
        }
    }

    /// Sets who is told about exceptions that no caller can receive: what callbacks throw and failures nobody retrieved. The
    /// default logs them.
    public void setExceptionHandler(BiConsumer<String, Throwable> handler) {
        exceptionHandler = Objects.requireNonNull(handler);
    }

    // ---- who and what
    // -----------------------------------------------------------------------------------------------------

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
            return driver.loop;
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
        return handOffs.get();
    }

    /// The live tasks. Known in debug mode only; empty otherwise.
    public java.util.List<Task<?>> tasks() {
        return liveTasks.list();
    }

    @Override
    public String toString() {
        return "EventLoop[" + name() + ", " + state.name().toLowerCase(java.util.Locale.ROOT) + "]";
    }

    // ---- the runtime: for the loop's own package, and for Protocol authors through run()
    // ------------------------------------

    /// Runs `operation` while holding the loop: at once when the caller is on this loop (a task that lost the loop comes back to
    /// it first), otherwise soon, on the loop, in the order of the calls. The operation must be short and must not block. Once the
    /// loop is closed it runs at once, on the calling thread, where it finds all connections lost.
    public void run(Runnable operation) {
        if (enter()) {
            try {
                operation.run();
            } finally {
                exit();
            }
        } else {
            post(operation);
        }
    }

    /// Takes the loop for the caller, if the caller is on it: then true, and [#exit()] must follow, with nothing in between that
    /// blocks. False for every other thread: use [#run(Runnable)]. This is the fast path of [#run(Runnable)] without its lambda.
    public boolean enter() {
        if (VirtualThreads.carrier() instanceof Driver driver && driver.loop == this) {
            return ownership.enter(driver) || enterAfterHandOff();
        }
        return false;
    }

    /// The step lost the loop. A task gets back on to it by yielding: its continuation goes to the loop's queue. A callback, or
    /// a task pinned by a native frame, cannot.
    @SuppressWarnings("ThreadPriorityCheck") // the scheduler that the yield goes to is this loop
    private boolean enterAfterHandOff() {
        if (!Thread.currentThread().isVirtual()) {
            return false;
        }
        Thread.yield();
        return VirtualThreads.carrier() instanceof Driver driver && ownership.enter(driver);
    }

    /// Gives the loop back after [#enter()] was true.
    public void exit() {
        ownership.exit((Driver) VirtualThreads.carrier());
    }

    /// Queues a step from wherever the caller is. Never enters by yielding: the JDK calls this from inside a yield.
    void schedule(Step step) {
        if (VirtualThreads.carrier() instanceof Driver driver
                && driver.loop == this
                && ownership.enter(driver)) {
            ready.add(step);
            ownership.exit(driver);
        } else {
            leave(step);
        }
    }

    /// Runs a runtime operation on the loop, soon.
    void post(Runnable operation) {
        leave(new Operation(operation));
    }

    private void leave(Step step) {
        if (state == State.CLOSED) {
            disown(step);
            return;
        }
        inbox.push(step);
        wake();
        if (state == State.CLOSED) {
            disownInbox();
        }
    }

    /// Runs code that may block, such as a logger or the user's exception handler: at once, or as a step of its own when the
    /// caller holds the loop.
    void aside(Runnable action) {
        if (VirtualThreads.carrier() instanceof Driver driver
                && driver.loop == this
                && ownership.isHeldBy(driver)) {
            ready.add(new Aside(action));
        } else {
            action.run();
        }
    }

    /// The time in `delay` from now, a very long one cut short.
    static long after(Duration delay) {
        long nanos =
                delay.compareTo(LONGEST_DELAY) >= 0
                        ? LONGEST_DELAY.toNanos()
                        : delay.isNegative() ? 0 : delay.toNanos();
        return System.nanoTime() + nanos;
    }

    TimerHandle callRuntimeAt(long when, Runnable callback) {
        return addTimer(new TimerHandle(this, when, callback, true));
    }

    /// Like [#callLater], for the toolkit's own short callbacks: runs while holding the loop, and cannot be handed off.
    public TimerHandle callRuntimeLater(Duration delay, Runnable callback) {
        return callRuntimeAt(after(delay), callback);
    }

    private TimerHandle addTimer(TimerHandle timer) {
        if (enter()) {
            timers.add(timer);
            exit();
        } else {
            post(() -> addUnlessCancelled(timer));
        }
        return timer;
    }

    private void addUnlessCancelled(TimerHandle timer) {
        if (timer.isCancelled()) {
            return;
        }
        if (state == State.CLOSED) {
            disown(timer);
        } else {
            timers.add(timer);
        }
    }

    void cancelTimer(TimerHandle timer) {
        if (enter()) {
            timers.remove(timer);
            exit();
        } else if (state != State.CLOSED) {
            post(() -> timers.remove(timer));
        }
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    Poller poller() {
        return poller;
    }

    LoopBuffers buffers() {
        return buffers;
    }

    Ownership ownership() {
        return ownership;
    }

    Drivers drivers() {
        return drivers;
    }

    LiveTasks liveTasks() {
        return liveTasks;
    }

    Unretrieved unretrieved() {
        return unretrieved;
    }

    /// The time at the beginning of this turn; saves a clock call where a turn's precision is enough. For callers that hold the
    /// loop.
    public long turnTime() {
        return now;
    }

    /// How many turns there have been, this one included.
    long turnNumber() {
        return turnNumber;
    }

    /// Has `transport` flushed at the end of this turn.
    void flushLater(Transport transport) {
        dirty.add(transport);
    }

    void report(String what, Throwable failure) {
        aside(() -> tellHandler(what, failure));
    }

    private void tellHandler(String what, Throwable failure) {
        try {
            exceptionHandler.accept(what, failure);
        } catch (RuntimeException | Error e) {
            e.addSuppressed(failure);
            log("the exception handler failed", e);
        }
    }

    private static void log(String what, Throwable failure) {
        LOG.log(Level.ERROR, what, failure);
    }

    // ---- driving
    // ----------------------------------------------------------------------------------------------------------

    /// Drives the loop until it stops or is handed to another driver; `me` holds it at the beginning.
    void drive(Driver me) {
        if (state == State.CLOSING) {
            closeDown();
            return;
        }
        while (!stopping) {
            if (!turn(me)) {
                me.step = null;
                drivers.release(me);
                return;
            }
        }
        turnNumber += 2; // nothing may be put off to a next turn
        dirty.flushAll();
        Watchdog.INSTANCE.remove(watch);
        me.step = null;
        drivers.release(me);
        CountDownLatch done = stopped;
        state = State.IDLE;
        done.countDown();
    }

    /// One turn: events, what other threads left, timers, then the steps that were ready before it, then output. False when the
    /// loop was handed off during a step.
    private boolean turn(Driver me) {
        poll();
        now = System.nanoTime();
        turnNumber++;
        takeInbox();
        fireTimers();
        Step last = ready.last();
        Step step = last == null ? null : ready.poll();
        while (step != null) {
            if (!runStep(me, step)) {
                return false;
            }
            step = step == last ? null : ready.poll();
        }
        dirty.flushAll();
        return true;
    }

    private void poll() {
        try {
            long wait =
                    ready.isEmpty() && dirty.isEmpty()
                            ? timers.nanosUntilNext(System.nanoTime())
                            : 0;
            if (wait == 0) {
                poller.poll(0);
                return;
            }
            sleeping = true;
            boolean nothingToDo = inbox.isEmpty() && !stopping;
            poller.poll(nothingToDo ? wait : 0);
        } catch (IOException e) {
            report("polling failed", e);
        } finally {
            sleeping = false;
            Watchdog.INSTANCE.wakeIfDozing();
        }
    }

    private void wake() {
        if (sleeping) {
            sleeping = false;
            poller.wakeup();
        }
    }

    private void takeInbox() {
        Step step = inbox.takeAll();
        while (step != null) {
            Step following = step.next;
            step.next = null;
            if (step.isRuntime()) {
                runGuarded(step);
            } else {
                ready.add(step);
            }
            step = following;
        }
    }

    private void fireTimers() {
        for (TimerHandle timer = timers.pollDue(now); timer != null; timer = timers.pollDue(now)) {
            if (timer.isRuntime()) {
                runGuarded(timer.step);
            } else {
                ready.add(timer.step);
            }
        }
    }

    /// Runs one step of user code with the loop open to a hand-off; false when it was taken.
    private boolean runStep(Driver me, Step step) {
        long began = options.debug() ? System.nanoTime() : 0;
        me.step = step;
        ownership.begin(me);
        runGuarded(step);
        Thread.interrupted(); // a callback may have left one, and every selection would return at
        // once
        boolean mine = ownership.end(me) || stillHeld(me, step);
        if (options.debug()) {
            reportIfSlow(step, began);
        }
        return mine;
    }

    /// A task may not wait while it holds the loop. If toolkit code ever does, say so and go on rather than lose the loop.
    private boolean stillHeld(Driver me, Step step) {
        if (!ownership.isHeldBy(me)) {
            return false;
        }
        me.depth = 0;
        report(
                "a step gave up its thread while it held the loop",
                new IllegalStateException(String.valueOf(step.subject())));
        return true;
    }

    private void runGuarded(Step step) {
        try {
            step.proceed();
        } catch (Throwable e) { // checked exceptions too: another language, or a sneaky throw
            report("a callback failed", e);
        }
    }

    private void reportIfSlow(Step step, long began) {
        long took = System.nanoTime() - began;
        if (took > options.slowStep().toNanos()) {
            aside(
                    () ->
                            LOG.log(
                                    Level.WARNING,
                                    "slow step: {0} held its thread for {1} ms",
                                    step.subject(),
                                    took / 1_000_000));
        }
    }

    /// Gives the loop to a spare driver, unless the step seen in `sample` has ended. Called by the watchdog.
    void handOff(long sample) {
        Driver spare = drivers.acquire();
        if (spare == null) {
            reportCapOnce();
            return;
        }
        if (!ownership.take(sample)) {
            drivers.release(spare);
            return;
        }
        handOffs.incrementAndGet();
        Driver stuck = holder;
        give(spare, Ownership.turnOf(sample) + 1);
        if (options.debug()) {
            logHandOff(stuck);
        }
    }

    private void logHandOff(@Nullable Driver stuck) {
        Step step = stuck == null ? null : stuck.step;
        if (stuck == null || step == null) {
            return;
        }
        StringBuilder text =
                new StringBuilder("handed ")
                        .append(this)
                        .append(" to another thread: a step held it longer than ")
                        .append(options.handOffAfter().toMillis())
                        .append(" ms: ")
                        .append(step.subject());
        Thread thread =
                step.subject() instanceof CarriedTask<?> task && VirtualThreads.CARRIED
                        ? task.thread()
                        : stuck;
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        logFromWatchdog(text.toString());
    }

    private void reportCapOnce() {
        if (!capReported) {
            capReported = true;
            logFromWatchdog(
                    this
                            + " is stuck and all its "
                            + options.maxThreads()
                            + " threads are stuck too: raise maxThreads, or find what blocks them");
        }
    }

    /// The watchdog must not wait for a logger, whose lock a task of the stuck loop may hold.
    private static void logFromWatchdog(String text) {
        ForkJoinPool.commonPool().execute(() -> LOG.log(Level.WARNING, text));
    }

    // ---- closing
    // ----------------------------------------------------------------------------------------------------------

    /// The last thing a driver does for this loop: ends the connections, then lets go of everything.
    private void closeDown() {
        if (options.debug()) {
            reportOpenTransports();
        }
        poller.loseAll();
        for (int round = 0; round < CLOSING_ROUNDS && !inbox.isEmpty(); round++) {
            takeInbox();
        }
        poller.close();
        state = State.CLOSED;
        for (TimerHandle timer = timers.poll(); timer != null; timer = timers.poll()) {
            disown(timer);
        }
        for (Step step = ready.poll(); step != null; step = ready.poll()) {
            disown(step);
        }
        disownInbox();
        drivers.endIdle();
        stopped.countDown();
    }

    /// Continuations must never be refused, or their threads would hang for ever: after the loop they run on the JDK's pool.
    private void disownInbox() {
        for (Step step = inbox.takeAll(); step != null; ) {
            Step following = step.next;
            step.next = null;
            disown(step);
            step = following;
        }
    }

    private void disown(Step step) {
        switch (step.afterClose()) {
            case DROP -> {}
            case HERE -> {
                synchronized (inbox) { // nobody drives the loop any more: one at a time is enough
                    runGuarded(step);
                }
            }
            case ELSEWHERE -> ForkJoinPool.commonPool().execute(step::proceed);
        }
    }

    /// The toolkit's own timers wake tasks that may be alive, so they must still fire.
    private void disown(TimerHandle timer) {
        if (timer.isRuntime()) {
            long left = timer.when() - System.nanoTime();
            Future<?> _ =
                    ForkJoinPool.commonPool()
                            .schedule(() -> runGuarded(timer.step), left, TimeUnit.NANOSECONDS);
        }
    }

    private void reportOpenTransports() {
        for (SelectionKey key : poller.keys()) {
            if (key.isValid()) {
                String open = String.valueOf(key.attachment());
                aside(() -> LOG.log(Level.WARNING, "{0} closed while still open: {1}", this, open));
            }
        }
    }

    private void requireState(State expected, String verb) {
        if (state != expected) {
            throw new IllegalStateException(
                    "expected a loop that is "
                            + expected
                            + " to be "
                            + verb
                            + ", but it is "
                            + state);
        }
    }

    /// A runtime operation posted from another thread.
    private static final class Operation extends Step {
        private final Runnable action;

        Operation(Runnable action) {
            this.action = action;
        }

        @Override
        void proceed() {
            action.run();
        }

        @Override
        boolean isRuntime() {
            return true;
        }

        @Override
        AfterClose afterClose() {
            return AfterClose.HERE;
        }

        @Override
        Object subject() {
            return action;
        }
    }

    /// A report or log line, kept apart from code that holds the loop.
    private static final class Aside extends Step {
        private final Runnable action;

        Aside(Runnable action) {
            this.action = action;
        }

        @Override
        void proceed() {
            action.run();
        }

        @Override
        AfterClose afterClose() {
            return AfterClose.ELSEWHERE;
        }

        @Override
        Object subject() {
            return "a report";
        }
    }
}
