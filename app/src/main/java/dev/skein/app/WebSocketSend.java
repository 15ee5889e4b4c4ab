package dev.skein.app;

import org.jspecify.annotations.Nullable;

/// A message for a WebSocket's client, sent to [Channels#reply()]. Exactly one of the two is there. Sending the same one to many
/// sockets encodes it once.
///
/// @param text of a text message; must not hold lone surrogates
/// @param bytes of a binary message
@SuppressWarnings("ArrayRecordComponent") // a message is a value by convention: see the package
public record WebSocketSend(@Nullable String text, byte @Nullable [] bytes) implements Message {
    /// Checks the values.
    ///
    /// @throws IllegalArgumentException unless exactly one of text and bytes is there
    public WebSocketSend(@Nullable String text, byte @Nullable [] bytes) {
        if ((text == null) == (bytes == null)) {
            throw new IllegalArgumentException(
                    "expected either text or bytes, got " + (text == null ? "neither" : "both"));
        }
        this.text = text;
        this.bytes = bytes;
    }

    /// A text message.
    public static WebSocketSend text(String text) {
        return new WebSocketSend(text, null);
    }

    /// A binary message.
    public static WebSocketSend bytes(byte[] bytes) {
        return new WebSocketSend(null, bytes);
    }

    @Override
    public String type() {
        return "websocket.send";
    }
}
