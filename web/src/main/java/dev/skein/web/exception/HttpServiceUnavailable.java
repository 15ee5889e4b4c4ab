package dev.skein.web.exception;

import dev.skein.http.Headers;
import java.time.Duration;

/// Status 503: not now (RFC 9110 §15.6.4).
public final class HttpServiceUnavailable extends HttpServerError {
    private static final long serialVersionUID = 1;

    /// Without saying when.
    public HttpServiceUnavailable() {
        super(503, "");
    }

    /// @param detail for the client
    public HttpServiceUnavailable(String detail) {
        super(503, detail);
    }

    /// @param retryAfter when to try again, sent in whole seconds, rounded up (RFC 9110 §10.2.3)
    public HttpServiceUnavailable(Duration retryAfter) {
        this(retryAfter, "");
    }

    /// @param retryAfter when to try again
    /// @param detail for the client
    public HttpServiceUnavailable(Duration retryAfter, String detail) {
        super(503, detail, Headers.of("retry-after", String.valueOf(seconds(retryAfter))));
    }

    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
