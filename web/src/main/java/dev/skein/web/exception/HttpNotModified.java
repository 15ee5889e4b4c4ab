package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Status 304: what the client has is still good (RFC 9110 §15.4.5).
public final class HttpNotModified extends HttpException {
    private static final long serialVersionUID = 1;

    /// @param headers those that the RFC wants repeated: `etag`, `cache-control`, `vary` …
    public HttpNotModified(Headers headers) {
        super(304, "", headers);
    }
}
