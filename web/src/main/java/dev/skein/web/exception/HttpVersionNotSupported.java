package dev.skein.web.exception;

/// Status 505: the version of HTTP is not spoken here (RFC 9110 §15.6.6).
public final class HttpVersionNotSupported extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpVersionNotSupported() {
        super(505, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpVersionNotSupported(String detail) {
        super(505, detail);
    }
}
