package dev.skein.server;

import dev.skein.http.Escapes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;

/// One answered request.
///
/// @param client the peer
/// @param method as sent
/// @param target path and query as sent
/// @param httpVersion `1.0` or `1.1`
/// @param status what was answered; 499 when the client was gone before that
/// @param bytes of the response's body
/// @param end when the response was complete
/// @param duration from the request's head to then
public record AccessLogEntry(
        SocketAddress client,
        String method,
        String target,
        String httpVersion,
        int status,
        long bytes,
        Instant end,
        Duration duration) {
    private static final int LONGEST_TARGET = 2048;

    /// One line: `127.0.0.1:51234 - "GET /path?q HTTP/1.1" 200 12 0.153ms`. Nothing in it can break the line or steer a terminal.
    @Override
    public String toString() {
        return peer()
                + " - \""
                + method
                + " "
                + Escapes.escape(target, LONGEST_TARGET)
                + " HTTP/"
                + httpVersion
                + "\" "
                + status
                + " "
                + bytes
                + " "
                + millis()
                + "ms";
    }

    private String peer() {
        return client instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : "unix";
    }

    private String millis() {
        long micros = duration.toNanos() / 1000;
        String rest = Long.toString(1000 + micros % 1000).substring(1);
        return micros / 1000 + "." + rest;
    }
}
