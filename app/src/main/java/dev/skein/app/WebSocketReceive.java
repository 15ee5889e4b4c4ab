package dev.skein.app;

import org.jspecify.annotations.Nullable;

/// A message has come from a WebSocket's client. Either [#text()] or [#bytes()] is null, never both.
///
/// @param path of the handshake, decoded: which socket this is about
/// @param order 1 for the first message of this socket, and so on
/// @param text of a text message
/// @param bytes of a binary message
@SuppressWarnings("ArrayRecordComponent") // a message is a value by convention: see the package
public record WebSocketReceive(
        String path, long order, @Nullable String text, byte @Nullable [] bytes)
        implements Message {
    /// Checks the values.
    ///
    /// @throws IllegalArgumentException unless exactly one of text and bytes is there
    public WebSocketReceive(
            String path, long order, @Nullable String text, byte @Nullable [] bytes) {
        if ((text == null) == (bytes == null)) {
            throw new IllegalArgumentException(
                    "expected either text or bytes, got " + (text == null ? "neither" : "both"));
        }
        this.path = path;
        this.order = order;
        this.text = text;
        this.bytes = bytes;
    }

    /// A text message.
    public static WebSocketReceive text(String path, long order, String text) {
        return new WebSocketReceive(path, order, text, null);
    }

    /// A binary message.
    public static WebSocketReceive bytes(String path, long order, byte[] bytes) {
        return new WebSocketReceive(path, order, null, bytes);
    }

    @Override
    public String type() {
        return "websocket.receive";
    }
}
