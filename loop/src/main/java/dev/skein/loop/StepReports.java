package dev.skein.loop;

import java.lang.System.Logger.Level;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// What a loop logs about steps that take too long.
final class StepReports {
    private final LoopCore core;
    private final LoopOptions options;
    private volatile boolean capReported;

    StepReports(LoopCore core, LoopOptions options) {
        this.core = core;
        this.options = options;
    }

    void slow(Step step, long took) {
        if (took > options.slowStep().toNanos()) {
            core.aside(
                    () ->
                            EventLoop.LOG.log(
                                    Level.WARNING,
                                    "slow step: {0} held its thread for {1} ms",
                                    step.subject(),
                                    took / 1_000_000));
        }
    }

    void handedOff(@Nullable Driver stuck) {
        Step step = stuck == null ? null : stuck.step();
        if (stuck == null || step == null) {
            return;
        }
        StringBuilder text =
                new StringBuilder("handed ")
                        .append(core.loop)
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
        logFromWatchdog(Level.WARNING, text.toString(), null);
    }

    void allStuck() {
        if (!capReported) {
            capReported = true;
            logFromWatchdog(
                    Level.WARNING,
                    core.loop
                            + " is stuck and all its "
                            + options.maxThreads()
                            + " threads are stuck too: raise maxThreads, or find what blocks them",
                    null);
        }
    }

    /// The watchdog must not wait for a logger, whose lock a task of the stuck loop may hold.
    static void logFromWatchdog(Level level, String text, @Nullable Throwable cause) {
        ForkJoinPool.commonPool().execute(() -> EventLoop.LOG.log(level, text, cause));
    }
}
