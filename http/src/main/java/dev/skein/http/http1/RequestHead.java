package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// A request line and its headers, with everything they say about the message and the connection.
///
/// @param method as received: methods have case
/// @param bodyLength 0 for none, the content-length, or [#CHUNKED]
/// @param keepAlive whether the client lets the connection persist (RFC 9112 §9.3)
/// @param expectContinue whether the client waits for a 100 before it sends the body
/// @param upgrade whether the client offers another protocol in the Upgrade field
public record RequestHead(
        String method,
        RequestTarget target,
        HttpVersion version,
        Headers headers,
        long bodyLength,
        boolean keepAlive,
        boolean expectContinue,
        boolean upgrade)
        implements Event {
    /// The body comes in chunks; its length shows at the end.
    public static final long CHUNKED = -1;

    /// Host and port that the request is for: the target's own, else the Host field; null if
    /// neither is there, which only HTTP/1.0 allows.
    ///
    /// RFC 9112 §3.2.2: "the origin server MUST ignore the received Host header field (if any) and
    /// instead use the host information of the request-target"
    public @Nullable String authority() {
        String own = target.authority();
        return own != null ? own : headers.get("host");
    }
}
