package dev.skein.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Counts connections and calls of a whole server, and says when there are enough. Safe from any thread.
final class Admission {
    private final Limits limits;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder refusedCalls = new LongAdder();

    Admission(Limits limits) {
        this.limits = limits;
    }

    /// Counts a connection; false if it is one too many. It must [#leave] either way.
    boolean enter(SocketAddress client) {
        int now = connections.incrementAndGet();
        boolean admitted = limits.connections() == 0 || now <= limits.connections();
        if (limits.connectionsPerAddress() > 0 && client instanceof InetSocketAddress inet) {
            int fromThere = perAddress.merge(inet.getAddress(), 1, Integer::sum);
            admitted &= fromThere <= limits.connectionsPerAddress();
        }
        if (!admitted) {
            refusedConnections.increment();
        }
        return admitted;
    }

    void leave(SocketAddress client) {
        connections.decrementAndGet();
        if (limits.connectionsPerAddress() > 0 && client instanceof InetSocketAddress inet) {
            perAddress.computeIfPresent(
                    inet.getAddress(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Counts a call; false, and not counted, if it is one too many.
    boolean beginCall() {
        if (limits.calls() == 0) {
            return true;
        }
        if (calls.incrementAndGet() > limits.calls()) {
            calls.decrementAndGet();
            refusedCalls.increment();
            return false;
        }
        return true;
    }

    void endCall() {
        if (limits.calls() > 0) {
            calls.decrementAndGet();
        }
    }

    int connections() {
        return connections.get();
    }

    long refusedConnections() {
        return refusedConnections.sum();
    }

    long refusedCalls() {
        return refusedCalls.sum();
    }
}
