package dev.skein.web.exception;

/// Status 402: reserved by the RFC, used for what it says (RFC 9110 §15.5.3).
public final class HttpPaymentRequired extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpPaymentRequired() {
        super(402, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpPaymentRequired(String detail) {
        super(402, detail);
    }
}
