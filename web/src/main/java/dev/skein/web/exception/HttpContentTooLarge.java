package dev.skein.web.exception;

/// Status 413: the body is larger than is allowed (RFC 9110 §15.5.14).
public final class HttpContentTooLarge extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpContentTooLarge() {
        super(413, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpContentTooLarge(String detail) {
        super(413, detail);
    }
}
