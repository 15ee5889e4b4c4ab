package dev.skein.testing;

import dev.skein.client.WebSocketMessage;
import dev.skein.http.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The client's end of an open WebSocket.
interface Socket {
    @Nullable String subprotocol();

    /// The fields of the answer to the handshake.
    Headers headers();

    /// Sends a message.
    ///
    /// @throws IOException if the WebSocket is closed
    void send(WebSocketMessage message) throws IOException, InterruptedException;

    /// Waits for a message.
    ///
    /// @return null once it is closed
    /// @throws IOException if the connection was lost
    @Nullable WebSocketMessage receive(Duration timeout)
            throws IOException, InterruptedException, TimeoutException;

    /// Closes it if it is not closed, and waits for the other side's part.
    void close(int code, String reason);

    /// The code it was closed with, 0 while it is not over.
    int closeCode();

    String closeReason();
}
