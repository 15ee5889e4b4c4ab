package dev.skein.web.exception;

import dev.skein.http.Headers;
import java.time.Duration;

/// Status 429: this client asks too often (RFC 6585 §4).
public final class HttpTooManyRequests extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// Without saying when.
    public HttpTooManyRequests() {
        super(429, "");
    }

    /// @param retryAfter when to try again, sent in whole seconds, rounded up (RFC 9110 §10.2.3)
    public HttpTooManyRequests(Duration retryAfter) {
        this(retryAfter, "");
    }

    /// @param retryAfter when to try again
    /// @param detail for the client
    public HttpTooManyRequests(Duration retryAfter, String detail) {
        super(429, detail, Headers.of("retry-after", String.valueOf(seconds(retryAfter))));
    }

    private static long seconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
