package dev.skein.testing;

import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A clock for the timers of loops that a test moves on, so that an hour takes no time. Give it to a loop with
/// [dev.skein.loop.LoopOptions#withClock]. Thread-safe.
///
/// ```java
/// var clock = VirtualClock.manual();
/// var loop = new EventLoop(LoopOptions.defaults().withClock(clock));
/// loop.start();
/// var task = loop.createTask(() -> loop.sleep(Duration.ofHours(1)));
/// clock.advance(Duration.ofHours(1));
/// task.join();
/// ```
///
/// What [LoopClock] says does not go by it takes real time: [Thread#sleep(Duration)] for one.
public final class VirtualClock implements LoopClock {
    /// How long nothing may happen, in real time, before an automatic clock moves on: for bytes and wake-ups on their way.
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(2);

    /// How long [#advance] lets loops do what has become due, in real time.
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = Long.MAX_VALUE;

    private final boolean automatic;

    /// Guards everything; a monitor, for loops may wait for no other lock together with their tasks.
    private final Object lock = new Object();

    private final Map<Waiter, State> loops = new HashMap<>();
    private volatile long now;

    /// What is known of a running loop.
    private static final class State {
        /// When its next timer is due, as far as it has said.
        long due = NEVER;

        /// How often it has had nothing to do.
        long idled;

        /// Real time of the beginning of a wait that is to show whether anything happens; 0 for none.
        long listening;

        /// Nothing has happened in such a wait.
        boolean quiet;
    }

    private VirtualClock(boolean automatic) {
        this.automatic = automatic;
    }

    /// A clock that moves by [#advance] only.
    public static VirtualClock manual() {
        return new VirtualClock(false);
    }

    /// A clock that moves on to the next timer by itself when its loops have nothing to do for two real milliseconds. Not for loops with
    /// connections: their time limits would run out while bytes are on their way.
    public static VirtualClock automatic() {
        return new VirtualClock(true);
    }

    /// How far it has moved.
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    /// Moves on, from timer to timer: each finds its own time, and what it starts may become due within the same call. Waits until the
    /// loops have done what has become due, except when called on a loop, which would wait for itself.
    ///
    /// @throws IllegalArgumentException if the time is negative
    /// @throws InterruptedException if the caller is interrupted; then it has moved part of the way
    public void advance(Duration time) throws InterruptedException {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock does not go back: got " + time);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        boolean waits = EventLoop.currentOrNull() == null;
        synchronized (lock) {
            long target = Math.addExact(now, TimeUnit.NANOSECONDS.convert(time));
            while (now < target) {
                awaitIdle(waits);
                moveTo(waits ? Math.min(nextDue(), target) : target);
            }
            awaitIdle(waits);
        }
    }

    /// Waits until every loop has done what it has to do by now.
    private void awaitIdle(boolean waits) throws InterruptedException {
        Map<State, Long> before = new HashMap<>();
        loops.values().forEach(state -> before.put(state, state.idled));
        loops.keySet().forEach(Waiter::wake);
        long end = System.nanoTime() + (waits ? PATIENCE : 0);
        long left = end - System.nanoTime();
        while (left > 0 && loops.values().stream().anyMatch(s -> isBehind(s, before))) {
            TimeUnit.NANOSECONDS.timedWait(lock, left);
            left = end - System.nanoTime();
        }
    }

    private static boolean isBehind(State state, Map<State, Long> before) {
        Long idled = before.get(state);
        return idled != null && state.idled <= idled;
    }

    private long nextDue() {
        return loops.values().stream()
                .mapToLong(state -> state.due)
                .filter(due -> due > now)
                .min()
                .orElse(NEVER);
    }

    private void moveTo(long time) {
        now = time;
        loops.keySet().forEach(Waiter::wake);
    }

    // ---- for loops

    @Override
    public void started(Waiter waiter) {
        synchronized (lock) {
            loops.put(waiter, new State());
        }
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long idle(Waiter waiter, long asked, long nanos) {
        synchronized (lock) {
            State state = loops.computeIfAbsent(waiter, _ -> new State());
            state.due = nanos == NEVER ? NEVER : asked + nanos;
            if (state.due <= now) {
                return 0;
            }
            state.idled++;
            lock.notifyAll();
            return automatic && state.due != NEVER ? moveOn(state) : NEVER;
        }
    }

    private long moveOn(State state) {
        if (!state.quiet) {
            state.listening = System.nanoTime();
            return QUIET;
        }
        state.quiet = false;
        moveTo(nextDue());
        return 0;
    }

    @Override
    public void busy(Waiter waiter) {
        synchronized (lock) {
            State state = loops.computeIfAbsent(waiter, _ -> new State());
            state.quiet = state.listening != 0 && System.nanoTime() - state.listening >= QUIET;
            state.listening = 0;
        }
    }

    @Override
    public void stopped(Waiter waiter) {
        synchronized (lock) {
            loops.remove(waiter);
            lock.notifyAll();
        }
    }

    @Override
    public String toString() {
        return "VirtualClock[" + elapsed() + "]";
    }
}
