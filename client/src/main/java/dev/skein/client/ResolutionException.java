package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The host has no address, or the lookup failed.
public final class ResolutionException extends ClientException {
    private static final long serialVersionUID = 1L;

    ResolutionException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.RESOLVE, message, cause);
    }
}
