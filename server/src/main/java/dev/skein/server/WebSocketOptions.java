package dev.skein.server;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a server treats WebSockets. Immutable.
///
/// @param limits sizes of frames and messages; see [WebSocketLimits]. A longer message closes the socket with code 1009
/// @param deflate how to compress (RFC 7692), if the client offers it; null never to; default [DeflateOptions#defaults()]
/// @param pingInterval a client that has been silent for so long is sent a ping; null never to; default 20 s
/// @param pingTimeout a client that then stays silent for so long is cut off, code 1011; default 20 s
/// @param closeTimeout how long to wait for the client's part of the closing handshake; default 10 s
/// @param queue how many messages may wait for the application before the client is held back; default 32. [Limits#unread()]
///     bounds their bytes as well
/// @param controlFrames how many pings, pongs and closes a client may send in a second; more closes the socket with code 1008;
///     default 100
/// @param allowedOrigins if not empty: what the `origin` field of a handshake may be, exactly; [#SAME_ORIGIN] stands for the
///     host that the request is for. Others get status 403. A handshake without the field, which browsers always send, is let
///     in; empty, the default, lets all in
public record WebSocketOptions(
        WebSocketLimits limits,
        @Nullable DeflateOptions deflate,
        @Nullable Duration pingInterval,
        Duration pingTimeout,
        Duration closeTimeout,
        int queue,
        int controlFrames,
        List<String> allowedOrigins) {
    /// Among the allowed origins: the host and port that the request itself is for.
    public static final String SAME_ORIGIN = "same-origin";

    private static final WebSocketOptions DEFAULTS =
            new WebSocketOptions(
                    WebSocketLimits.defaults(),
                    DeflateOptions.defaults(),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    32,
                    100,
                    List.of());

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public WebSocketOptions {
        if (pingInterval != null) {
            Timeouts.positive("pingInterval", pingInterval);
        }
        Timeouts.positive("pingTimeout", pingTimeout);
        Timeouts.positive("closeTimeout", closeTimeout);
        Limits.atLeast("queue", queue, 1);
        Limits.atLeast("controlFrames", controlFrames, 1);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// The defaults named above.
    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    /// These with other [#limits()].
    public WebSocketOptions withLimits(WebSocketLimits other) {
        return new WebSocketOptions(
                other,
                deflate,
                pingInterval,
                pingTimeout,
                closeTimeout,
                queue,
                controlFrames,
                allowedOrigins);
    }

    /// These with other [#deflate()] options, or without compression when null.
    public WebSocketOptions withDeflate(@Nullable DeflateOptions other) {
        return new WebSocketOptions(
                limits,
                other,
                pingInterval,
                pingTimeout,
                closeTimeout,
                queue,
                controlFrames,
                allowedOrigins);
    }

    /// These with another [#pingInterval()], or without pings when null.
    public WebSocketOptions withPingInterval(@Nullable Duration silence) {
        return new WebSocketOptions(
                limits,
                deflate,
                silence,
                pingTimeout,
                closeTimeout,
                queue,
                controlFrames,
                allowedOrigins);
    }

    /// These with another [#pingTimeout()].
    public WebSocketOptions withPingTimeout(Duration limit) {
        return new WebSocketOptions(
                limits,
                deflate,
                pingInterval,
                limit,
                closeTimeout,
                queue,
                controlFrames,
                allowedOrigins);
    }

    /// These with another [#closeTimeout()].
    public WebSocketOptions withCloseTimeout(Duration limit) {
        return new WebSocketOptions(
                limits,
                deflate,
                pingInterval,
                pingTimeout,
                limit,
                queue,
                controlFrames,
                allowedOrigins);
    }

    /// These with another [#queue()].
    public WebSocketOptions withQueue(int messages) {
        return new WebSocketOptions(
                limits,
                deflate,
                pingInterval,
                pingTimeout,
                closeTimeout,
                messages,
                controlFrames,
                allowedOrigins);
    }

    /// These with another limit of [#controlFrames()].
    public WebSocketOptions withControlFrames(int perSecond) {
        return new WebSocketOptions(
                limits,
                deflate,
                pingInterval,
                pingTimeout,
                closeTimeout,
                queue,
                perSecond,
                allowedOrigins);
    }

    /// These with other [#allowedOrigins()].
    public WebSocketOptions withAllowedOrigins(String... origins) {
        return new WebSocketOptions(
                limits,
                deflate,
                pingInterval,
                pingTimeout,
                closeTimeout,
                queue,
                controlFrames,
                List.of(origins));
    }
}
