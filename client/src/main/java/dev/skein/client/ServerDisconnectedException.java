package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The server closed the connection before its response was complete.
public final class ServerDisconnectedException extends ClientException {
    private static final long serialVersionUID = 1L;

    ServerDisconnectedException(
            RequestInfo request, Phase phase, String message, @Nullable Throwable cause) {
        super(request, phase, message, cause);
    }
}
