package dev.skein.client;

import dev.skein.http.Grammar;
import java.time.Duration;

/// How long to wait before a request is sent again.
final class Backoff {
    private static final Duration MOST = Duration.ofSeconds(30);

    private Backoff() {}

    static Duration after(RetryPolicy policy, int attempt) {
        Duration wait = policy.backoff().multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(MOST) < 0 ? wait : MOST;
    }

    /// RFC 9110 §10.2.3: "A server sends the "Retry-After" header field to indicate how long the user agent ought to wait before
    /// making a follow-up request." A date is not looked at.
    static Duration after(ClientResponse response, RetryPolicy policy, int attempt) {
        Duration wait = after(policy, attempt);
        String header = response.headers().get("retry-after");
        long seconds = header == null ? -1 : Grammar.decimal(header);
        if (seconds <= wait.toSeconds()) {
            return wait;
        }
        return seconds < MOST.toSeconds() ? Duration.ofSeconds(seconds) : MOST;
    }
}
