package dev.skein.loop;

import java.time.Duration;
import java.util.Objects;

/// How a loop behaves. Immutable; start from [#defaults()] and change what you need.
///
/// @param name prefix of the names of the loop's threads; default `skein`
/// @param handOffAfter a step that holds the loop's thread longer than this loses the loop to another thread and finishes
///     where it is; zero switches hand-off off; default 10 ms
/// @param maxThreads the most platform threads one loop may use, stuck steps included; at least 1; default 64. When all are
///     stuck, the loop waits for one of them. For moments there may be one more, for a task that has got a monitor the loop waits for
/// @param slowStep in debug mode, a step that takes longer than this is logged; default 100 ms
/// @param debug checks and reports that cost time: see [EventLoop]; default the system property `skein.debug`
/// @param clock what timers go by; default [LoopClock#system()]
public record LoopOptions(
        String name,
        Duration handOffAfter,
        int maxThreads,
        Duration slowStep,
        boolean debug,
        LoopClock clock) {
    private static final LoopOptions DEFAULTS =
            new LoopOptions(
                    "skein",
                    Duration.ofMillis(10),
                    64,
                    Duration.ofMillis(100),
                    Boolean.getBoolean("skein.debug"),
                    LoopClock.system());

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public LoopOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(clock, "clock");
        require(
                !handOffAfter.isNegative(),
                "handOffAfter must not be negative, got " + handOffAfter);
        require(
                handOffAfter.isZero() || handOffAfter.toMillis() >= 1,
                "handOffAfter must be zero (off) or at least 1 ms, got " + handOffAfter);
        require(maxThreads >= 1, "maxThreads must be at least 1, got " + maxThreads);
        require(
                !slowStep.isNegative() && !slowStep.isZero(),
                "slowStep must be positive, got " + slowStep);
    }

    /// The defaults named above.
    public static LoopOptions defaults() {
        return DEFAULTS;
    }

    /// These options with another [#name()].
    public LoopOptions withName(String newName) {
        return new LoopOptions(newName, handOffAfter, maxThreads, slowStep, debug, clock);
    }

    /// These options with another [#handOffAfter()].
    public LoopOptions withHandOffAfter(Duration threshold) {
        return new LoopOptions(name, threshold, maxThreads, slowStep, debug, clock);
    }

    /// These options with another [#maxThreads()].
    public LoopOptions withMaxThreads(int cap) {
        return new LoopOptions(name, handOffAfter, cap, slowStep, debug, clock);
    }

    /// These options with another [#slowStep()].
    public LoopOptions withSlowStep(Duration threshold) {
        return new LoopOptions(name, handOffAfter, maxThreads, threshold, debug, clock);
    }

    /// These options with debug mode on or off.
    public LoopOptions withDebug(boolean on) {
        return new LoopOptions(name, handOffAfter, maxThreads, slowStep, on, clock);
    }

    /// These options with another [#clock()].
    public LoopOptions withClock(LoopClock other) {
        return new LoopOptions(name, handOffAfter, maxThreads, slowStep, debug, other);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
