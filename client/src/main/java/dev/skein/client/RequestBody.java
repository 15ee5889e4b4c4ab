package dev.skein.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a request carries. Ready-made ones come from the methods here; an own one implements [#writeTo].
public interface RequestBody {
    /// The value of the `content-type` field if the request has none itself; null for none.
    @Nullable String contentType();

    /// How many bytes [#writeTo] writes, or -1 when that is not known: then the body goes out in chunks.
    ///
    /// @throws IOException if it cannot be found out
    long length() throws IOException;

    /// Whether [#writeTo] may be called again, for a retry or a redirect.
    boolean isReplayable();

    /// Writes the body, and waits where the server does not take it fast enough. Called on a virtual thread of its own, beside
    /// which the response may come already. Does not close `out`.
    ///
    /// @throws IOException if the source fails, or `out` does because the request is over
    void writeTo(OutputStream out) throws IOException, InterruptedException;

    /// No body.
    static RequestBody none() {
        return BytesBody.NONE;
    }

    /// Bytes, which must not be changed until the response is there.
    static RequestBody of(byte[] bytes) {
        return new BytesBody(bytes, "application/octet-stream");
    }

    /// Bytes of a type.
    static RequestBody of(byte[] bytes, String contentType) {
        return new BytesBody(bytes, contentType);
    }

    /// Text as UTF-8.
    static RequestBody of(String text) {
        return new BytesBody(text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
    }

    /// A file, sent without passing through this process where the system can do that. Its type is guessed from its name.
    ///
    /// @throws IOException if its type cannot be probed
    static RequestBody of(Path file) throws IOException {
        String type = Files.probeContentType(file);
        return new FileBody(file, type == null ? "application/octet-stream" : type);
    }

    /// A stream of unknown length, which can be sent once. It is closed afterwards.
    static RequestBody of(InputStream stream) {
        return of(stream, -1);
    }

    /// A stream of a known length, which can be sent once. It is closed afterwards.
    ///
    /// @param length in bytes, or -1 for unknown
    static RequestBody of(InputStream stream, long length) {
        return new StreamBody(stream, length);
    }
}
