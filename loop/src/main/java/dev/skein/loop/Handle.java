package dev.skein.loop;

/// A callback that was handed to a loop, and the means to cancel it. Returned by [EventLoop#callSoon], [EventLoop#callLater]
/// and their kin; safe from any thread.
public sealed class Handle permits TimerHandle {
    final EventLoop loop;
    final Callback step;
    private volatile boolean cancelled;

    Handle(EventLoop loop, Runnable callback) {
        this.loop = loop;
        this.step = new Callback(this, callback);
    }

    /// Cancels the callback. Does nothing when it has run already or was cancelled before.
    public void cancel() {
        cancelled = true;
    }

    /// True once [#cancel()] was called.
    public final boolean isCancelled() {
        return cancelled;
    }

    /// The step that runs the callback, unless it was cancelled first.
    static final class Callback extends Step {
        private final Handle handle;
        private final Runnable action;

        Callback(Handle handle, Runnable action) {
            this.handle = handle;
            this.action = action;
        }

        @Override
        void proceed() {
            if (!handle.cancelled) {
                action.run();
            }
        }

        @Override
        Object subject() {
            return action;
        }
    }
}
