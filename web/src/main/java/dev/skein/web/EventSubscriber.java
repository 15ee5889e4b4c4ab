package dev.skein.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What waits for one subscriber of an [EventHub].
final class EventSubscriber {
    private final int most;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(1);
    private boolean ended;

    EventSubscriber(int most) {
        this.most = most;
    }

    /// Adds an event.
    ///
    /// @return false if too many wait: then none does any more, and no other is taken
    synchronized boolean offer(byte[] formatted) {
        if (waiting.size() == most) {
            waiting.clear();
            end();
            return false;
        }
        waiting.addLast(formatted);
        notifyAll();
        return true;
    }

    /// Nothing more will come.
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// Waits for events, and takes all there are.
    ///
    /// @return null when nothing more will come
    synchronized @Nullable List<byte[]> take() throws InterruptedException {
        while (waiting.isEmpty()) {
            if (ended) {
                return null;
            }
            wait();
        }
        List<byte[]> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }
}
