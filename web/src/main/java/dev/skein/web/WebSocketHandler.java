package dev.skein.web;

/// Serves WebSockets. Called in a task of its own for each; returning closes the socket with code 1000.
@FunctionalInterface
public interface WebSocketHandler {
    /// Serves one socket to its end.
    ///
    /// @throws dev.skein.web.exception.WebSocketException to close the socket with another code than 1000
    /// @throws Exception anything else closes it with code 1011, and is logged by the server
    void handle(WebSocket socket) throws Exception;
}
