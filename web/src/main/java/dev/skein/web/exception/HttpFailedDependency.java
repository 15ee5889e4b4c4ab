package dev.skein.web.exception;

/// Status 424: another action that this one stands on has failed (RFC 4918 §11.4).
public final class HttpFailedDependency extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpFailedDependency() {
        super(424, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpFailedDependency(String detail) {
        super(424, detail);
    }
}
