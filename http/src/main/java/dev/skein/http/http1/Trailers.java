package dev.skein.http.http1;

import dev.skein.http.Headers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which fields may not come after a body.
///
/// RFC 9110 §6.5.1: "Many fields cannot be processed outside the header section because their
/// evaluation is necessary prior to receiving the content, such as those that describe message
/// framing, routing, authentication, request modifiers, response controls, or content format."
final class Trailers {
    private static final Set<String> FORBIDDEN =
            Set.of(
                    "age",
                    "authorization",
                    "cache-control",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "content-range",
                    "content-type",
                    "cookie",
                    "date",
                    "expect",
                    "expires",
                    "host",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "keep-alive",
                    "location",
                    "max-forwards",
                    "pragma",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "range",
                    "retry-after",
                    "set-cookie",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "vary",
                    "warning",
                    "www-authenticate");

    private Trailers() {}

    /// The first forbidden name, or null.
    static @Nullable String forbidden(Headers trailers) {
        for (int i = 0; i < trailers.size(); i++) {
            String name = trailers.name(i);
            if (FORBIDDEN.contains(name)) {
                return name;
            }
        }
        return null;
    }
}
