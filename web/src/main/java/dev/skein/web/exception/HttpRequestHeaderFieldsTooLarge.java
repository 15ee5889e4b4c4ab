package dev.skein.web.exception;

/// Status 431: the header fields are larger than is allowed (RFC 6585 §5).
public final class HttpRequestHeaderFieldsTooLarge extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpRequestHeaderFieldsTooLarge() {
        super(431, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpRequestHeaderFieldsTooLarge(String detail) {
        super(431, detail);
    }
}
