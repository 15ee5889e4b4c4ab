package dev.skein.testing;

import dev.skein.app.Message;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The messages of a WebSocket in memory on their way to the application. Only for code that holds the socket's lock.
final class MemoryInbox {
    /// As the server's limits.
    private static final int MOST_MESSAGES = 32;

    private static final int MOST_BYTES = 64 * 1024;

    private final String path;
    private final ArrayDeque<WebSocketReceive> waiting = new ArrayDeque<>();
    private long bytes;
    private long order;
    private @Nullable WebSocketDisconnect end;

    MemoryInbox(String path) {
        this.path = path;
    }

    void add(String text) {
        add(WebSocketReceive.text(path, ++order, text), text.length());
    }

    void add(byte[] content) {
        add(WebSocketReceive.bytes(path, ++order, content), content.length);
    }

    private void add(WebSocketReceive message, int size) {
        waiting.add(message);
        bytes += size;
    }

    boolean isFull() {
        return waiting.size() >= MOST_MESSAGES || bytes >= MOST_BYTES;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// No message follows. Only the first end counts.
    void end(int code, String reason) {
        if (end == null) {
            end = new WebSocketDisconnect(path, order + 1, code, reason);
        }
    }

    /// Drops what waits: the application has closed the socket.
    void clear() {
        order -= waiting.size();
        WebSocketDisconnect known = end;
        if (known != null) {
            end = new WebSocketDisconnect(known.path(), order + 1, known.code(), known.reason());
        }
        waiting.clear();
        bytes = 0;
    }

    /// The next message, or the end, again and again; null if there is nothing yet.
    @Nullable Message poll() {
        WebSocketReceive message = waiting.poll();
        if (message == null) {
            return end;
        }
        String text = message.text();
        byte[] content = message.bytes();
        bytes -= text != null ? text.length() : content != null ? content.length : 0;
        return message;
    }
}
