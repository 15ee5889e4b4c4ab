package dev.skein.web.exception;

/// Status 412: a condition of the request does not hold (RFC 9110 §15.5.13).
public final class HttpPreconditionFailed extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpPreconditionFailed() {
        super(412, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpPreconditionFailed(String detail) {
        super(412, detail);
    }
}
