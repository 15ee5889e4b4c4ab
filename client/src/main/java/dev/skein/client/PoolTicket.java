package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// A place in the [Pool]: one request's claim on a connection, from [Pool#acquire] until it is given back or cancelled. Everything
/// here is read under the pool's lock, but a connection, once held, may be kept outside.
final class PoolTicket<C extends Pooled> {
    final PoolBucket<C> bucket;

    /// The connection it holds, in states REUSE and CONNECTED.
    @Nullable PoolEntry<C> entry;

    /// Its place among the bucket's waiters, in state WAIT.
    PoolList.@Nullable Node<PoolTicket<C>> place;

    /// Waiters are numbered in the order in which they came.
    long number;

    private State state;
    private @Nullable Object waiter;

    enum State {
        /// No connection is free. The ticket will be granted: its state changes to REUSE, CONNECT or CLOSED.
        WAIT,
        /// [#connection()] is the holder's: a connection that has been used before.
        REUSE,
        /// A place for one connection is the holder's: to open it and say [Pool#connected] or [Pool#failed].
        CONNECT,
        /// [#connection()] is the holder's: the one that it has opened.
        CONNECTED,
        /// Too many wait already: see [Pool#refusal()].
        REFUSED,
        /// The pool is closed.
        CLOSED,
        /// Given back or cancelled.
        OVER
    }

    PoolTicket(PoolBucket<C> bucket, State state) {
        this.bucket = bucket;
        this.state = state;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /// The connection that it holds.
    ///
    /// @throws IllegalStateException unless its state is REUSE or CONNECTED
    C connection() {
        return entry().connection;
    }

    PoolEntry<C> entry() {
        if (entry == null) {
            throw new IllegalStateException(
                    "a ticket holds a connection in states REUSE and CONNECTED, this one is "
                            + state);
        }
        return entry;
    }

    void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException(
                    "expected a ticket in state " + expected + ", this one is " + state);
        }
    }

    /// What to wake when this ticket is granted. The pool only keeps it.
    @Nullable Object waiter() {
        return waiter;
    }

    void setWaiter(Object wakeable) {
        waiter = wakeable;
    }
}
