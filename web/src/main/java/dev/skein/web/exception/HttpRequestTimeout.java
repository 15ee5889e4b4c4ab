package dev.skein.web.exception;

/// Status 408: the request did not come in time (RFC 9110 §15.5.9).
public final class HttpRequestTimeout extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpRequestTimeout() {
        super(408, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpRequestTimeout(String detail) {
        super(408, detail);
    }
}
