package dev.skein.loop;

import java.util.ArrayList;
import java.util.List;

/// The transports with output that waits for the end of the turn. Touched only by whoever holds the loop.
final class DirtyList {
    /// When so many more wait, they are flushed before the end of the turn: one message for ten thousand connections must not have
    /// ten thousand chunks of output gather.
    private static final int MOST = LoopBuffers.SPARE_CHUNKS;

    private final List<Transport> transports = new ArrayList<>();
    private int enough = MOST;
    private boolean flushing;

    void add(Transport transport) {
        if (transports.size() >= enough && !flushing) {
            flushAll();
        }
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
        flushing = true;
        int kept = 0;
        for (int i = 0; i < transports.size(); i++) {
            Transport transport = transports.get(i);
            if (!transport.flushDirty()) {
                transports.set(kept++, transport);
            }
        }
        transports.subList(kept, transports.size()).clear();
        enough = kept + MOST;
        flushing = false;
    }
}
