package dev.skein.loop;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The reader and writer callbacks of one channel, as set by [EventLoop#addReader] and its kin. Readiness is level-triggered:
/// a callback is queued in every turn in which its channel is ready and its last run is over.
final class Watcher implements Poller.Sink {
    private static final int READ = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final EventLoop loop;
    private final SelectionKey key;
    private @Nullable Callback reader;
    private @Nullable Callback writer;

    private Watcher(EventLoop loop, SelectableChannel channel) {
        this.loop = loop;
        try {
            this.key = loop.core.poller().register(channel, 0, this);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException(
                    "expected an open channel, but " + channel + " is closed", e);
        } catch (IOException e) {
            throw new IllegalStateException("the system refused to watch " + channel, e);
        }
    }

    /// Applies `change` to the watcher of `channel`, if it has one.
    static void ifAny(EventLoop loop, SelectableChannel channel, Consumer<Watcher> change) {
        SelectionKey key = loop.core.poller().keyOf(channel);
        if (key != null && key.isValid() && key.attachment() instanceof Watcher watcher) {
            change.accept(watcher);
        }
    }

    static Watcher of(EventLoop loop, SelectableChannel channel) {
        SelectionKey key = loop.core.poller().keyOf(channel);
        if (key == null || !key.isValid()) {
            return new Watcher(loop, channel);
        }
        if (key.attachment() instanceof Watcher watcher) {
            return watcher;
        }
        throw new IllegalStateException(
                "expected a channel of the caller's own, but "
                        + channel
                        + " belongs to a transport");
    }

    void reader(@Nullable Runnable callback) {
        reader = replace(reader, callback, READ);
        updateInterest();
    }

    private @Nullable Callback replace(
            @Nullable Callback old, @Nullable Runnable callback, int operations) {
        if (callback != null && (key.channel().validOps() & operations) == 0) {
            throw new IllegalArgumentException(
                    key.channel()
                            + " can never be ready for "
                            + (operations == READ ? "reading" : "writing"));
        }
        if (old != null) {
            old.removed = true;
        }
        return callback == null ? null : new Callback(callback);
    }

    void writer(@Nullable Runnable callback) {
        writer = replace(writer, callback, WRITE);
        updateInterest();
    }

    private void updateInterest() {
        if (reader == null && writer == null) {
            key.cancel();
            return;
        }
        int wanted = interest(reader, READ) | interest(writer, WRITE);
        try {
            key.interestOps(wanted & key.channel().validOps());
        } catch (CancelledKeyException _) {
            // The channel was closed: there is nothing left to watch.
        }
    }

    private void updateInterestIfValid() {
        if (key.isValid()) {
            updateInterest();
        }
    }

    private static int interest(@Nullable Callback callback, int operations) {
        return callback == null || callback.muted ? 0 : operations;
    }

    @Override
    public void ready(int ready) {
        if ((ready & READ) != 0 && reader != null) {
            reader.queue();
        }
        if ((ready & WRITE) != 0 && writer != null) {
            writer.queue();
        }
    }

    @Override
    public void loopClosed() {
        key.cancel();
    }

    @Override
    public String toString() {
        return "Watcher[" + key.channel() + "]";
    }

    /// A callback that is in the queue at most once.
    private final class Callback extends Step {
        private final Runnable action;
        private volatile boolean queued;
        private volatile boolean removed;

        /// True while the channel is not watched because the callback, handed off, still runs: it would be ready all the time.
        private volatile boolean muted;

        Callback(Runnable action) {
            this.action = action;
        }

        void queue() {
            if (queued) {
                muted = true;
                updateInterest();
            } else {
                queued = true;
                loop.core.schedule(this);
            }
        }

        @Override
        void proceed() {
            try {
                if (!removed) {
                    action.run();
                }
            } finally {
                loop.run(this::over);
            }
        }

        private void over() {
            queued = false;
            if (muted) {
                muted = false;
                updateInterestIfValid();
            }
        }

        @Override
        Object subject() {
            return action;
        }
    }
}
