package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The server broke the rules of HTTP. The cause says which.
public final class ResponseProtocolException extends ClientException {
    private static final long serialVersionUID = 1L;

    ResponseProtocolException(
            RequestInfo request, Phase phase, String message, @Nullable Throwable cause) {
        super(request, phase, message, cause);
    }
}
