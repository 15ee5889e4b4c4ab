package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// A redirect that is not followed.
public final class RedirectException extends ClientException {
    private static final long serialVersionUID = 1L;

    RedirectException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.REDIRECT, message, cause);
    }
}
