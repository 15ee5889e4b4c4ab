package dev.skein.web.exception;

/// Status 428: the request must have a condition, such as `if-match` (RFC 6585 §3).
public final class HttpPreconditionRequired extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpPreconditionRequired() {
        super(428, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpPreconditionRequired(String detail) {
        super(428, detail);
    }
}
