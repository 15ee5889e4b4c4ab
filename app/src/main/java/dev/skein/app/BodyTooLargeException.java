package dev.skein.app;

import java.io.IOException;

/// A body is larger than the application wants to read. Uncaught, the server answers 413 (RFC 9110 §15.5.14).
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    /// @param limit the most bytes that would have been taken
    public BodyTooLargeException(long limit) {
        super("the body is larger than " + limit + " bytes");
    }
}
