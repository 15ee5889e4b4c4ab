package dev.skein.app;

import java.nio.file.Path;

/// A piece of a response's body that stands in a file; it goes to the socket without passing through the process where the system
/// can do that. Follows an [HttpResponse#start] that should give the `content-length`; without one it goes out chunked.
///
/// @param path the file; it is opened when the message is sent
/// @param offset where the piece begins, in bytes; default 0
/// @param count how many bytes, or [#TO_THE_END]
/// @param moreContent whether another piece follows; default false
public record HttpFile(Path path, long offset, long count, boolean moreContent) implements Message {
    /// As a count: up to the end of the file.
    public static final long TO_THE_END = -1;

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if offset or count is negative
    public HttpFile {
        if (offset < 0 || count < TO_THE_END) {
            throw new IllegalArgumentException(
                    "expected offset and count of at least 0, got offset "
                            + offset
                            + " and count "
                            + count);
        }
    }

    /// A whole file, which ends the body.
    public static HttpFile of(Path path) {
        return new HttpFile(path, 0, TO_THE_END, false);
    }

    /// A part of a file, which ends the body.
    public static HttpFile of(Path path, long offset, long count) {
        return new HttpFile(path, offset, count, false);
    }

    @Override
    public String type() {
        return "http.file";
    }
}
