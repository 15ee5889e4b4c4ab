package dev.skein.client;

/// What the [Pool] knows of one connection.
final class PoolEntry<C extends Pooled> {
    final C connection;
    final PoolBucket<C> bucket;
    final PoolShelf<C> shelf;

    /// Its place on the shelf, and among all idle ones of the pool.
    final PoolList.Node<PoolEntry<C>> onShelf = new PoolList.Node<>(this);

    final PoolList.Node<PoolEntry<C>> amongIdle = new PoolList.Node<>(this);

    private final long openedAt;

    /// When the last request on it was done, or it was opened; in nanoseconds.
    long usedAt;

    State state = State.BUSY;

    enum State {
        BUSY,
        IDLE,
        GONE
    }

    PoolEntry(C connection, PoolBucket<C> bucket, PoolShelf<C> shelf, long now) {
        this.connection = connection;
        this.bucket = bucket;
        this.shelf = shelf;
        openedAt = now;
        usedAt = now;
    }

    /// Nanoseconds since it was opened. A clock that was read before another thread's may lie a little behind: not less than 0.
    long age(long now) {
        return Math.max(0, now - openedAt);
    }

    /// Nanoseconds since it was used, not less than 0.
    long unusedFor(long now) {
        return Math.max(0, now - usedAt);
    }

    /// Adds one of this entry's nodes to a list that is ordered by [#usedAt], the longest unused first. It goes to the end in one
    /// step, but for a connection that comes back unused after others were used.
    void addByUse(PoolList<PoolEntry<C>> list, PoolList.Node<PoolEntry<C>> node) {
        PoolList.Node<PoolEntry<C>> before = list.lastNode();
        while (before != null && before.item().usedAt - usedAt > 0) {
            before = before.previous();
        }
        list.addAfter(before, node);
    }
}
