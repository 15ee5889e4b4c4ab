package dev.skein.web.exception;

/// Status 502: the server behind this one gave no proper answer (RFC 9110 §15.6.3).
public final class HttpBadGateway extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpBadGateway() {
        super(502, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpBadGateway(String detail) {
        super(502, detail);
    }
}
