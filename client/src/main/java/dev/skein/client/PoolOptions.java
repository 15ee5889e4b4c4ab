package dev.skein.client;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How many connections a session keeps, and for how long. Immutable; start from [#defaults()] and change what you need.
///
/// @param total connections open or being opened at once; a further request waits for one; 0 for any number; default 100
/// @param perOrigin the same for one origin: scheme, host, port, proxy and TLS settings; 0, the default, for any number
/// @param keepAlive how long a connection may be idle and still be used again; zero for never; default 15 s. Choose it shorter
///     than the servers' own limit
/// @param maxLifetime a connection older than this is not used again, so that changes of DNS and balancing come through; null, the
///     default, for any age. One that is idle then is closed when it would have been used, or after `keepAlive`
/// @param reuse which of several idle connections is used; default [Reuse#LIFO]
/// @param maxWaiters requests that wait for a connection at once; a further one fails; 0 for any number; default 10 000
public record PoolOptions(
        int total,
        int perOrigin,
        Duration keepAlive,
        @Nullable Duration maxLifetime,
        Reuse reuse,
        int maxWaiters) {
    private static final PoolOptions DEFAULTS =
            new PoolOptions(100, 0, Duration.ofSeconds(15), null, Reuse.LIFO, 10_000);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public PoolOptions {
        atLeastZero("total", total);
        atLeastZero("perOrigin", perOrigin);
        require(!keepAlive.isNegative(), "keepAlive must not be negative, got " + keepAlive);
        require(
                maxLifetime == null || maxLifetime.isPositive(),
                "maxLifetime must be positive, or null for any age, got " + maxLifetime);
        Objects.requireNonNull(reuse, "reuse");
        atLeastZero("maxWaiters", maxWaiters);
    }

    /// Which of several idle connections is used.
    public enum Reuse {
        /// The one used last: it is the least likely to have been closed by the server, and those that are too many grow old.
        LIFO,
        /// The one idle longest: the requests spread evenly over all connections.
        FIFO
    }

    /// The defaults named above.
    public static PoolOptions defaults() {
        return DEFAULTS;
    }

    /// These options with another [#total()].
    public PoolOptions withTotal(int most) {
        return new PoolOptions(most, perOrigin, keepAlive, maxLifetime, reuse, maxWaiters);
    }

    /// These options with another [#perOrigin()].
    public PoolOptions withPerOrigin(int most) {
        return new PoolOptions(total, most, keepAlive, maxLifetime, reuse, maxWaiters);
    }

    /// These options with another [#keepAlive()].
    public PoolOptions withKeepAlive(Duration idle) {
        return new PoolOptions(total, perOrigin, idle, maxLifetime, reuse, maxWaiters);
    }

    /// These options with another [#maxLifetime()].
    public PoolOptions withMaxLifetime(@Nullable Duration age) {
        return new PoolOptions(total, perOrigin, keepAlive, age, reuse, maxWaiters);
    }

    /// These options with another [#reuse()].
    public PoolOptions withReuse(Reuse order) {
        return new PoolOptions(total, perOrigin, keepAlive, maxLifetime, order, maxWaiters);
    }

    /// These options with another [#maxWaiters()].
    public PoolOptions withMaxWaiters(int most) {
        return new PoolOptions(total, perOrigin, keepAlive, maxLifetime, reuse, most);
    }

    private static void atLeastZero(String name, int value) {
        require(value >= 0, name + " must be at least 0, got " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
