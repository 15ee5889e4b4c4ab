package dev.skein.web.exception;

import dev.skein.http.Headers;
import java.util.List;

/// Statuses 400 to 499: the client is to blame (RFC 9110 §15.5).
public abstract class HttpClientError extends HttpException {
    private static final long serialVersionUID = 1;

    HttpClientError(int status, String detail) {
        super(status, detail);
    }

    HttpClientError(int status, String detail, Headers headers) {
        super(status, detail, headers);
    }

    HttpClientError(int status, String detail, List<FieldError> errors) {
        super(status, detail, Headers.EMPTY, errors);
    }
}
