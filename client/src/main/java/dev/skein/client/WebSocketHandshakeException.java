package dev.skein.client;

import dev.skein.http.Headers;
import org.jspecify.annotations.Nullable;

/// The server did not agree to a WebSocket, or not by the rules.
public final class WebSocketHandshakeException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Headers headers;

    WebSocketHandshakeException(
            RequestInfo request,
            int status,
            Headers headers,
            String message,
            @Nullable Throwable cause) {
        super(request, Phase.HEAD, message, cause);
        this.status = status;
        this.headers = headers;
    }

    /// The status of the answer.
    public int status() {
        return status;
    }

    /// The headers of the answer.
    public Headers headers() {
        return headers;
    }
}
