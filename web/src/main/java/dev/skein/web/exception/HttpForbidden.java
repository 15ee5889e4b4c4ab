package dev.skein.web.exception;

/// Status 403: this client may not do this (RFC 9110 §15.5.4).
public final class HttpForbidden extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpForbidden() {
        super(403, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpForbidden(String detail) {
        super(403, detail);
    }
}
