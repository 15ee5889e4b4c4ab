package dev.skein.app;

/// Closes a WebSocket. Before it is accepted, this refuses it with status 403.
///
/// @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 §7.4), or 1005 to send none; 1000 by default
/// @param reason for the client; at most 123 bytes of UTF-8; empty by default
public record WebSocketClose(int code, String reason) implements Message {
    private static final WebSocketClose NORMAL = new WebSocketClose(1000, "");

    /// With code 1000.
    public static WebSocketClose normal() {
        return NORMAL;
    }

    /// With a code.
    public static WebSocketClose of(int code) {
        return new WebSocketClose(code, "");
    }

    @Override
    public String type() {
        return "websocket.close";
    }
}
