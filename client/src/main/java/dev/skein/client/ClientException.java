package dev.skein.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Why a request failed: one sealed family. The session goes on working after any of them.
public abstract sealed class ClientException extends IOException
        permits ClientTimeoutException,
                ConnectionException,
                ContentException,
                InvalidUrlException,
                ProxyException,
                RedirectException,
                RequestBodyException,
                ResolutionException,
                ResponseProtocolException,
                ResponseTooLargeException,
                ServerDisconnectedException,
                StatusException,
                TlsException,
                WebSocketHandshakeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a record of strings
    private final RequestInfo request;

    private final Phase phase;

    ClientException(RequestInfo request, Phase phase, String message, @Nullable Throwable cause) {
        super(request + ": " + message, cause);
        this.request = request;
        this.phase = phase;
    }

    /// What the request was about.
    public RequestInfo request() {
        return request;
    }

    /// How far it had come.
    public Phase phase() {
        return phase;
    }
}
