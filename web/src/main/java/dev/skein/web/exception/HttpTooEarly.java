package dev.skein.web.exception;

/// Status 425: the request could be a replay (RFC 8470 §5.2).
public final class HttpTooEarly extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpTooEarly() {
        super(425, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpTooEarly(String detail) {
        super(425, detail);
    }
}
