package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The body could not be sent: its source failed, or it can be read only once and is needed again.
public final class RequestBodyException extends ClientException {
    private static final long serialVersionUID = 1L;

    RequestBodyException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.SEND, message, cause);
    }
}
