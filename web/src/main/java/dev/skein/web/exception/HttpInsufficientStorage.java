package dev.skein.web.exception;

/// Status 507: there is no room to store it (RFC 4918 §11.5).
public final class HttpInsufficientStorage extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpInsufficientStorage() {
        super(507, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpInsufficientStorage(String detail) {
        super(507, detail);
    }
}
