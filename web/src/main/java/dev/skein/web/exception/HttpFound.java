package dev.skein.web.exception;

/// Status 302: the resource is elsewhere for now; browsers may repeat a POST as GET (RFC 9110 §15.4.3).
public final class HttpFound extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpFound(String location) {
        super(302, location);
    }
}
