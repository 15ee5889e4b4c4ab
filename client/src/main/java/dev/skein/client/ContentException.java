package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The body is not what it says it is: a content coding is broken or unknown, text does not fit its charset, JSON does not parse.
public final class ContentException extends ClientException {
    private static final long serialVersionUID = 1L;

    ContentException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.BODY, message, cause);
    }
}
