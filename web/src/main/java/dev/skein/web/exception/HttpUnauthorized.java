package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Status 401: the client must say who it is (RFC 9110 §15.5.2).
public final class HttpUnauthorized extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// @param challenge for `www-authenticate`, which RFC 9110 §11.6.1 demands: `Bearer`, or `Basic realm="members"`
    public HttpUnauthorized(String challenge) {
        this(challenge, "");
    }

    /// @param challenge for `www-authenticate`
    /// @param detail for the client
    public HttpUnauthorized(String challenge, String detail) {
        super(401, detail, Headers.of("www-authenticate", challenge));
    }
}
