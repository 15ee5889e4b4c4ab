package dev.skein.web.exception;

/// Status 415: the body is of a type or coding that is not taken here (RFC 9110 §15.5.16).
public final class HttpUnsupportedMediaType extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpUnsupportedMediaType() {
        super(415, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpUnsupportedMediaType(String detail) {
        super(415, detail);
    }
}
