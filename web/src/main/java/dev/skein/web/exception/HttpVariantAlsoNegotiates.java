package dev.skein.web.exception;

/// Status 506: the negotiation goes in circles (RFC 2295 §8.1).
public final class HttpVariantAlsoNegotiates extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpVariantAlsoNegotiates() {
        super(506, "");
    }

    /// @param detail for the client: what was expected, what came
    public HttpVariantAlsoNegotiates(String detail) {
        super(506, detail);
    }
}
