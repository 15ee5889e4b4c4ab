package dev.skein.loop;

import java.util.ArrayList;
import java.util.List;

/// The transports with output that waits for the end of the turn. Touched only by whoever holds the loop.
final class DirtyList {
    private final List<Transport> transports = new ArrayList<>();

    void add(Transport transport) {
        transports.add(transport);
    }

    boolean isEmpty() {
        return transports.isEmpty();
    }

    /// Flushes all, including those that become dirty meanwhile, and keeps those that put it off.
    /// What is flushed must not throw.
    @SuppressWarnings("ForLoopReplaceableByForEach") // the list grows while it is walked
    void flushAll() {
        if (transports.isEmpty()) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < transports.size(); i++) {
            Transport transport = transports.get(i);
            if (!transport.flushDirty()) {
                transports.set(kept++, transport);
            }
        }
        transports.subList(kept, transports.size()).clear();
    }
}
