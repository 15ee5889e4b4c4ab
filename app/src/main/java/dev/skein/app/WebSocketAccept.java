package dev.skein.app;

import dev.skein.http.Headers;
import org.jspecify.annotations.Nullable;

/// Accepts a WebSocket. Once it is accepted, further ones are ignored.
///
/// @param subprotocol one of those that the client offered, or null for none
/// @param headers to be sent with the 101, such as cookies; those of the handshake itself are the server's
public record WebSocketAccept(@Nullable String subprotocol, Headers headers) implements Message {
    private static final WebSocketAccept PLAIN = new WebSocketAccept(null, Headers.EMPTY);

    /// Without a subprotocol.
    public static WebSocketAccept plain() {
        return PLAIN;
    }

    /// With a subprotocol.
    public static WebSocketAccept of(String subprotocol) {
        return new WebSocketAccept(subprotocol, Headers.EMPTY);
    }

    @Override
    public String type() {
        return "websocket.accept";
    }
}
