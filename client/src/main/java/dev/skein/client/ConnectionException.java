package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// No connection could be opened, or none was free.
public final class ConnectionException extends ClientException {
    private static final long serialVersionUID = 1L;

    ConnectionException(
            RequestInfo request, Phase phase, String message, @Nullable Throwable cause) {
        super(request, phase, message, cause);
    }
}
