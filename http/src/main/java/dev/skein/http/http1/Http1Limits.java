package dev.skein.http.http1;

/// How much a peer may send. Each limit is a number of bytes or fields that is still allowed.
///
/// @param requestLine bytes of the request line (or status line) without its CRLF; more is answered
///     with 414
/// @param headerBytes bytes of all field lines with their CRLFs, the empty line not counted; 431
/// @param headerFields field lines; 431
/// @param chunkExtensionBytes bytes of all chunk extensions of one message; 400
/// @param trailerBytes bytes of all trailer lines with their CRLFs; 431
/// @param trailerFields trailer lines; 431
/// @param bodyBytes bytes of a body after its framing is removed; 413
public record Http1Limits(
        int requestLine,
        int headerBytes,
        int headerFields,
        int chunkExtensionBytes,
        int trailerBytes,
        int trailerFields,
        long bodyBytes) {
    private static final Http1Limits DEFAULTS =
            new Http1Limits(8192, 32768, 100, 1024, 4096, 16, Long.MAX_VALUE);

    /// Lines may not be longer than this, so that sizes never overflow.
    private static final int MOST = 1 << 28;

    public Http1Limits {
        require("requestLine", requestLine, 16);
        require("headerBytes", headerBytes, 1);
        require("headerFields", headerFields, 1);
        require("chunkExtensionBytes", chunkExtensionBytes, 0);
        require("trailerBytes", trailerBytes, 0);
        require("trailerFields", trailerFields, 0);
        if (bodyBytes < 0) {
            throw new IllegalArgumentException(
                    "expected bodyBytes of 0 or more, came " + bodyBytes);
        }
    }

    private static void require(String name, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(
                    "expected " + name + " from " + least + " to " + MOST + ", came " + value);
        }
    }

    /// 8 KiB request line, 32 KiB and 100 fields of headers, 1 KiB of chunk extensions, 4 KiB and
    /// 16 fields of trailers; bodies without limit, because only the application knows theirs.
    public static Http1Limits defaults() {
        return DEFAULTS;
    }

    public Http1Limits withRequestLine(int bytes) {
        return new Http1Limits(
                bytes,
                headerBytes,
                headerFields,
                chunkExtensionBytes,
                trailerBytes,
                trailerFields,
                bodyBytes);
    }

    public Http1Limits withHeaderBytes(int bytes) {
        return new Http1Limits(
                requestLine,
                bytes,
                headerFields,
                chunkExtensionBytes,
                trailerBytes,
                trailerFields,
                bodyBytes);
    }

    public Http1Limits withHeaderFields(int fields) {
        return new Http1Limits(
                requestLine,
                headerBytes,
                fields,
                chunkExtensionBytes,
                trailerBytes,
                trailerFields,
                bodyBytes);
    }

    public Http1Limits withChunkExtensionBytes(int bytes) {
        return new Http1Limits(
                requestLine,
                headerBytes,
                headerFields,
                bytes,
                trailerBytes,
                trailerFields,
                bodyBytes);
    }

    public Http1Limits withTrailerBytes(int bytes) {
        return new Http1Limits(
                requestLine,
                headerBytes,
                headerFields,
                chunkExtensionBytes,
                bytes,
                trailerFields,
                bodyBytes);
    }

    public Http1Limits withTrailerFields(int fields) {
        return new Http1Limits(
                requestLine,
                headerBytes,
                headerFields,
                chunkExtensionBytes,
                trailerBytes,
                fields,
                bodyBytes);
    }

    public Http1Limits withBodyBytes(long bytes) {
        return new Http1Limits(
                requestLine,
                headerBytes,
                headerFields,
                chunkExtensionBytes,
                trailerBytes,
                trailerFields,
                bytes);
    }
}
