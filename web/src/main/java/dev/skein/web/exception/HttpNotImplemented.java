package dev.skein.web.exception;

/// Status 501: this server does not know the method (RFC 9110 §15.6.2).
public final class HttpNotImplemented extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpNotImplemented() {
        super(501, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpNotImplemented(String detail) {
        super(501, detail);
    }
}
