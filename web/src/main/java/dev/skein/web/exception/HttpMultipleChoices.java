package dev.skein.web.exception;

/// Status 300: there are several representations; the preferred one is at the location (RFC 9110 §15.4.1).
public final class HttpMultipleChoices extends HttpRedirection {
    private static final long serialVersionUID = 1;

    /// @param location a URL or a path, as in [HttpRedirection]
    public HttpMultipleChoices(String location) {
        super(300, location);
    }
}
