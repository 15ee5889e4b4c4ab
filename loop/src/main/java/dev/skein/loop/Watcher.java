package dev.skein.loop;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
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
            this.key = loop.poller().register(channel, 0, this);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException(
                    "expected an open channel, but " + channel + " is closed", e);
        }
    }

    static Watcher of(EventLoop loop, SelectableChannel channel) {
        SelectionKey key = loop.poller().keyOf(channel);
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
        reader = callback == null ? null : new Callback(loop, callback);
        updateInterest();
    }

    void writer(@Nullable Runnable callback) {
        writer = callback == null ? null : new Callback(loop, callback);
        updateInterest();
    }

    private void updateInterest() {
        int wanted = (reader == null ? 0 : READ) | (writer == null ? 0 : WRITE);
        if (wanted == 0) {
            key.cancel();
            return;
        }
        try {
            key.interestOps(wanted & key.channel().validOps());
        } catch (CancelledKeyException _) {
            // The channel was closed: there is nothing left to watch.
        }
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
    public String toString() {
        return "Watcher[" + key.channel() + "]";
    }

    /// A callback that is in the queue at most once.
    private static final class Callback extends Step {
        private final EventLoop loop;
        private final Runnable action;
        private volatile boolean queued;

        Callback(EventLoop loop, Runnable action) {
            this.loop = loop;
            this.action = action;
        }

        void queue() {
            if (!queued) {
                queued = true;
                loop.schedule(this);
            }
        }

        @Override
        void proceed() {
            try {
                action.run();
            } finally {
                queued = false;
            }
        }

        @Override
        Object subject() {
            return action;
        }
    }
}
