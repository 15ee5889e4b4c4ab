package dev.skein.web.exception;

import java.util.List;
import java.util.stream.Collectors;

/// Status 422: the body is understood, but its content is not right (RFC 9110 §15.5.21).
public final class HttpUnprocessableContent extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without details.
    public HttpUnprocessableContent() {
        super(422, "");
    }

    /// @param errors which fields are wrong, and why
    public HttpUnprocessableContent(List<FieldError> errors) {
        super(
                422,
                errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")),
                errors);
    }

    /// @param detail for the client: what was expected, what came
    public HttpUnprocessableContent(String detail) {
        super(422, detail);
    }
}
