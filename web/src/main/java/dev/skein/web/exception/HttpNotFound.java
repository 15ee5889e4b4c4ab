package dev.skein.web.exception;

/// Status 404: there is nothing here (RFC 9110 §15.5.5).
public final class HttpNotFound extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpNotFound() {
        super(404, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpNotFound(String detail) {
        super(404, detail);
    }
}
