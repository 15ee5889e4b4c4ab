package dev.skein.web.exception;

/// Status 411: the body must come with a content-length (RFC 9110 §15.5.12).
public final class HttpLengthRequired extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpLengthRequired() {
        super(411, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpLengthRequired(String detail) {
        super(411, detail);
    }
}
