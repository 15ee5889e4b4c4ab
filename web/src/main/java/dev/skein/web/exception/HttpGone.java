package dev.skein.web.exception;

/// Status 410: there is nothing here any more, and will not be (RFC 9110 §15.5.11).
public final class HttpGone extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpGone() {
        super(410, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpGone(String detail) {
        super(410, detail);
    }
}
