package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;

/// A status line and its headers.
///
/// @param reason as received, `""` if none; means nothing to programs
/// @param bodyLength 0 for none, the content-length, [#CHUNKED] or [#UNTIL_CLOSE]
/// @param keepAlive whether the connection may be used again after the [End]
public record ResponseHead(
        int status,
        String reason,
        HttpVersion version,
        Headers headers,
        long bodyLength,
        boolean keepAlive)
        implements Event {
    /// The body comes in chunks; its length shows at the end.
    public static final long CHUNKED = -1;

    /// The body ends where the connection does.
    public static final long UNTIL_CLOSE = -2;
}
