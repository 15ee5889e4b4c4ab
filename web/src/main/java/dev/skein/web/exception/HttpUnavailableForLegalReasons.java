package dev.skein.web.exception;

import dev.skein.http.Headers;

/// Status 451: somebody had it blocked (RFC 7725).
public final class HttpUnavailableForLegalReasons extends HttpClientError {
    private static final long serialVersionUID = 1;

    /// @param blockedBy the URL of who implements the blocking, for `link`
    public HttpUnavailableForLegalReasons(String blockedBy) {
        super(
                451,
                "",
                Headers.of(
                        "link",
                        "<" + HttpRedirection.checked(blockedBy) + ">; rel=\"blocked-by\""));
    }
}
