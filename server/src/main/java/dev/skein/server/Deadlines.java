package dev.skein.server;

import dev.skein.loop.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything on one loop that waits for the same length of time: a list in order of arrival, which is the order of expiry, and
/// one timer for its front. Adding and removing are a few pointers; a connection that is served in time never touches a timer.
/// Only for code that holds the loop.
final class Deadlines {
    /// Something that may wait; in one list at a time.
    static class Entry {
        private @Nullable Deadlines list;
        private @Nullable Entry previous;
        private @Nullable Entry next;
        private long deadline;

        final boolean isIn(Deadlines some) {
            return list == some;
        }

        /// Leaves the list it is in, if any.
        final void leave() {
            if (list != null) {
                list.unlink(this);
            }
        }
    }

    private final EventLoop loop;
    private final Duration wait;
    private final long nanos;
    private final Consumer<Entry> expired;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private boolean armed;

    Deadlines(EventLoop loop, Duration wait, Consumer<Entry> expired) {
        this.loop = loop;
        this.wait = wait;
        this.nanos = wait.toNanos();
        this.expired = expired;
    }

    /// Puts `entry` at the end, from whatever list it is in.
    void add(Entry entry) {
        entry.leave();
        entry.list = this;
        entry.deadline = loop.turnTime() + nanos;
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        if (!armed) {
            arm(wait);
        }
    }

    private void unlink(Entry entry) {
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
        entry.list = null;
        entry.previous = null;
        entry.next = null;
    }

    private void arm(Duration delay) {
        armed = true;
        loop.callRuntimeLater(delay, this::expire);
    }

    private void expire() {
        armed = false;
        // The time that deadlines are counted from: an entry that comes back cannot be due at once.
        long now = loop.turnTime();
        try {
            for (Entry entry = first; entry != null && entry.deadline - now <= 0; entry = first) {
                unlink(entry);
                expired.accept(entry);
            }
        } finally {
            if (first != null && !armed) {
                arm(Duration.ofNanos(Math.max(1, first.deadline - loop.time())));
            }
        }
    }
}
