package dev.skein.app;

/// A WebSocket is closed: the last message about it.
///
/// @param path of the handshake, decoded
/// @param order one more than that of the last [WebSocketReceive]
/// @param code why (RFC 6455 §7.4): what the client's close frame said, 1005 if it gave no code, 1006 if the connection was lost
///     without one; or the code with which the server gave up
/// @param reason in words; often empty
public record WebSocketDisconnect(String path, long order, int code, String reason)
        implements Message {
    @Override
    public String type() {
        return "websocket.disconnect";
    }
}
