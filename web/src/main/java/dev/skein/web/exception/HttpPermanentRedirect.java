package dev.skein.web.exception;

/// Status 308: the resource has moved for good; the method stays (RFC 9110 §15.4.9).
public final class HttpPermanentRedirect extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpPermanentRedirect(String location) {
        super(308, location);
    }
}
