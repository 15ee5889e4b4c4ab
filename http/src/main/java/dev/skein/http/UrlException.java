package dev.skein.http;

/// A text is no URL that Skein accepts. The message says what is wrong and where; it never quotes
/// user information, query or fragment, which may be secret.
public final class UrlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// An error with what was expected and what came.
    public UrlException(String message) {
        super(message);
    }
}
