package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Statuses 500 to 599: this side is to blame (RFC 9110 §15.6).
public abstract class HttpServerError extends HttpException {
    private static final long serialVersionUID = 1;

    HttpServerError(int status, String detail) {
        super(status, detail);
    }

    HttpServerError(int status, String detail, Headers headers) {
        super(status, detail, headers);
    }
}
