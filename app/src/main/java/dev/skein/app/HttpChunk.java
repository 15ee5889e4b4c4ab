package dev.skein.app;

import dev.skein.http.Headers;
import java.nio.charset.StandardCharsets;

/// A piece of a body: of a request's, received from [Channels#body()], or of a response's, sent to [Channels#reply()].
///
/// @param content the bytes, possibly none
/// @param moreContent whether another piece follows
/// @param trailers fields after the body (RFC 9110 §6.5), in the last piece only; empty by default. They go out only with chunked
///     coding, and only if the client said `TE: trailers`
@SuppressWarnings("ArrayRecordComponent") // a message is a value by convention: see the package
public record HttpChunk(byte[] content, boolean moreContent, Headers trailers) implements Message {
    private static final HttpChunk END = new HttpChunk(new byte[0], false, Headers.EMPTY);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if there are trailers and yet more to come
    public HttpChunk {
        if (moreContent && !trailers.isEmpty()) {
            throw new IllegalArgumentException(
                    "trailers come with the last piece of a body only: set moreContent to false");
        }
    }

    /// A piece that another follows.
    public static HttpChunk of(byte[] content) {
        return new HttpChunk(content, true, Headers.EMPTY);
    }

    /// A piece of text, in UTF-8, that another follows.
    public static HttpChunk text(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /// The end of a body, without content.
    public static HttpChunk end() {
        return END;
    }

    /// The end of a body, with trailers.
    public static HttpChunk end(Headers trailers) {
        return new HttpChunk(new byte[0], false, trailers);
    }

    @Override
    public String type() {
        return "http.chunk";
    }
}
