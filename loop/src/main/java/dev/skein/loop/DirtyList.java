package dev.skein.loop;

import java.util.ArrayList;
import java.util.List;

/// The transports with output that waits for the end of the turn. Touched only by whoever holds the loop.
final class DirtyList {
    private final List<Transport> transports = new ArrayList<>();

    void add(Transport transport) {
        transports.add(transport);
    }

    /// Flushes all, including those that become dirty meanwhile.
    @SuppressWarnings("ForLoopReplaceableByForEach") // the list grows while it is walked
    void flushAll() {
        if (transports.isEmpty()) {
            return;
        }
        for (int i = 0; i < transports.size(); i++) {
            transports.get(i).flushDirty();
        }
        transports.clear();
    }
}
