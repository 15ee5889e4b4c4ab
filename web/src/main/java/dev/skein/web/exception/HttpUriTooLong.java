package dev.skein.web.exception;

/// Status 414: the target is longer than is allowed (RFC 9110 §15.5.15).
public final class HttpUriTooLong extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpUriTooLong() {
        super(414, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpUriTooLong(String detail) {
        super(414, detail);
    }
}
