package dev.skein.testing;

import dev.skein.client.WebSocketMessage;
import dev.skein.http.Headers;
import dev.skein.http.websocket.Agreement;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The client's end of a [MemorySocket].
record MemoryClientSocket(MemorySocket socket, Agreement agreement) implements Socket {
    @Override
    public @Nullable String subprotocol() {
        return agreement.subprotocol();
    }

    @Override
    public Headers headers() {
        return agreement.headers();
    }

    @Override
    public void send(WebSocketMessage message) throws IOException, InterruptedException {
        if (message instanceof WebSocketMessage.Text text) {
            WebSocketFit.text(text.text());
        }
        socket.receive(message);
    }

    @Override
    public @Nullable WebSocketMessage receive(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return socket.toClient().take(timeout);
    }

    @Override
    public void close(int code, String reason) {
        WebSocketFit.close(code, reason);
        socket.closeByClient(code, reason);
    }

    @Override
    public int closeCode() {
        return socket.closeCode();
    }

    @Override
    public String closeReason() {
        return socket.closeReason();
    }
}
