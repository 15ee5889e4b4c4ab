package dev.skein.web.exception;

import dev.skein.http.Headers;
import java.util.Collection;
import java.util.List;

/// Status 405: the resource does not take this method (RFC 9110 §15.5.6).
public final class HttpMethodNotAllowed extends HttpClientError {
    private static final long serialVersionUID = 1;

    private final transient List<String> allowed;

    /// @param method the one that came
    /// @param allowed those that are taken here, for `allow`
    public HttpMethodNotAllowed(String method, Collection<String> allowed) {
        super(
                405,
                "expected one of " + allowed + ", got " + method,
                Headers.of("allow", String.join(", ", allowed)));
        this.allowed = List.copyOf(allowed);
    }

    /// The methods that are taken.
    public List<String> allowed() {
        return allowed;
    }
}
