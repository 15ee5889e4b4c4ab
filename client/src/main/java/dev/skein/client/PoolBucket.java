package dev.skein.client;

import dev.skein.client.PoolOptions.Reuse;
import org.jspecify.annotations.Nullable;

/// All connections and waiters of one key. It has a shelf for each event loop that has connections, so finding one walks over no
/// more than the loops.
final class PoolBucket<C extends Pooled> {
    final Object key;

    /// The tickets that wait, the oldest first.
    final PoolList<PoolTicket<C>> waiters = new PoolList<>();

    /// Connections idle, busy and being opened.
    int connections;

    /// The waiter that stands in the pool's line for this bucket: its oldest, when one more connection may be opened.
    @Nullable PoolTicket<C> inLine;

    private @Nullable PoolShelf<C> shelves;

    PoolBucket(Object key) {
        this.key = key;
    }

    boolean isEmpty() {
        return connections == 0 && waiters.isEmpty();
    }

    /// The idle connection to use, of those that live at `home`.
    @Nullable PoolEntry<C> idleAt(Object home, Reuse reuse) {
        PoolShelf<C> shelf = shelf(home);
        return shelf == null ? null : pick(shelf, reuse);
    }

    /// The idle connection to use, of all.
    @Nullable PoolEntry<C> idle(Reuse reuse) {
        PoolEntry<C> best = null;
        for (PoolShelf<C> shelf = shelves; shelf != null; shelf = shelf.next) {
            PoolEntry<C> entry = pick(shelf, reuse);
            if (best == null || entry != null && isBetter(entry, best, reuse)) {
                best = entry;
            }
        }
        return best;
    }

    /// The entry of a new connection.
    PoolEntry<C> open(C connection, long now) {
        PoolShelf<C> shelf = shelf(connection.home());
        if (shelf == null) {
            shelf = new PoolShelf<>(connection.home(), shelves);
            shelves = shelf;
        }
        shelf.connections++;
        return new PoolEntry<>(connection, this, shelf, now);
    }

    /// Forgets a connection that is not idle.
    void close(PoolEntry<C> entry) {
        connections--;
        if (--entry.shelf.connections == 0) {
            removeShelf(entry.shelf);
        }
    }

    private @Nullable PoolShelf<C> shelf(Object home) {
        PoolShelf<C> shelf = shelves;
        while (shelf != null && shelf.home != home) {
            shelf = shelf.next;
        }
        return shelf;
    }

    private void removeShelf(PoolShelf<C> gone) {
        PoolShelf<C> before = null;
        for (PoolShelf<C> shelf = shelves; shelf != gone && shelf != null; shelf = shelf.next) {
            before = shelf;
        }
        if (before == null) {
            shelves = gone.next;
        } else {
            before.next = gone.next;
        }
    }

    private static <C extends Pooled> @Nullable PoolEntry<C> pick(PoolShelf<C> shelf, Reuse reuse) {
        return switch (reuse) {
            case LIFO -> shelf.idle.last();
            case FIFO -> shelf.idle.first();
        };
    }

    private static <C extends Pooled> boolean isBetter(
            PoolEntry<C> a, PoolEntry<C> b, Reuse reuse) {
        return switch (reuse) {
            case LIFO -> a.usedAt - b.usedAt > 0;
            case FIFO -> a.usedAt - b.usedAt < 0;
        };
    }
}
