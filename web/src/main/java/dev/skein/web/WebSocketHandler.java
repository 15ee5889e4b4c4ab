package dev.skein.web;

/// Serves WebSockets. Called in a task of its own for each; returning closes the socket with code 1000.
@FunctionalInterface
public interface WebSocketHandler {
    /// Serves one socket to its end.
    ///
    /// @throws Exception anything; it is logged, and the socket closed with code 1011
    void handle(WebSocket socket) throws Exception;
}
