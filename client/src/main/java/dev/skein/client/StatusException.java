package dev.skein.client;

import dev.skein.http.Headers;

/// The server answered with a status that the caller does not want: see [ClientResponse#raiseForStatus()].
public final class StatusException extends ClientException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;
    private final transient Headers headers;

    StatusException(RequestInfo request, int status, String reason, Headers headers) {
        super(
                request,
                Phase.HEAD,
                "status " + status + (reason.isEmpty() ? "" : " " + reason),
                null);
        this.status = status;
        this.reason = reason;
        this.headers = headers;
    }

    /// The status.
    public int status() {
        return status;
    }

    /// The reason as the server put it, perhaps empty.
    public String reason() {
        return reason;
    }

    /// The response's headers.
    public Headers headers() {
        return headers;
    }
}
