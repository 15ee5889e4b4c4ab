package dev.skein.loop;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// What becomes of the steps and timers of a loop that does not run them: of all when it is closed, of [Heirs] also while it is
/// stopped. Continuations must never be refused, or their threads would hang for ever: they go on the JDK's pool.
final class Leftovers {
    private final LoopCore core;

    Leftovers(LoopCore core) {
        this.core = core;
    }

    void take(Inbox inbox) {
        for (Step step = inbox.takeAll(); step != null; ) {
            Step following = step.next;
            step.next = null;
            take(step);
            step = following;
        }
    }

    void take(Heirs heirs) {
        for (Step heir = heirs.poll(); heir != null; heir = heirs.poll()) {
            take(heir);
        }
    }

    void take(StepQueue ready) {
        for (Step step = ready.poll(); step != null; step = ready.poll()) {
            take(step);
        }
    }

    void take(Timers timers) {
        for (TimerHandle timer = timers.poll(); timer != null; timer = timers.poll()) {
            take(timer);
        }
    }

    void take(Step step) {
        switch (step.afterClose()) {
            case DROP -> {}
            case HERE -> {
                synchronized (this) { // nobody drives the loop any more: one at a time is enough
                    core.runGuarded(step);
                }
            }
            case ELSEWHERE -> ForkJoinPool.commonPool().execute(step::proceed);
        }
    }

    /// The toolkit's own timers wake tasks that may be alive, so they must still fire.
    void take(TimerHandle timer) {
        if (timer.isRuntime()) {
            long left = timer.when() - core.loop.time();
            Future<?> _ =
                    ForkJoinPool.commonPool()
                            .schedule(
                                    () -> core.runGuarded(timer.step), left, TimeUnit.NANOSECONDS);
        }
    }
}
