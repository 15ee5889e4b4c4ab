package dev.skein.client;

import dev.skein.client.PoolTicket.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a [Pool] ought to do, told as plainly as can be: flat lists, searched from one end to the other. One rule grants everything
/// that becomes free: go through the waiters in their order, and serve the first that a newcomer in its place would be served.
final class PoolModel {
    private final PoolOptions options;
    private final long keepAlive;
    private final long lifetime;
    private final List<Line> lines = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private boolean closed;
    final List<PoolFake> evicted = new ArrayList<>();

    /// A connection.
    private static final class Line {
        final int key;
        final PoolFake connection;
        final long openedAt;
        long usedAt;
        boolean idle;

        Line(int key, PoolFake connection, long now) {
            this.key = key;
            this.connection = connection;
            openedAt = now;
            usedAt = now;
        }
    }

    /// A ticket, while it waits, connects or holds a line; in the order in which they came.
    static final class Claim {
        final int key;
        State state = State.REFUSED;
        private @Nullable Line line;

        private Claim(int key) {
            this.key = key;
        }

        @Nullable PoolFake connection() {
            return line == null ? null : line.connection;
        }
    }

    PoolModel(PoolOptions options) {
        this.options = options;
        keepAlive = options.keepAlive().toNanos();
        lifetime = options.maxLifetime() == null ? Long.MAX_VALUE : options.maxLifetime().toNanos();
    }

    Claim acquire(int key, Object home, long now) {
        Claim claim = new Claim(key);
        if (closed) {
            claim.state = State.CLOSED;
            return claim;
        }
        expire(now);
        Line candidate = candidate(key, home);
        while (candidate != null && !isFit(candidate, now)) {
            evict(candidate);
            candidate = candidate(key, home);
        }
        if (!serve(claim, candidate) && mayWait()) {
            claim.state = State.WAIT;
        }
        if (claim.state != State.REFUSED) {
            claims.add(claim);
        }
        return claim;
    }

    /// The idle line for a newcomer: one at home, or, if no other may be opened, any.
    private @Nullable Line candidate(int key, Object home) {
        Line here = best(key, home);
        return here != null || hasRoom(key) ? here : best(key, null);
    }

    private boolean hasRoom(int key) {
        return isBelowLimit(key) && isBelowTotal();
    }

    private boolean mayWait() {
        return options.maxWaiters() == 0 || count(State.WAIT) < options.maxWaiters();
    }

    void connected(Claim claim, PoolFake connection, long now) {
        claim.state = State.CONNECTED;
        claim.line = new Line(claim.key, connection, now);
        lines.add(claim.line);
    }

    @Nullable Claim failed(Claim claim) {
        claim.state = State.OVER;
        claims.remove(claim);
        return grant();
    }

    @Nullable Claim release(Claim claim, boolean reusable, long now) {
        Line line = claim.line;
        if (line != null) {
            line.usedAt = now;
        }
        return giveBack(claim, reusable, now);
    }

    @Nullable Claim cancel(Claim claim, long now) {
        return switch (claim.state) {
            case WAIT, CONNECT -> failed(claim);
            case REUSE, CONNECTED -> giveBack(claim, true, now);
            case REFUSED, CLOSED, OVER -> null;
        };
    }

    private @Nullable Claim giveBack(Claim claim, boolean reusable, long now) {
        Line line = claim.line;
        claim.line = null;
        claim.state = State.OVER;
        claims.remove(claim);
        if (line == null || !lines.contains(line)) {
            return null;
        }
        if (reusable && !closed && isFit(line, now)) {
            line.idle = true;
        } else {
            evict(line);
        }
        return grant();
    }

    @Nullable Claim removed(PoolFake connection) {
        return lines.removeIf(line -> line.connection == connection) ? grant() : null;
    }

    void expire(long now) {
        evictAll(lines.stream().filter(l -> l.idle && now - l.usedAt >= keepAlive).toList());
    }

    List<Claim> close() {
        closed = true;
        List<Claim> waiters = waiters().toList();
        waiters.forEach(claim -> claim.state = State.CLOSED);
        claims.removeAll(waiters);
        evictAll(lines.stream().filter(line -> line.idle).toList());
        return waiters;
    }

    private @Nullable Claim grant() {
        return waiters()
                .filter(claim -> serve(claim, best(claim.key, null)))
                .findFirst()
                .orElse(null);
    }

    /// Whether somebody waits who could be served: never, if all is well.
    boolean somebodyWaitsInVain() {
        return waiters()
                .anyMatch(
                        claim ->
                                lines.stream().anyMatch(l -> l.idle && l.key == claim.key)
                                        || isBelowLimit(claim.key)
                                                && (isBelowTotal()
                                                        || lines.stream().anyMatch(l -> l.idle)));
    }

    private boolean serve(Claim claim, @Nullable Line candidate) {
        if (candidate != null) {
            hold(claim, candidate);
            return true;
        }
        if (hasRoom(claim.key)) {
            claim.state = State.CONNECT;
            return true;
        }
        return isBelowLimit(claim.key) && serveByEviction(claim);
    }

    private boolean serveByEviction(Claim claim) {
        Line oldest = lines.stream().filter(l -> l.idle).min(byUse()).orElse(null);
        if (oldest == null) {
            return false;
        }
        evict(oldest);
        claim.state = State.CONNECT;
        return true;
    }

    private static void hold(Claim claim, Line line) {
        line.idle = false;
        claim.line = line;
        claim.state = State.REUSE;
    }

    private @Nullable Line best(int key, @Nullable Object home) {
        Stream<Line> idle =
                lines.stream()
                        .filter(l -> l.idle && l.key == key)
                        .filter(l -> home == null || l.connection.home() == home);
        return switch (options.reuse()) {
            case LIFO -> idle.max(byUse()).orElse(null);
            case FIFO -> idle.min(byUse()).orElse(null);
        };
    }

    private static Comparator<Line> byUse() {
        return Comparator.comparingLong(line -> line.usedAt);
    }

    private boolean isFit(Line line, long now) {
        return now - line.usedAt < keepAlive
                && now - line.openedAt < lifetime
                && line.connection.isUsable();
    }

    private void evictAll(List<Line> gone) {
        gone.stream().sorted(byUse()).forEach(this::evict);
    }

    private void evict(Line line) {
        lines.remove(line);
        evicted.add(line.connection);
    }

    private Stream<Claim> waiters() {
        return claims.stream().filter(claim -> claim.state == State.WAIT);
    }

    private boolean isBelowTotal() {
        return options.total() == 0 || total() < options.total();
    }

    private boolean isBelowLimit(int key) {
        return options.perOrigin() == 0 || perKey(key) < options.perOrigin();
    }

    int perKey(int key) {
        return (int)
                (lines.stream().filter(l -> l.key == key).count()
                        + claims.stream()
                                .filter(c -> c.key == key && c.state == State.CONNECT)
                                .count());
    }

    int total() {
        return lines.size() + count(State.CONNECT);
    }

    int idle() {
        return (int) lines.stream().filter(line -> line.idle).count();
    }

    int count(State state) {
        return (int) claims.stream().filter(claim -> claim.state == state).count();
    }

    int keys() {
        Set<Integer> keys = new HashSet<>();
        lines.forEach(line -> keys.add(line.key));
        claims.stream()
                .filter(c -> c.state == State.WAIT || c.state == State.CONNECT)
                .forEach(c -> keys.add(c.key));
        return keys.size();
    }

    long nextExpiry(long now) {
        return lines.stream()
                .filter(line -> line.idle)
                .mapToLong(line -> Math.max(0, keepAlive - (now - line.usedAt)))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
