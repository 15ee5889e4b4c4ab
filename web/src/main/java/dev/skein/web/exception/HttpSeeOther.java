package dev.skein.web.exception;

/// Status 303: the answer is elsewhere, to be had by GET: the usual answer to a form (RFC 9110 §15.4.4).
public final class HttpSeeOther extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpSeeOther(String location) {
        super(303, location);
    }
}
