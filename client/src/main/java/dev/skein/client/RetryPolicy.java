package dev.skein.client;

import java.time.Duration;
import java.util.Set;

/// When a request is sent again without the caller's doing.
///
/// A connection that has been kept open may be closed by the server in the very moment in which it is used again. A request that
/// meets such a connection, before any byte of a response, is sent once more. RFC 9110 §9.2.2 allows that for idempotent methods
/// only. A body that can be read only once is never sent again.
///
/// @param attempts how often a request is sent at most, the first time included; 1 for no retry; default 2
/// @param methods the methods that may be sent again, in capitals; default the idempotent ones: GET, HEAD, OPTIONS, TRACE, PUT,
///     DELETE, QUERY
/// @param statuses statuses after which a request is sent again too; default none
/// @param freshConnections whether a failure on a new connection counts as well, not only on a kept one; default false
/// @param backoff how long to wait before the second retry and after a status, doubled each time; a `Retry-After` of the server
///     that is longer, up to 30 s, is kept to; when the total timeout leaves no time for that, the caller gets the response or
///     the failure there is; default 100 ms
public record RetryPolicy(
        int attempts,
        Set<String> methods,
        Set<Integer> statuses,
        boolean freshConnections,
        Duration backoff) {
    private static final RetryPolicy DEFAULTS =
            new RetryPolicy(
                    2,
                    Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"),
                    Set.of(),
                    false,
                    Duration.ofMillis(100));

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range
    public RetryPolicy {
        methods = Set.copyOf(methods);
        statuses = Set.copyOf(statuses);
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException(
                    "expected attempts >= 1 and backoff >= 0, got " + attempts + " and " + backoff);
        }
    }

    /// The defaults named above.
    public static RetryPolicy defaults() {
        return DEFAULTS;
    }

    /// Every request is sent once.
    public static RetryPolicy none() {
        return DEFAULTS.withAttempts(1);
    }

    /// This with another number of [#attempts()].
    public RetryPolicy withAttempts(int count) {
        return new RetryPolicy(count, methods, statuses, freshConnections, backoff);
    }

    /// This with other [#methods()].
    public RetryPolicy withMethods(String... names) {
        return new RetryPolicy(attempts, Set.of(names), statuses, freshConnections, backoff);
    }

    /// This with other [#statuses()].
    public RetryPolicy withStatuses(Integer... codes) {
        return new RetryPolicy(attempts, methods, Set.of(codes), freshConnections, backoff);
    }

    /// This with retries after failures on new connections too, or not.
    public RetryPolicy withFreshConnections(boolean on) {
        return new RetryPolicy(attempts, methods, statuses, on, backoff);
    }

    /// This with another [#backoff()].
    public RetryPolicy withBackoff(Duration wait) {
        return new RetryPolicy(attempts, methods, statuses, freshConnections, wait);
    }
}
