package dev.skein.loop;

/// A loop's time: the system's, unless a test brings its own.
///
/// Only timers go by it: [EventLoop#callLater], [EventLoop#sleep], [Timeout] in tasks, and what protocols measure with
/// [EventLoop#time()]. A clock must not block, and guard its state by nothing but a monitor; see [Protocol]. Hand-off, [Task#join(java.time.Duration)] and everything outside the loop take real time.
public interface LoopClock {
    /// The time in nanoseconds from an arbitrary origin; it never goes back. Called from any thread.
    long nanoTime();

    /// A loop starts.
    ///
    /// @param waiter stands for it from now on
    void started(Waiter waiter);

    /// A loop has nothing to do. Called on the loop's thread, before it waits for events.
    ///
    /// @param now the time by which `nanos` was found
    /// @param nanos from then until its next timer is due; more than 0, [Long#MAX_VALUE] without timers
    /// @return how many real nanoseconds it may wait before it asks again, or [Long#MAX_VALUE]; 0 if a timer may be due by now
    long idle(Waiter waiter, long now, long nanos);

    /// A loop is not idle, or not any more. Called on the loop's thread, in every turn.
    void busy(Waiter waiter);

    /// A loop has stopped.
    void stopped(Waiter waiter);

    /// A loop, as its clock knows it.
    interface Waiter {
        /// Has the loop look at the time again. May be called from any thread.
        void wake();
    }

    /// The clock of the system.
    static LoopClock system() {
        return SystemClock.INSTANCE;
    }
}
