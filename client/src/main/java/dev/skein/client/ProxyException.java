package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The proxy could not be reached, or refused.
public final class ProxyException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ProxyException(RequestInfo request, int status, String message, @Nullable Throwable cause) {
        super(request, Phase.PROXY, message, cause);
        this.status = status;
    }

    /// What an HTTP proxy answered, or 0.
    public int status() {
        return status;
    }
}
