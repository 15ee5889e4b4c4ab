package dev.skein.web.exception;

/// Status 301: the resource has moved for good; browsers may repeat a POST as GET (RFC 9110 §15.4.2).
public final class HttpMovedPermanently extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpMovedPermanently(String location) {
        super(301, location);
    }
}
