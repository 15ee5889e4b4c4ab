package dev.skein.web.exception;

/// Status 423: the resource is locked (RFC 4918 §11.3).
public final class HttpLocked extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpLocked() {
        super(423, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpLocked(String detail) {
        super(423, detail);
    }
}
