package dev.skein.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts connections and calls of a whole server, and says when there are enough. Safe from any thread.
final class Admission {
    private final Limits limits;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    /// Opens when no connection is left.
    private volatile @Nullable CountDownLatch none;

    private volatile boolean impatient;

    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder refusedCalls = new LongAdder();

    Admission(Limits limits) {
        this.limits = limits;
    }

    /// Counts a connection; false if it is one too many, which takes nobody's place while it is told so. It must [#leave] either
    /// way.
    boolean enter(SocketAddress client) {
        connections.incrementAndGet();
        if (limits.connections() > 0 && admitted.incrementAndGet() > limits.connections()) {
            admitted.decrementAndGet();
            refusedConnections.increment();
            return false;
        }
        if (!enterFrom(client)) {
            leaveAdmitted();
            refusedConnections.increment();
            return false;
        }
        return true;
    }

    private boolean enterFrom(SocketAddress client) {
        int most = limits.connectionsPerAddress();
        if (most == 0 || !(client instanceof InetSocketAddress inet)) {
            return true;
        }
        boolean[] room = {false};
        perAddress.compute(
                inet.getAddress(),
                (_, count) -> {
                    int before = count == null ? 0 : count;
                    room[0] = before < most;
                    return room[0] ? before + 1 : before;
                });
        return room[0];
    }

    /// @param wasAdmitted what [#enter] said
    void leave(SocketAddress client, boolean wasAdmitted) {
        if (connections.decrementAndGet() == 0) {
            open(none);
        }
        if (!wasAdmitted) {
            return;
        }
        leaveAdmitted();
        if (limits.connectionsPerAddress() > 0 && client instanceof InetSocketAddress inet) {
            perAddress.computeIfPresent(
                    inet.getAddress(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private void leaveAdmitted() {
        if (limits.connections() > 0) {
            admitted.decrementAndGet();
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

    /// Waits until no connection is left; false if there are some when `limit` is over, or after [#stopWaiting()].
    boolean awaitNone(Duration limit) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(1);
        none = latch;
        if (connections.get() > 0 && !impatient) {
            boolean _ = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        return connections.get() == 0;
    }

    /// Nobody waits for connections to end any longer.
    void stopWaiting() {
        impatient = true;
        open(none);
    }

    private static void open(@Nullable CountDownLatch latch) {
        if (latch != null) {
            latch.countDown();
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
