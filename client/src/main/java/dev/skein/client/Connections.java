package dev.skein.client;

import dev.skein.http.http1.ParserScratch;
import dev.skein.http.http1.ResponseParser;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Timeout;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The connections of a session: the [Pool] under a lock, the [Dialer] that opens new ones, and whoever waits for either.
final class Connections {
    private static final long NEVER = Long.MAX_VALUE;

    /// How long closing waits for connections that say good-bye.
    private static final long CLOSE_SECONDS = 5;

    private final Pool<Route, Http1Connection> pool;
    private final PoolOptions options;
    private final Dialer dialer;
    private final Set<Http1Connection> open = ConcurrentHashMap.newKeySet();

    /// Who is opening a connection.
    private final Set<Thread> dialing = new HashSet<>();

    private final Map<EventLoop, ParserScratch> scratches =
            Collections.synchronizedMap(new WeakHashMap<>());
    private volatile boolean closed;

    Connections(PoolOptions options, Dialer dialer) {
        this.options = options;
        this.pool = new Pool<>(options);
        this.dialer = dialer;
    }

    long keepAliveNanos() {
        return TimeUnit.NANOSECONDS.convert(options.keepAlive());
    }

    /// A connection for one exchange: a kept one, a new one, or the next that is free.
    ///
    /// @param home the loop where a new one is to live
    PoolTicket<Http1Connection> acquire(Call call, RequestInfo request, Route route, EventLoop home)
            throws ClientException, InterruptedException {
        long began = System.nanoTime();
        PoolTicket<Http1Connection> ticket;
        List<Http1Connection> evicted;
        synchronized (pool) {
            ticket = pool.acquire(route, home, began);
            if (ticket.state() == PoolTicket.State.WAIT) {
                ticket.setWaiter(Thread.currentThread());
            }
            evicted = pool.drainEvicted();
        }
        close(evicted);
        boolean granted = false;
        try {
            obtain(call, request, ticket, route, home, began);
            granted = true;
        } finally {
            if (!granted) {
                cancel(ticket);
            }
        }
        return ticket;
    }

    /// Waits for what the ticket promises, or opens it.
    private void obtain(
            Call call,
            RequestInfo request,
            PoolTicket<Http1Connection> ticket,
            Route route,
            EventLoop home,
            long began)
            throws ClientException, InterruptedException {
        if (ticket.state() == PoolTicket.State.WAIT) {
            await(call, request, ticket, began);
        }
        switch (ticket.state()) {
            case REUSE -> {
                call.trace(request, TraceEvent.ConnectionReused::new);
            }
            case CONNECT -> connect(call, request, ticket, route, home, began);
            case REFUSED -> throw refused(request);
            case CLOSED -> throw closed();
            case WAIT, CONNECTED, OVER ->
                    throw new IllegalStateException(
                            "expected a granted ticket, got " + ticket.state());
        }
    }

    private ClientException refused(RequestInfo request) {
        synchronized (pool) {
            return new ConnectionException(request, Phase.QUEUE, pool.refusal(), null);
        }
    }

    // ---- waiting in the queue

    private void await(
            Call call, RequestInfo request, PoolTicket<Http1Connection> ticket, long began)
            throws ClientException, InterruptedException {
        call.trace(request, TraceEvent.QueueEntered::new);
        long deadline = Math.min(call.totalAt, connectDeadline(call, began));
        while (isWaiting(ticket)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw call.connectTimeout(request, Phase.QUEUE, NEVER);
            }
            LockSupport.parkNanos(ticket, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        call.trace(request, TraceEvent.QueueLeft::new);
    }

    private boolean isWaiting(PoolTicket<Http1Connection> ticket) {
        synchronized (pool) {
            return ticket.state() == PoolTicket.State.WAIT;
        }
    }

    private static long connectDeadline(Call call, long began) {
        return Call.deadline(call.options.timeouts().connect(), began);
    }

    // ---- opening

    private void connect(
            Call call,
            RequestInfo request,
            PoolTicket<Http1Connection> ticket,
            Route route,
            EventLoop home,
            long began)
            throws ClientException, InterruptedException {
        Http1Connection made = dialWhileOpen(call, request, route, home, began);
        open.add(made);
        synchronized (pool) {
            pool.connected(ticket, made, System.nanoTime());
        }
        if (closed) {
            made.abort(); // whoever closes may have looked before it was there
        }
        if (!made.isUsable()) {
            removed(made); // lost before the pool knew it
        }
    }

    /// Dials, and is interrupted when the session is closed meanwhile.
    private Http1Connection dialWhileOpen(
            Call call, RequestInfo request, Route route, EventLoop home, long began)
            throws ClientException, InterruptedException {
        Thread thread = Thread.currentThread();
        synchronized (dialing) {
            dialing.add(thread);
        }
        try {
            if (closed) {
                throw closed();
            }
            return dial(call, request, route, home, began);
        } catch (InterruptedException e) {
            if (closed) {
                throw closed();
            }
            throw e;
        } finally {
            synchronized (dialing) {
                dialing.remove(thread);
                if (closed) {
                    Thread.interrupted(); // which was meant for the dialing only
                }
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the session is closed");
    }

    private Http1Connection dial(
            Call call, RequestInfo request, Route route, EventLoop home, long began)
            throws ClientException, InterruptedException {
        ResponseParser parser =
                new ResponseParser(
                        call.options.limits().head(),
                        scratches.computeIfAbsent(home, _ -> new ParserScratch()));
        Http1Connection connection = new Http1Connection(home, route, this, parser);
        Dialing dialing = new Dialing(call, request);
        Duration single = call.options.timeouts().socketConnect();
        long start = System.nanoTime();
        long deadline = Math.min(call.totalAt, connectDeadline(call, began));
        deadline = Math.min(deadline, Call.deadline(single, start));
        if (deadline == NEVER) {
            dialer.dial(home, route, request, dialing, connection);
            return connection;
        }
        try {
            Timeout.within(
                    Duration.ofNanos(Math.max(0, deadline - start)),
                    () -> dialer.dial(home, route, request, dialing, connection));
            return connection;
        } catch (TimeoutException e) {
            connection.abort();
            throw call.connectTimeout(request, dialing.phase(), connectDeadline(call, began));
        } catch (ClientException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ConnectionException(
                    request, dialing.phase(), String.valueOf(e.getMessage()), e);
        }
    }

    // ---- giving back

    /// The holder of a ticket needs it no more, and has not used its connection.
    private void cancel(PoolTicket<Http1Connection> ticket) {
        PoolTicket<Http1Connection> granted;
        List<Http1Connection> evicted;
        synchronized (pool) {
            granted = pool.cancel(ticket, System.nanoTime());
            evicted = pool.drainEvicted();
        }
        close(evicted);
        wake(granted);
    }

    /// The holder is done with its connection.
    void release(PoolTicket<Http1Connection> ticket, boolean reusable) {
        PoolTicket<Http1Connection> granted;
        List<Http1Connection> evicted;
        synchronized (pool) {
            granted = pool.release(ticket, reusable, System.nanoTime());
            evicted = pool.drainEvicted();
        }
        close(evicted);
        wake(granted);
    }

    /// A connection is gone.
    void removed(Http1Connection connection) {
        PoolTicket<Http1Connection> granted;
        open.remove(connection);
        synchronized (pool) {
            granted = pool.removed(connection);
        }
        wake(granted);
    }

    private static void wake(@Nullable PoolTicket<Http1Connection> granted) {
        if (granted != null && granted.waiter() instanceof Thread thread) {
            LockSupport.unpark(thread);
        }
    }

    private static void close(List<Http1Connection> connections) {
        if (!connections.isEmpty()) {
            connections.forEach(Http1Connection::close);
        }
    }

    /// Closes all: whoever waits fails, whoever has a connection or opens one loses it. Waits until that is done, but not for a
    /// loop that stands still.
    void close() throws InterruptedException {
        synchronized (dialing) {
            closed = true;
            dialing.forEach(Thread::interrupt);
        }
        List<PoolTicket<Http1Connection>> waiters;
        synchronized (pool) {
            waiters = pool.close();
            pool.drainEvicted();
        }
        waiters.forEach(Connections::wake);
        List<Http1Connection> all = List.copyOf(open);
        CountDownLatch gone = new CountDownLatch(all.size());
        for (Http1Connection connection : all) {
            connection.closeFor(gone::countDown);
            if (!connection.loop().isRunning()) {
                gone.countDown();
            }
        }
        boolean inTime = gone.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!inTime) {
            List.copyOf(open).forEach(Http1Connection::abort);
        }
    }

    int size() {
        return open.size();
    }
}
