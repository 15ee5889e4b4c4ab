package dev.skein.client;

import dev.skein.client.PoolEntry.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connections of a session: a state machine without sockets, threads, locks or clock. The caller guards it with one lock, and
/// passes `now` in nanoseconds of a clock that may wrap.
///
/// After every call the caller, outside the lock,
/// - closes what [#drainEvicted()] gives: all that the pool has let go, but for what was [#removed];
/// - wakes the ticket that the call returned, if any: it waited and was granted. Such a ticket counts as served: a holder that has
///   given up meanwhile must [#cancel] it, so that the next in line gets its turn.
///
/// What waits could not be served. So while a connection is idle, nobody waits for its key, and nobody waits only because of the
/// limit on all connections: that one would be closed for it. Hence one freed place serves at most one waiter, the oldest that
/// can use it, and a newcomer never overtakes anybody. Waiters whose key is at its own limit are passed over, and keep their place.
///
/// Evictions apart, an operation's time does not depend on the number of connections; it grows with the number of event loops, and
/// with the logarithm of the number of keys that are waited for.
///
/// @param <K> what connections must have in common to serve the same requests
final class Pool<K, C extends Pooled> {
    private final PoolOptions options;
    private final int most;
    private final int mostPerKey;
    private final long keepAlive;
    private final long maxLifetime;

    /// Has a bucket for each key with a connection or a waiter, and no others.
    private final Map<K, PoolBucket<C>> buckets = new HashMap<>();

    private final IdentityHashMap<C, PoolEntry<C>> entries = new IdentityHashMap<>();

    /// The longest unused first.
    private final PoolList<PoolEntry<C>> idleEntries = new PoolList<>();

    private final PoolLine<C> line;
    private List<C> evicted = new ArrayList<>();
    private int total;
    private int idle;
    private int connecting;
    private boolean closed;

    Pool(PoolOptions options) {
        this.options = options;
        most = orAny(options.total());
        mostPerKey = orAny(options.perOrigin());
        line = new PoolLine<>(mostPerKey);
        keepAlive = TimeUnit.NANOSECONDS.convert(options.keepAlive());
        maxLifetime =
                options.maxLifetime() == null
                        ? Long.MAX_VALUE
                        : TimeUnit.NANOSECONDS.convert(options.maxLifetime());
    }

    private static int orAny(int limit) {
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    /// Asks for a connection. Its state says what comes of it: REUSE, CONNECT, WAIT, REFUSED or CLOSED. Preferred is an idle
    /// connection that lives at `home`, then a new one, then an idle one that lives elsewhere, then a new one in place of the
    /// longest unused of another key.
    PoolTicket<C> acquire(K key, Object home, long now) {
        if (closed) {
            return new PoolTicket<>(new PoolBucket<>(key), PoolTicket.State.CLOSED);
        }
        expire(now);
        PoolBucket<C> bucket = bucket(key);
        PoolTicket<C> ticket = new PoolTicket<>(bucket, PoolTicket.State.REFUSED);
        PoolEntry<C> entry = takeIdle(bucket, home, now);
        if (entry != null) {
            hold(ticket, entry);
        } else if (makeRoom(bucket)) {
            connect(ticket);
        } else if (line.size() < orAny(options.maxWaiters())) {
            line.enter(ticket);
        }
        settle(bucket);
        return ticket;
    }

    /// The place of a ticket in state CONNECT has become a connection, held by the ticket: CONNECTED.
    ///
    /// @throws IllegalStateException if the ticket is in another state, or the connection is in the pool already
    void connected(PoolTicket<C> ticket, C connection, long now) {
        ticket.require(PoolTicket.State.CONNECT);
        if (entries.containsKey(connection)) {
            throw new IllegalStateException("expected a new connection, the pool has this one");
        }
        PoolEntry<C> entry = ticket.bucket.open(connection, now);
        entries.put(connection, entry);
        connecting--;
        ticket.entry = entry;
        ticket.become(PoolTicket.State.CONNECTED);
    }

    /// No connection could be opened for a ticket in state CONNECT: its place is free.
    ///
    /// @return the ticket granted by this, or null
    /// @throws IllegalStateException if the ticket is in another state
    @Nullable PoolTicket<C> failed(PoolTicket<C> ticket) {
        ticket.require(PoolTicket.State.CONNECT);
        ticket.become(PoolTicket.State.OVER);
        ticket.bucket.connections--;
        connecting--;
        total--;
        return grantFreed(ticket.bucket);
    }

    /// The holder is done with its connection. It goes to a waiter, becomes idle, or is evicted; nothing happens if it was removed.
    ///
    /// @param reusable whether another request may be sent on it; if not, it is evicted
    /// @return the ticket granted by this, or null
    /// @throws IllegalStateException if the ticket holds no connection, for example because it was released before
    @Nullable PoolTicket<C> release(PoolTicket<C> ticket, boolean reusable, long now) {
        PoolEntry<C> entry = ticket.entry();
        entry.usedAt = now;
        return giveBack(ticket, entry, reusable, now);
    }

    /// Gives up a ticket in whatever state: it waits no longer, a place is free again, an *unused* connection goes back as old as it
    /// was. One that has been written to or read from must be released instead. A ticket that is over stays so.
    ///
    /// @return the ticket granted by this, or null
    @Nullable PoolTicket<C> cancel(PoolTicket<C> ticket, long now) {
        return switch (ticket.state()) {
            case WAIT -> {
                line.leave(ticket);
                ticket.become(PoolTicket.State.OVER);
                settle(ticket.bucket);
                yield null;
            }
            case CONNECT -> failed(ticket);
            case REUSE, CONNECTED -> giveBack(ticket, ticket.entry(), true, now);
            case REFUSED, CLOSED, OVER -> null;
        };
    }

    /// A connection, idle or held, is dead: it is forgotten and not evicted. Nothing happens if the pool does not have it. Its holder
    /// keeps its ticket and releases it as ever.
    ///
    /// @return the ticket granted by this, or null
    @Nullable PoolTicket<C> removed(C connection) {
        PoolEntry<C> entry = entries.get(connection);
        if (entry == null) {
            return null;
        }
        if (entry.state == State.IDLE) {
            unshelve(entry);
        }
        forget(entry);
        return grantFreed(entry.bucket);
    }

    /// Evicts the connections that have been unused for the time of keep-alive.
    void expire(long now) {
        PoolEntry<C> oldest = idleEntries.first();
        while (oldest != null && oldest.unusedFor(now) >= keepAlive) {
            evictIdle(oldest);
            oldest = idleEntries.first();
        }
    }

    /// Nanoseconds until [#expire] has something to do, 0 when it has already, `Long.MAX_VALUE` when nothing is idle.
    long nextExpiry(long now) {
        PoolEntry<C> oldest = idleEntries.first();
        return oldest == null ? Long.MAX_VALUE : Math.max(0, keepAlive - oldest.unusedFor(now));
    }

    /// Evicts what is idle and lets nobody in any more. What is held or being opened is evicted when it is given back.
    ///
    /// @return all that waited, now CLOSED, to be woken
    List<PoolTicket<C>> close() {
        closed = true;
        List<PoolTicket<C>> waiters = new ArrayList<>(line.size());
        for (PoolBucket<C> bucket : List.copyOf(buckets.values())) {
            PoolTicket<C> waiter = bucket.waiters.first();
            while (waiter != null) {
                line.leave(waiter);
                waiter.become(PoolTicket.State.CLOSED);
                waiters.add(waiter);
                waiter = bucket.waiters.first();
            }
            settle(bucket);
        }
        for (PoolEntry<C> entry = idleEntries.first(); entry != null; entry = idleEntries.first()) {
            evictIdle(entry);
        }
        return waiters;
    }

    /// Takes the connections to close since the last call.
    List<C> drainEvicted() {
        if (evicted.isEmpty()) {
            return List.of();
        }
        List<C> result = evicted;
        evicted = new ArrayList<>();
        return result;
    }

    /// Why a ticket is REFUSED, and what to do.
    String refusal() {
        return "no connection is free and "
                + line.size()
                + " requests wait for one already (PoolOptions.maxWaiters): send fewer at once, or allow more"
                + " connections (PoolOptions.total, perOrigin)";
    }

    /// Connections, those being opened included.
    int total() {
        return total;
    }

    int idle() {
        return idle;
    }

    int busy() {
        return total - idle - connecting;
    }

    int connecting() {
        return connecting;
    }

    /// Tickets that wait.
    int waiting() {
        return line.size();
    }

    /// Connections of one key, those being opened included.
    int perKey(K key) {
        PoolBucket<C> bucket = buckets.get(key);
        return bucket == null ? 0 : bucket.connections;
    }

    /// Keys with a connection or a waiter.
    int keys() {
        return buckets.size();
    }

    private PoolBucket<C> bucket(K key) {
        PoolBucket<C> bucket = buckets.get(key);
        if (bucket == null) {
            bucket = new PoolBucket<>(key);
            buckets.put(key, bucket);
        }
        return bucket;
    }

    /// An idle connection to use: one that lives at `home`, or, if no other can be opened, elsewhere. Evicts those unfit for use on
    /// its way.
    private @Nullable PoolEntry<C> takeIdle(PoolBucket<C> bucket, Object home, long now) {
        while (true) {
            PoolEntry<C> entry = bucket.idleAt(home, options.reuse());
            if (entry == null && !hasRoom(bucket)) {
                entry = bucket.idle(options.reuse());
            }
            if (entry == null) {
                return null;
            }
            unshelve(entry);
            if (isFit(entry, now)) {
                return entry;
            }
            evict(entry);
        }
    }

    private boolean isFit(PoolEntry<C> entry, long now) {
        return entry.unusedFor(now) < keepAlive
                && entry.age(now) < maxLifetime
                && entry.connection.isUsable();
    }

    private boolean hasRoom(PoolBucket<C> bucket) {
        return bucket.connections < mostPerKey && total < most;
    }

    /// Whether one more connection can be opened, if need be in place of another key's that is idle.
    private boolean makeRoom(PoolBucket<C> bucket) {
        if (hasRoom(bucket)) {
            return true;
        }
        PoolEntry<C> oldest = idleEntries.first();
        if (bucket.connections >= mostPerKey || oldest == null) {
            return false;
        }
        evictIdle(oldest);
        return true;
    }

    /// A connection that a ticket holds goes to the oldest waiter of its key, unless an older one needs its place.
    private @Nullable PoolTicket<C> giveBack(
            PoolTicket<C> ticket, PoolEntry<C> entry, boolean reusable, long now) {
        ticket.entry = null;
        ticket.become(PoolTicket.State.OVER);
        if (entry.state == State.GONE) {
            return null;
        }
        PoolBucket<C> bucket = entry.bucket;
        PoolTicket<C> heir = bucket.waiters.first();
        PoolTicket<C> first = line.first();
        boolean overtakes = first != null && (heir == null || first.number < heir.number);
        if (closed || !reusable || overtakes || !isFit(entry, now)) {
            evict(entry);
            return grantFreed(bucket);
        }
        if (heir == null) {
            shelve(entry);
            return null;
        }
        line.leave(heir);
        hold(heir, entry);
        settle(bucket);
        return heir;
    }

    /// A place of this bucket's is free: the oldest waiter that can use it gets it.
    private @Nullable PoolTicket<C> grantFreed(PoolBucket<C> bucket) {
        settle(bucket);
        PoolTicket<C> next = line.first();
        if (next == null) {
            return null;
        }
        line.leave(next);
        connect(next);
        settle(next.bucket);
        return next;
    }

    private void connect(PoolTicket<C> ticket) {
        ticket.bucket.connections++;
        total++;
        connecting++;
        ticket.become(PoolTicket.State.CONNECT);
    }

    private void hold(PoolTicket<C> ticket, PoolEntry<C> entry) {
        ticket.entry = entry;
        ticket.become(PoolTicket.State.REUSE);
    }

    private void shelve(PoolEntry<C> entry) {
        entry.state = State.IDLE;
        entry.addByUse(entry.shelf.idle, entry.onShelf);
        entry.addByUse(idleEntries, entry.amongIdle);
        idle++;
    }

    private void unshelve(PoolEntry<C> entry) {
        entry.state = State.BUSY;
        entry.shelf.idle.remove(entry.onShelf);
        idleEntries.remove(entry.amongIdle);
        idle--;
    }

    private void evictIdle(PoolEntry<C> entry) {
        unshelve(entry);
        evict(entry);
        settle(entry.bucket);
    }

    private void evict(PoolEntry<C> entry) {
        forget(entry);
        evicted.add(entry.connection);
    }

    private void forget(PoolEntry<C> entry) {
        entry.state = State.GONE;
        entries.remove(entry.connection);
        entry.bucket.close(entry);
        total--;
    }

    /// After a change: the right waiter of the bucket stands in line, and an empty bucket is forgotten.
    private void settle(PoolBucket<C> bucket) {
        line.settle(bucket);
        if (bucket.isEmpty()) {
            buckets.remove(bucket.key);
        }
    }
}
