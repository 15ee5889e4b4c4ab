package dev.skein.web.exception;

/// Status 500: something here went wrong (RFC 9110 §15.6.1).
public final class HttpInternalServerError extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpInternalServerError() {
        super(500, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpInternalServerError(String detail) {
        super(500, detail);
    }
}
