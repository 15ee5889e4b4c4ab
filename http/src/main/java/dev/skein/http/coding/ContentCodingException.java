package dev.skein.http.coding;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A content is not what its `Content-Encoding` says, or that names something unknown.
///
/// The message says what was expected.
public final class ContentCodingException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param message what was expected, and what came
    public ContentCodingException(String message) {
        super(message);
    }

    /// @param message what was expected, and what came
    /// @param cause what the library below said
    public ContentCodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
