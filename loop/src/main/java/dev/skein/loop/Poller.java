package dev.skein.loop;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits for channels to become ready. All that the loop knows of the operating system goes through here, so that another
/// mechanism could take the selector's place. Touched only by whoever holds the loop, except [#wakeup()].
final class Poller {
    /// Told what its channel is ready for. Runs while the driver holds the loop, and must be short.
    interface Sink {
        /// Takes note.
        ///
        /// @param ready the ready operations, as in [SelectionKey#readyOps()]
        void ready(int ready);

        /// The loop is being closed: gives the channel up.
        void loopClosed();
    }

    private final Selector selector;
    private final Consumer<SelectionKey> dispatch;
    private final Consumer<Throwable> failed;

    /// Nobody has been told anything in this poll.
    private boolean waiting;

    /// @param failed is given what a sink throws; a sink that throws keeps no other from being told
    /// @param first is run before the first sink of each [#poll] is told: the wait is over
    Poller(Consumer<Throwable> failed, Runnable first) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the system gave no selector, so the loop cannot start", e);
        }
        this.failed = failed;
        dispatch =
                key -> {
                    try {
                        if (waiting) {
                            waiting = false;
                            first.run();
                        }
                        if (key.isValid()) { // another sink of the same batch may have closed the
                            // channel
                            ((Sink) key.attachment()).ready(key.readyOps());
                        }
                    } catch (RuntimeException | Error e) {
                        failed.accept(e);
                    }
                };
    }

    SelectionKey register(SelectableChannel channel, int operations, Sink sink) throws IOException {
        SelectionKey old = channel.keyFor(selector);
        if (old != null && !old.isValid()) {
            // Cancelled in this turn: only a selection makes the selector forget the key.
            selector.selectNow();
            selector.selectedKeys().clear();
        }
        return channel.register(selector, operations, sink);
    }

    @Nullable SelectionKey keyOf(SelectableChannel channel) {
        return channel.keyFor(selector);
    }

    /// Tells every ready channel's sink. Waits up to `timeoutNanos` for the first: 0 not at all, `Long.MAX_VALUE` without end.
    void poll(long timeoutNanos) throws IOException {
        waiting = true;
        if (timeoutNanos <= 0) {
            selector.selectNow(dispatch);
        } else if (timeoutNanos == Long.MAX_VALUE) {
            selector.select(dispatch);
        } else {
            long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos - 1) + 1;
            selector.select(dispatch, millis);
        }
    }

    /// Lets go of a channel at once. Not for sinks, which are called in the middle of a selection.
    void forget(SelectionKey key) throws IOException {
        key.cancel();
        selector.selectNow(dispatch);
    }

    void wakeup() {
        selector.wakeup();
    }

    Iterable<SelectionKey> keys() {
        return selector.keys();
    }

    /// Has every sink give up its channel.
    void loseAll() {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            if (key.isValid()) {
                try {
                    ((Sink) key.attachment()).loopClosed();
                } catch (RuntimeException | Error e) {
                    failed.accept(e);
                }
            }
        }
    }

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException("the selector could not be closed", e);
        }
    }
}
