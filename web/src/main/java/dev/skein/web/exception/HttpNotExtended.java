package dev.skein.web.exception;

/// Status 510: the request needs an extension (RFC 2774 §7).
public final class HttpNotExtended extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpNotExtended() {
        super(510, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpNotExtended(String detail) {
        super(510, detail);
    }
}
