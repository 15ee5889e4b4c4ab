package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The connections of one key that live on one event loop.
final class PoolShelf<C extends Pooled> {
    final Object home;

    /// The idle ones, the longest unused first.
    final PoolList<PoolEntry<C>> idle = new PoolList<>();

    /// Idle and busy ones.
    int connections;

    /// The bucket's next shelf.
    @Nullable PoolShelf<C> next;

    PoolShelf(Object home, @Nullable PoolShelf<C> next) {
        this.home = home;
        this.next = next;
    }
}
