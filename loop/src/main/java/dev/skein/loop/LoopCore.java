package dev.skein.loop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The inside of an [EventLoop]: what it has to run, the right to run it, and the turning.
///
/// Fields without `volatile` belong to whoever holds the loop (see [Ownership]): its driver between steps, or code in a step that has
/// entered.
final class LoopCore {
    /// Delays are cut to this, so that differences between times never overflow.
    private static final Duration LONGEST_DELAY = Duration.ofDays(100 * 365);

    /// How often closing looks for operations that closing itself has caused.
    private static final int CLOSING_ROUNDS = 100;

    /// How long a driver pauses between looks whether a task that holds the loop has got its monitor.
    private static final long MONITOR_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);

    enum State {
        IDLE,
        RUNNING,
        CLOSING,
        CLOSED
    }

    final EventLoop loop;
    private final LoopOptions options;
    private final Ownership ownership = new Ownership();
    private final StepQueue ready = new StepQueue();
    private final Inbox inbox = new Inbox();
    private final Heirs heirs = new Heirs(this);
    private final Leftovers leftovers = new Leftovers(this);
    private final Timers timers = new Timers();
    private final LoopClock clock;
    private final LoopClock.Waiter waiter = this::wake;
    private final Poller poller;
    private final Drivers drivers;
    private final LoopBuffers buffers = new LoopBuffers();
    private final DirtyList dirty = new DirtyList();
    private final LiveTasks liveTasks;
    private final Unretrieved unretrieved;
    private final StepReports reports;
    private final AtomicLong handOffs = new AtomicLong();
    private final Watchdog.Watch watch;

    volatile BiConsumer<String, Throwable> exceptionHandler = LoopCore::log;
    private volatile State state = State.IDLE;
    private volatile boolean stopping;
    private volatile boolean sleeping;
    private volatile CountDownLatch stopped = new CountDownLatch(0);
    private volatile @Nullable Driver holder;
    private long now;
    private long turnNumber;

    LoopCore(EventLoop loop, LoopOptions options) {
        this.loop = loop;
        this.options = options;
        this.clock = options.clock();
        this.now = clock.nanoTime();
        this.poller =
                new Poller(
                        e -> report("a transport failed unexpectedly", e),
                        () -> now = clock.nanoTime());
        this.drivers = new Drivers(this, options.name(), options.maxThreads());
        this.liveTasks = new LiveTasks(options.debug());
        this.unretrieved = new Unretrieved(this);
        this.reports = new StepReports(this, options);
        this.watch = new Watchdog.Watch(this, options.handOffAfter().toNanos());
    }

    // ---- life

    void start() {
        Driver first;
        synchronized (drivers) {
            requireState(State.IDLE, "started");
            first = drivers.acquire();
            if (first == null) {
                throw new IllegalStateException(
                        "all "
                                + options.maxThreads()
                                + " threads of "
                                + loop
                                + " are still stuck in steps of the last run; raise maxThreads");
            }
            stopping = false;
            stopped = new CountDownLatch(1);
            state = State.RUNNING;
        }
        Watchdog.INSTANCE.add(watch);
        clock.started(waiter);
        give(first, Ownership.turnOf(ownership.sample()));
    }

    private void give(Driver driver, long turn) {
        holder = driver;
        driver.assign(turn);
    }

    void stop() {
        stopping = true;
        wake();
    }

    void close() {
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

    /// Waits until the loop is not running, and puts an interruption off until then.
    void awaitStoppedCalmly() {
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

    State state() {
        return state;
    }

    CountDownLatch stopped() {
        return stopped;
    }

    long handOffs() {
        return handOffs.get();
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    // ---- entering

    void run(Runnable operation) {
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

    boolean enter() {
        return VirtualThreads.carrier() instanceof Driver driver
                && driver.core == this
                && (enter(driver) || enterAfterHandOff(driver));
    }

    private boolean enter(Driver driver) {
        if (!ownership.enter(driver)) {
            return false;
        }
        driver.entrant = Thread.currentThread();
        return true;
    }

    /// The step lost the loop. A task gets back on to it by yielding: its continuation goes to the loop's queue. A callback, or
    /// a task pinned by a native frame, cannot; and an heir beside the loop may not, for it may have the very monitor that the
    /// loop waits for.
    @SuppressWarnings("ThreadPriorityCheck") // the scheduler that the yield goes to is this loop
    private boolean enterAfterHandOff(Driver lost) {
        if (lost.turn == Ownership.NO_TURN || !Thread.currentThread().isVirtual()) {
            return false;
        }
        Thread.yield();
        return VirtualThreads.carrier() instanceof Driver driver && enter(driver);
    }

    void exit() {
        ownership.exit((Driver) VirtualThreads.carrier());
    }

    /// Queues a step from wherever the caller is. Never enters by yielding: the JDK calls this from inside a yield.
    void schedule(Step step) {
        if (VirtualThreads.carrier() instanceof Driver driver
                && driver.core == this
                && ownership.enter(driver)) {
            ready.add(step);
            ownership.exit(driver);
        } else {
            leave(step);
        }
    }

    /// Queues a step of a task that a monitor has been left to, from wherever the caller is. A loop that does not run must not
    /// keep the monitor from others.
    void scheduleHeir(Step step) {
        heirs.add(step);
        wake();
        Watchdog.INSTANCE.wakeIfDozing();
        if (state != State.RUNNING) {
            leftovers.take(heirs);
        }
    }

    /// Runs a runtime operation on the loop, soon.
    void post(Runnable operation) {
        leave(new Operation(operation));
    }

    private void leave(Step step) {
        if (state == State.CLOSED) {
            leftovers.take(step);
            return;
        }
        inbox.push(step);
        wake();
        if (state == State.CLOSED) {
            leftovers.take(inbox);
        }
    }

    /// Runs code that may block, such as a logger or the user's exception handler: at once, or as a step of its own when the
    /// caller holds the loop.
    void aside(Runnable action) {
        if (VirtualThreads.carrier() instanceof Driver driver
                && driver.core == this
                && ownership.isHeldBy(driver)) {
            ready.add(new Aside(action));
        } else {
            action.run();
        }
    }

    // ---- timers

    /// The time in `delay` from now, on the loop's clock.
    long after(Duration delay) {
        return clock.nanoTime() + nanos(delay);
    }

    /// A delay in nanoseconds, a very long one cut short.
    static long nanos(Duration delay) {
        return delay.compareTo(LONGEST_DELAY) >= 0
                ? LONGEST_DELAY.toNanos()
                : delay.isNegative() ? 0 : delay.toNanos();
    }

    TimerHandle callRuntimeAt(long when, Runnable callback) {
        return addTimer(new TimerHandle(loop, when, callback, true));
    }

    TimerHandle addTimer(TimerHandle timer) {
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
            leftovers.take(timer);
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

    // ---- turning

    /// What a driver was assigned to: drives the loop, which it holds, until that stops or is handed to another driver.
    void drive(Driver me) {
        if (me.turn == Ownership.NO_TURN) {
            heirs.runBeside(me);
            return;
        }
        if (state == State.CLOSING) {
            closeDown();
            return;
        }
        while (!stopping) {
            if (!turn(me)) {
                drivers.release(me);
                return;
            }
        }
        turnNumber += 2; // nothing may be put off to a next turn
        dirty.flushAll();
        clock.stopped(waiter);
        Watchdog.INSTANCE.remove(watch);
        drivers.release(me);
        CountDownLatch done = stopped;
        state = State.IDLE;
        leftovers.take(heirs);
        done.countDown();
    }

    /// One turn: events, what other threads left, timers, then heirs and the steps that were ready before it, then output. False
    /// when the loop was handed off during a step.
    private boolean turn(Driver me) {
        poll();
        now = clock.nanoTime();
        turnNumber++;
        takeInbox();
        fireTimers();
        if (!runHeirs(me) || !runReady(me)) {
            return false;
        }
        dirty.flushAll();
        return true;
    }

    private boolean runHeirs(Driver me) {
        for (int n = heirs.size(); n > 0; n--) {
            Step heir = heirs.poll();
            if (heir != null && !runStep(me, heir)) {
                return false;
            }
        }
        return true;
    }

    private boolean runReady(Driver me) {
        Step last = ready.last();
        Step step = last == null ? null : ready.poll();
        while (step != null) {
            if (!runStep(me, step)) {
                return false;
            }
            step = step == last ? null : ready.poll();
        }
        return true;
    }

    private void poll() {
        try {
            boolean idle = ready.isEmpty() && dirty.isEmpty();
            long asked = idle ? clock.nanoTime() : 0;
            long wait = idle ? timers.nanosUntilNext(asked) : 0;
            if (wait == 0) {
                poller.poll(0);
                return;
            }
            sleeping = true;
            boolean nothingToDo = inbox.isEmpty() && heirs.isEmpty() && !stopping;
            poller.poll(nothingToDo ? clock.idle(waiter, asked, wait) : 0);
        } catch (IOException e) {
            report("polling failed", e);
        } finally {
            sleeping = false;
            clock.busy(waiter);
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
        me.step(step);
        ownership.begin(me);
        runGuarded(step);
        Thread.interrupted(); // a callback may have left one, and every selection would return at
        // once
        boolean mine = ownership.end(me) || stillHeld(me, step);
        me.step(null);
        if (options.debug()) {
            reports.slow(step, System.nanoTime() - began);
        }
        return mine;
    }

    /// The step has ended without giving the loop back: a task gave up its thread while it holds the loop. It may wait for a
    /// monitor, as the driver itself would: then nothing else runs on the loop until it has gone on. It may wait for nothing else:
    /// if toolkit code ever does, say so and go on rather than lose the loop.
    private boolean stillHeld(Driver me, Step step) {
        while (ownership.isHeldBy(me)) {
            Step following = heirs.take(step);
            if (following != null) {
                runGuarded(following);
                if (ownership.end(me)) {
                    return true;
                }
            } else if (isAtMonitor(me.entrant)) {
                heirs.help(); // others may be before it
                LockSupport.parkNanos(this, MONITOR_PAUSE);
            } else {
                me.depth = 0;
                report(
                        "a step gave up its thread while it held the loop",
                        new IllegalStateException(String.valueOf(step.subject())));
                return true;
            }
        }
        return false;
    }

    private static boolean isAtMonitor(@Nullable Thread thread) {
        return VirtualThreads.CARRIED
                && thread != null
                && thread.isVirtual()
                && VirtualThreads.isAtMonitor(thread);
    }

    void runGuarded(Step step) {
        try {
            step.proceed();
        } catch (Throwable e) { // checked exceptions too: another language, or a sneaky throw
            report("a callback failed", e);
        }
    }

    /// Gives the loop to a spare driver, unless the step seen in `sample` has ended. Called by the watchdog.
    void handOff(long sample) {
        Driver spare = drivers.acquire();
        if (spare == null) {
            reports.allStuck();
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
            reports.handedOff(stuck);
        }
    }

    /// Runs a step on a driver that does not hold the loop.
    void runBeside(Driver helper, Step step) {
        helper.step(step);
        runGuarded(step);
        Thread.interrupted();
        helper.step(null);
    }

    /// The step that the driver which holds the loop is in, or was in a moment ago.
    @Nullable Step stepOfHolder() {
        Driver driver = holder;
        return driver == null ? null : driver.step();
    }

    // ---- reports

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
        EventLoop.LOG.log(Level.ERROR, what, failure);
    }

    // ---- closing

    /// The last thing a driver does for this loop: ends the connections, then lets go of everything.
    private void closeDown() {
        leftovers.take(heirs); // or closing might wait for them
        takeInbox(); // what was asked for before closing
        if (options.debug()) {
            reportOpenTransports();
        }
        poller.loseAll();
        for (int round = 0; round < CLOSING_ROUNDS && !inbox.isEmpty(); round++) {
            takeInbox();
        }
        poller.close();
        state = State.CLOSED;
        leftovers.take(timers);
        leftovers.take(ready);
        leftovers.take(inbox);
        drivers.endIdle();
        stopped.countDown();
    }

    private void reportOpenTransports() {
        for (SelectionKey key : poller.keys()) {
            if (key.isValid()) {
                String open = String.valueOf(key.attachment());
                aside(
                        () ->
                                EventLoop.LOG.log(
                                        Level.WARNING,
                                        "{0} closed while still open: {1}",
                                        loop,
                                        open));
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

    // ---- parts

    Heirs heirs() {
        return heirs;
    }

    StepReports reports() {
        return reports;
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

    long turnTime() {
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
}
