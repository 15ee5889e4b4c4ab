package dev.skein.web.exception;

import java.util.List;

/// Status 400: the request is not as it should be (RFC 9110 §15.5.1).
public final class HttpBadRequest extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpBadRequest() {
        super(400, "");
    }

    /// @param error which field is wrong, and why
    public HttpBadRequest(FieldError error) {
        super(400, error.toString(), List.of(error));
    }

    /// @param detail for the client: what was expected, what came
    public HttpBadRequest(String detail) {
        super(400, detail);
    }
}
