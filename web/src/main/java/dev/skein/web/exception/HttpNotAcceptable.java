package dev.skein.web.exception;

/// Status 406: there is no representation that the client accepts (RFC 9110 §15.5.7).
public final class HttpNotAcceptable extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpNotAcceptable() {
        super(406, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpNotAcceptable(String detail) {
        super(406, detail);
    }
}
