package dev.skein.web.exception;

/// Status 421: this server does not answer for that host (RFC 9110 §15.5.20).
public final class HttpMisdirectedRequest extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpMisdirectedRequest() {
        super(421, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpMisdirectedRequest(String detail) {
        super(421, detail);
    }
}
