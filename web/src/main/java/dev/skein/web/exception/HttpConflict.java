package dev.skein.web.exception;

/// Status 409: the request does not fit the state of the resource (RFC 9110 §15.5.10).
public final class HttpConflict extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpConflict() {
        super(409, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpConflict(String detail) {
        super(409, detail);
    }
}
