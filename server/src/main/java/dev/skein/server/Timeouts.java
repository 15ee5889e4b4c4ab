package dev.skein.server;

import java.time.Duration;

/// How long a server waits. Immutable; all positive, and at most a year.
///
/// @param header from the first byte of a request, or from the connection, until its head is whole; then 408; default 10 s
/// @param bodyGrace how long a body may be slower than [Limits#bodyRate()] before the client is cut off; also how often that is
///     looked at; default 5 s
/// @param keepAlive how long a connection may be idle between requests; default 75 s
/// @param writeStall a client that takes no byte of what is waiting for it for so long is cut off; default 20 s
/// @param handshake for TLS; default 10 s
/// @param graceful how long [Server#stop()] waits for running calls before it cancels them; default 30 s
/// @param linger after an error, how long what the client still sends is read and dropped, so that it sees the answer; default 2 s
public record Timeouts(
        Duration header,
        Duration bodyGrace,
        Duration keepAlive,
        Duration writeStall,
        Duration handshake,
        Duration graceful,
        Duration linger) {
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Timeouts DEFAULTS =
            new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(75),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2));

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is not positive or longer than a year, naming it
    public Timeouts {
        positive("header", header);
        positive("bodyGrace", bodyGrace);
        positive("keepAlive", keepAlive);
        positive("writeStall", writeStall);
        positive("handshake", handshake);
        positive("graceful", graceful);
        positive("linger", linger);
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, got " + value);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be at most " + LONGEST.toDays() + " days, got " + value);
        }
    }

    /// The defaults named above.
    public static Timeouts defaults() {
        return DEFAULTS;
    }

    /// These with another [#header()].
    public Timeouts withHeader(Duration limit) {
        return new Timeouts(limit, bodyGrace, keepAlive, writeStall, handshake, graceful, linger);
    }

    /// These with another [#bodyGrace()].
    public Timeouts withBodyGrace(Duration limit) {
        return new Timeouts(header, limit, keepAlive, writeStall, handshake, graceful, linger);
    }

    /// These with another [#keepAlive()].
    public Timeouts withKeepAlive(Duration limit) {
        return new Timeouts(header, bodyGrace, limit, writeStall, handshake, graceful, linger);
    }

    /// These with another [#writeStall()].
    public Timeouts withWriteStall(Duration limit) {
        return new Timeouts(header, bodyGrace, keepAlive, limit, handshake, graceful, linger);
    }

    /// These with another [#handshake()].
    public Timeouts withHandshake(Duration limit) {
        return new Timeouts(header, bodyGrace, keepAlive, writeStall, limit, graceful, linger);
    }

    /// These with another [#graceful()].
    public Timeouts withGraceful(Duration limit) {
        return new Timeouts(header, bodyGrace, keepAlive, writeStall, handshake, limit, linger);
    }

    /// These with another [#linger()].
    public Timeouts withLinger(Duration limit) {
        return new Timeouts(header, bodyGrace, keepAlive, writeStall, handshake, graceful, limit);
    }
}
