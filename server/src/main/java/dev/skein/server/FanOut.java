package dev.skein.server;

import dev.skein.app.WebSocketSend;
import dev.skein.http.websocket.PreparedMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Encodes what goes to many sockets of a loop once. A message that is sent a second time in a row is kept in its encoded forms
/// until another one comes. Only for code that holds the loop.
final class FanOut {
    private @Nullable Object last;
    private @Nullable PreparedMessage prepared;

    /// The message, if it was the last one too; null for a new one, which is best encoded by itself.
    @Nullable PreparedMessage again(WebSocketSend message) {
        // A string is always the same; an array may have changed, but not in a message.
        Object content = message.text() != null ? message.text() : message;
        if (content != last) {
            last = content;
            prepared = null;
        } else if (prepared == null) {
            prepared = prepare(message);
        }
        return prepared;
    }

    private static PreparedMessage prepare(WebSocketSend message) {
        byte[] bytes = message.bytes();
        return bytes == null
                ? PreparedMessage.text(Objects.requireNonNull(message.text()))
                : PreparedMessage.binary(bytes);
    }
}
