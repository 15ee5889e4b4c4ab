package dev.skein.loop;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The one thread per process that looks at every running loop each few milliseconds, hands over those whose step does not end,
/// and has [Heirs] helped that wait for a loop in vain. It sleeps while all loops are idle; a loop that comes back from an idle
/// wait wakes it.
final class Watchdog implements Runnable {
    static final Watchdog INSTANCE = new Watchdog();

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_AFTER = TimeUnit.SECONDS.toNanos(1);
    private static final long DOZE = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean dozing = true;

    private Watchdog() {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name("skein-watchdog")
                        .unstarted(this);
        thread.start();
    }

    /// What the watchdog remembers of one loop between two looks.
    static final class Watch {
        private final LoopCore core;

        /// In nanoseconds; 0: never hand it over.
        private final long threshold;

        private long turn;
        private long since;
        private boolean heirsWaited;

        Watch(LoopCore core, long thresholdNanos) {
            this.core = core;
            this.threshold = thresholdNanos;
        }

        /// Looks at the loop; true if anything happened on it since the last look, or is happening.
        boolean look(long now) {
            long seen = core.ownership().sample();
            if (Ownership.turnOf(seen) != turn) {
                turn = Ownership.turnOf(seen);
                since = now;
                heirsWaited = false;
                return true;
            }
            if (!Ownership.isUser(seen)) {
                return lookAtHeirs();
            }
            if (threshold > 0 && now - since >= threshold) {
                core.handOff(seen);
            }
            return true;
        }

        /// The loop runs code of its own, or nothing. Heirs that are there at two looks in a row will not be taken soon.
        private boolean lookAtHeirs() {
            boolean waiting = !core.heirs().isEmpty();
            if (waiting && heirsWaited) {
                core.heirs().help();
            }
            heirsWaited = waiting;
            return waiting;
        }

        long pause() {
            return threshold > 0 ? Math.min(threshold / 2, LONGEST_PAUSE) : LONGEST_PAUSE;
        }
    }

    void add(Watch watch) {
        watches.add(watch);
        wake();
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    /// Called by a driver that was idle; costs a volatile read when the watchdog is awake.
    void wakeIfDozing() {
        if (dozing) {
            wake();
        }
    }

    private void wake() {
        dozing = false;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        long lastActive = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            if (lookAtAll(now)) {
                lastActive = now;
            }
            if (now - lastActive > IDLE_AFTER) {
                doze();
                lastActive = System.nanoTime();
            } else {
                LockSupport.parkNanos(this, pause());
            }
        }
    }

    private boolean lookAtAll(long now) {
        boolean active = false;
        for (Watch watch : watches) {
            try {
                active |= watch.look(now);
            } catch (RuntimeException | Error e) {
                // No thread to be had, for instance. The next look tries again.
                StepReports.logFromWatchdog(Level.DEBUG, "looking at a loop failed", e);
            }
        }
        return active;
    }

    /// Looks seldom until a loop wakes us. Never sleeps for good: a loop may have begun a step just as we lay down.
    private void doze() {
        dozing = true;
        while (dozing && !lookAtAll(System.nanoTime())) {
            LockSupport.parkNanos(this, DOZE);
        }
        dozing = false;
    }

    /// Half the smallest threshold, so that a stuck step is noticed at one and a half thresholds at the latest.
    private long pause() {
        long pause = LONGEST_PAUSE;
        for (Watch watch : watches) {
            pause = Math.min(pause, watch.pause());
        }
        return pause;
    }
}
