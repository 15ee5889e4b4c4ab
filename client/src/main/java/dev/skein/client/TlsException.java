package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// The TLS handshake failed: a wrong name, a certificate that is not trusted or out of date, no common version.
public final class TlsException extends ClientException {
    private static final long serialVersionUID = 1L;

    TlsException(RequestInfo request, String message, @Nullable Throwable cause) {
        super(request, Phase.TLS, message, cause);
    }
}
