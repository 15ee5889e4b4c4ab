package dev.skein.web.exception;

/// Status 307: the resource is elsewhere for now; the method stays (RFC 9110 §15.4.8).
public final class HttpTemporaryRedirect extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpTemporaryRedirect(String location) {
        super(307, location);
    }
}
