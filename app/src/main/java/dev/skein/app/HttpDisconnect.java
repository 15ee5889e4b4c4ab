package dev.skein.app;

/// Received from [Channels#body()] when nothing more will come: time for a long answer to end.
///
/// @param cause why
public record HttpDisconnect(Cause cause) implements Message {
    /// Why nothing more will come.
    public enum Cause {
        /// The client has closed the connection, or at least its sending direction.
        CLIENT_GONE,
        /// The server is stopping. The client is there: the response can still be ended properly.
        SERVER_STOPPING
    }

    @Override
    public String type() {
        return "http.disconnect";
    }
}
