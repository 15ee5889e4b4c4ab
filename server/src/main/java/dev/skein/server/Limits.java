package dev.skein.server;

import dev.skein.http.http1.Http1Limits;

/// How much a server takes. Immutable; sizes in bytes.
///
/// @param http1 sizes of request line, headers, chunk extensions, trailers and body; see [Http1Limits]. The body is unlimited by
///     default
/// @param bodyRate a client that sends its body slower than this many bytes a second is cut off with 408; 0 for any; default 240
/// @param unread how much of a body may wait for the application before the client is held back; default 65 536
/// @param writeHighWater how much output may wait for the client before `send` parks; default 65 536
/// @param connections open at once; a further one gets 503; 0 for any number; default 100 000
/// @param connectionsPerAddress open at once from one IP address; a further one gets 503; 0, the default, for any number
/// @param calls running at once; a further request gets 503 with `retry-after`; 0, the default, for any number
public record Limits(
        Http1Limits http1,
        int bodyRate,
        int unread,
        int writeHighWater,
        int connections,
        int connectionsPerAddress,
        int calls) {
    private static final Limits DEFAULTS =
            new Limits(Http1Limits.defaults(), 240, 64 * 1024, 64 * 1024, 100_000, 0, 0);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public Limits {
        atLeast("bodyRate", bodyRate, 0);
        atLeast("unread", unread, 1);
        atLeast("writeHighWater", writeHighWater, 1);
        atLeast("connections", connections, 0);
        atLeast("connectionsPerAddress", connectionsPerAddress, 0);
        atLeast("calls", calls, 0);
    }

    static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " must be at least " + least + ", got " + value);
        }
    }

    /// The defaults named above.
    public static Limits defaults() {
        return DEFAULTS;
    }

    /// These with another [#http1()].
    public Limits withHttp1(Http1Limits limits) {
        return new Limits(
                limits,
                bodyRate,
                unread,
                writeHighWater,
                connections,
                connectionsPerAddress,
                calls);
    }

    /// These with another [#bodyRate()].
    public Limits withBodyRate(int bytesPerSecond) {
        return new Limits(
                http1,
                bytesPerSecond,
                unread,
                writeHighWater,
                connections,
                connectionsPerAddress,
                calls);
    }

    /// These with another [#unread()].
    public Limits withUnread(int bytes) {
        return new Limits(
                http1, bodyRate, bytes, writeHighWater, connections, connectionsPerAddress, calls);
    }

    /// These with another [#writeHighWater()].
    public Limits withWriteHighWater(int bytes) {
        return new Limits(
                http1, bodyRate, unread, bytes, connections, connectionsPerAddress, calls);
    }

    /// These with another [#connections()].
    public Limits withConnections(int most) {
        return new Limits(
                http1, bodyRate, unread, writeHighWater, most, connectionsPerAddress, calls);
    }

    /// These with another [#connectionsPerAddress()].
    public Limits withConnectionsPerAddress(int most) {
        return new Limits(http1, bodyRate, unread, writeHighWater, connections, most, calls);
    }

    /// These with another [#calls()].
    public Limits withCalls(int most) {
        return new Limits(
                http1, bodyRate, unread, writeHighWater, connections, connectionsPerAddress, most);
    }
}
