package dev.skein.web.exception;

/// Status 407: the client must authenticate itself with the proxy (RFC 9110 §15.5.8).
public final class HttpProxyAuthenticationRequired extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpProxyAuthenticationRequired() {
        super(407, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpProxyAuthenticationRequired(String detail) {
        super(407, detail);
    }
}
