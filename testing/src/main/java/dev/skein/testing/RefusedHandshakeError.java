package dev.skein.testing;

/// The application did not accept a WebSocket.
public final class RefusedHandshakeError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final transient TestResponse response;

    RefusedHandshakeError(TestResponse response) {
        super("expected a WebSocket, came " + response);
        this.response = response;
    }

    /// What it answered instead. With a server its body is empty: the client does not keep it.
    public TestResponse response() {
        return response;
    }
}
