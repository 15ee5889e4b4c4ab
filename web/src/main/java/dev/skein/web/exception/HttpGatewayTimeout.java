package dev.skein.web.exception;

/// Status 504: the server behind this one did not answer in time (RFC 9110 §15.6.5).
public final class HttpGatewayTimeout extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpGatewayTimeout() {
        super(504, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpGatewayTimeout(String detail) {
        super(504, detail);
    }
}
