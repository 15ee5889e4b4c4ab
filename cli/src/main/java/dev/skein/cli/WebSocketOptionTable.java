package dev.skein.cli;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.server.WebSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The part of the table of options that is about WebSockets.
final class WebSocketOptionTable {
    private WebSocketOptionTable() {}

    static OptionGroup<Settings> group() {
        return new OptionGroup<>("WebSockets", options());
    }

    private static List<Option<Settings>> options() {
        WebSocketOptions standard = WebSocketOptions.defaults();
        DeflateOptions deflate = Objects.requireNonNull(standard.deflate());
        Duration ping = Objects.requireNonNull(standard.pingInterval());
        return List.of(
                Option.flag(
                        "--no-ws",
                        "Take a request for a WebSocket as a plain request.",
                        (s, _) -> s.server = s.server.withWebSockets(null)),
                new Option<>(
                        "--ws-max-size",
                        "SIZE",
                        Sizes.format(standard.limits().messageBytes()),
                        "Message of a client, and each of its frames; then the socket is closed with 1009.",
                        Settings::webSocketSize),
                new Option<>(
                        "--ws-max-queue",
                        "COUNT",
                        Integer.toString(standard.queue()),
                        "Messages that wait for the application before the client is held back.",
                        (s, v) -> s.webSockets(w -> w.withQueue(Sizes.parseCount(v)))),
                new Option<>(
                        "--ws-ping-interval",
                        "TIME",
                        Durations.format(ping),
                        "A client that is silent for so long is sent a ping; 0 for never.",
                        Settings::webSocketPing),
                new Option<>(
                        "--ws-ping-timeout",
                        "TIME",
                        Durations.format(standard.pingTimeout()),
                        "A client that does not answer it for so long is cut off; 1011.",
                        (s, v) -> s.webSockets(w -> w.withPingTimeout(Durations.parse(v)))),
                new Option<>(
                        "--ws-close-timeout",
                        "TIME",
                        Durations.format(standard.closeTimeout()),
                        "How long to wait for a client's part of the closing handshake.",
                        (s, v) -> s.webSockets(w -> w.withCloseTimeout(Durations.parse(v)))),
                Option.flag(
                        "--no-ws-per-message-deflate",
                        "Compress no messages.",
                        (s, _) -> s.webSockets(w -> w.withDeflate(null))),
                Option.flag(
                        "--ws-context-takeover",
                        "Compress messages with regard to those before: smaller, for about 300 KiB of memory per"
                                + " socket.",
                        (s, _) ->
                                s.webSockets(
                                        w -> w.withDeflate(deflate.withContextTakeover(true)))),
                new Option<>(
                        "--ws-allow-origin",
                        "ORIGIN",
                        "",
                        "Only pages of this origin (https://example.org), or of this server itself ("
                                + WebSocketOptions.SAME_ORIGIN
                                + "), may open a WebSocket; others get 403. Repeat it for more. Any may by default.",
                        Settings::webSocketOrigin));
    }
}
