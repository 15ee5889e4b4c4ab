package dev.skein.http.json;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A text is not JSON, or does not fit the type that was asked for; or a value has no form in JSON.
///
/// The message begins with the path when there is one, and ends with line and column when they are
/// known.
public final class JsonException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String path;
    private final int line;
    private final int column;

    /// @param message what was expected, and what came
    /// @param path where in the value, as in `$.users[2].name`; `$` is the value itself, and empty
    ///     means unknown, as it is where the text is no JSON at all
    /// @param line from 1; 0 when unknown
    /// @param column from 1; 0 when unknown
    /// @param cause what the library below said
    public JsonException(
            String message, String path, int line, int column, @Nullable Throwable cause) {
        super(whole(message, path, line, column), cause);
        this.reason = message;
        this.path = path;
        this.line = line;
        this.column = column;
    }

    /// An error of which no place is known.
    public JsonException(String message) {
        this(message, "", 0, 0, null);
    }

    private static String whole(String message, String path, int line, int column) {
        return (path.isEmpty() ? "" : path + ": ")
                + message
                + (line > 0 ? " (line " + line + ", column " + column + ')' : "");
    }

    /// What was expected, and what came, without the place.
    public String reason() {
        return reason;
    }

    /// Where in the value, as in `$.users[2].name`; empty when unknown.
    public String path() {
        return path;
    }

    /// The line, from 1; 0 when unknown.
    public int line() {
        return line;
    }

    /// The column, from 1; 0 when unknown.
    public int column() {
        return column;
    }
}
