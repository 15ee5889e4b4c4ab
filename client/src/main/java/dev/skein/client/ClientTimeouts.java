package dev.skein.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long things may take. Null means as long as they like; each runs out with an exception of its own.
///
/// @param total everything, from the call to the last byte of the body, redirects and retries included; default 5 minutes
///     ([TotalTimeoutException])
/// @param connect getting a connection, the wait in the pool's queue included; default null ([ConnectTimeoutException])
/// @param socketConnect opening one connection: lookup, TCP, proxy and TLS; default 30 s ([SocketConnectTimeoutException])
/// @param read from one piece of the response to the next, from the end of the request to the first; it rests while nobody
///     reads the body; default null ([ReadTimeoutException])
/// @param write while there is something to send, how long the server may take none of it; default null
///     ([WriteTimeoutException])
public record ClientTimeouts(
        @Nullable Duration total,
        @Nullable Duration connect,
        @Nullable Duration socketConnect,
        @Nullable Duration read,
        @Nullable Duration write) {
    private static final ClientTimeouts DEFAULTS =
            new ClientTimeouts(Duration.ofMinutes(5), null, Duration.ofSeconds(30), null, null);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is zero or negative
    public ClientTimeouts {
        requirePositive("total", total);
        requirePositive("connect", connect);
        requirePositive("socketConnect", socketConnect);
        requirePositive("read", read);
        requirePositive("write", write);
    }

    private static void requirePositive(String name, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException(
                    name + " must be positive, or null for no limit, got " + value);
        }
    }

    /// The defaults named above.
    public static ClientTimeouts defaults() {
        return DEFAULTS;
    }

    /// No limit on anything.
    public static ClientTimeouts none() {
        return new ClientTimeouts(null, null, null, null, null);
    }

    /// These with another [#total()].
    public ClientTimeouts withTotal(@Nullable Duration limit) {
        return new ClientTimeouts(limit, connect, socketConnect, read, write);
    }

    /// These with another [#connect()].
    public ClientTimeouts withConnect(@Nullable Duration limit) {
        return new ClientTimeouts(total, limit, socketConnect, read, write);
    }

    /// These with another [#socketConnect()].
    public ClientTimeouts withSocketConnect(@Nullable Duration limit) {
        return new ClientTimeouts(total, connect, limit, read, write);
    }

    /// These with another [#read()].
    public ClientTimeouts withRead(@Nullable Duration limit) {
        return new ClientTimeouts(total, connect, socketConnect, limit, write);
    }

    /// These with another [#write()].
    public ClientTimeouts withWrite(@Nullable Duration limit) {
        return new ClientTimeouts(total, connect, socketConnect, read, limit);
    }
}
