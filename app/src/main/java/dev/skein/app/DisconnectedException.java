package dev.skein.app;

import java.io.IOException;

/// The peer is gone, so the message goes nowhere. An application need not catch it: the server knows.
public final class DisconnectedException extends IOException {
    private static final long serialVersionUID = 1;

    /// @param message who is gone
    public DisconnectedException(String message) {
        super(message);
    }
}
