package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The URL is none that a client can fetch.
public final class InvalidUrlException extends ClientException {
    private static final long serialVersionUID = 1L;

    InvalidUrlException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.PREPARE, message, cause);
    }
}
