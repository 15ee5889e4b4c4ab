package dev.skein.testing;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import java.util.function.BiConsumer;

/// What can be sent over a WebSocket, as the writer of real ones has it.
final class WebSocketFit {
    private WebSocketFit() {}

    /// @throws IllegalArgumentException if it has half of a surrogate pair
    static void text(String text) {
        write((writer, sink) -> writer.text(text, sink));
    }

    /// @throws IllegalArgumentException for a code that is not to be sent, or a longer reason than fits
    static void close(int code, String reason) {
        write((writer, sink) -> writer.close(code, reason, sink));
    }

    private static void write(BiConsumer<WebSocketWriter, ByteSink> writing) {
        try (WebSocketScratch scratch = new WebSocketScratch();
                WebSocketWriter writer = WebSocketWriter.server(null, null, scratch)) {
            writing.accept(writer, new ByteSink());
        }
    }
}
