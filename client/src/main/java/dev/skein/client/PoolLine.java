package dev.skein.client;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who waits for a connection, in the order in which they came. Each bucket keeps its own waiters; here stands the oldest of each
/// bucket that is below its own limit, so that those who could not use a free place are not walked over.
final class PoolLine<C extends Pooled> {
    private final int mostPerKey;
    private final TreeSet<PoolTicket<C>> oldest =
            new TreeSet<>(Comparator.comparingLong(ticket -> ticket.number));
    private long lastNumber;
    private int size;

    PoolLine(int mostPerKey) {
        this.mostPerKey = mostPerKey;
    }

    /// All that wait.
    int size() {
        return size;
    }

    /// The oldest of those whose key may have one more connection, or null.
    @Nullable PoolTicket<C> first() {
        return oldest.isEmpty() ? null : oldest.first();
    }

    /// Puts a ticket last. The bucket must be settled next, as after [#leave].
    void enter(PoolTicket<C> ticket) {
        ticket.number = ++lastNumber;
        ticket.place = new PoolList.Node<>(ticket);
        ticket.bucket.waiters.addLast(ticket.place);
        ticket.become(PoolTicket.State.WAIT);
        size++;
    }

    /// Takes out a ticket that waits.
    void leave(PoolTicket<C> ticket) {
        PoolList.Node<PoolTicket<C>> place = ticket.place;
        assert place != null : "the ticket waits";
        ticket.bucket.waiters.remove(place);
        ticket.place = null;
        size--;
    }

    /// Has the right waiter of a bucket stand here, after the bucket's waiters or connections have changed.
    void settle(PoolBucket<C> bucket) {
        PoolTicket<C> next = bucket.connections < mostPerKey ? bucket.waiters.first() : null;
        if (bucket.inLine == next) {
            return;
        }
        if (bucket.inLine != null) {
            oldest.remove(bucket.inLine);
        }
        if (next != null) {
            oldest.add(next);
        }
        bucket.inLine = next;
    }
}
