package dev.skein.web.exception;

/// Status 417: what `expect` asks for is not known here (RFC 9110 §15.5.18).
public final class HttpExpectationFailed extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpExpectationFailed() {
        super(417, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpExpectationFailed(String detail) {
        super(417, detail);
    }
}
