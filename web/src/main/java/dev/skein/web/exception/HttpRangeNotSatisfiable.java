package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Status 416: the representation has no such part (RFC 9110 §15.5.17).
public final class HttpRangeNotSatisfiable extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// @param length of the representation in bytes, for `content-range`
    public HttpRangeNotSatisfiable(long length) {
        super(
                416,
                "the representation has " + length + " bytes",
                Headers.of("content-range", "bytes */" + length));
    }
}
