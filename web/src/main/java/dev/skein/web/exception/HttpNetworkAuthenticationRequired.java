package dev.skein.web.exception;

/// Status 511: the client must log in to the network first (RFC 6585 §6).
public final class HttpNetworkAuthenticationRequired extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpNetworkAuthenticationRequired() {
        super(511, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpNetworkAuthenticationRequired(String detail) {
        super(511, detail);
    }
}
