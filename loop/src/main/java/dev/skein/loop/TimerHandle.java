package dev.skein.loop;

/// A callback with a time to run at. Returned by [EventLoop#callLater] and [EventLoop#callAt].
public final class TimerHandle extends Handle {
    /// Where the timer heap holds this timer, or -1; touched only by whoever holds the loop.
    int index = -1;

    private final long when;
    private final boolean runtime;

    /// @param runtime true for the toolkit's own short callbacks, which run while the driver holds the loop
    TimerHandle(EventLoop loop, long when, Runnable callback, boolean runtime) {
        super(loop, callback);
        this.when = when;
        this.runtime = runtime;
    }

    /// The time it is due, on the clock of [EventLoop#time()], in nanoseconds.
    public long when() {
        return when;
    }

    boolean isRuntime() {
        return runtime;
    }

    @Override
    public void cancel() {
        super.cancel();
        loop.core.cancelTimer(this);
    }
}
