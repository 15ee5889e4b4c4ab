package dev.skein.app;

import dev.skein.http.Headers;

/// Fields, mostly `link`, that the client may act on before the response is ready: status 103 (RFC 8297). Sent before the
/// response, any number of times; a client of HTTP/1.0, which knows no interim responses, gets nothing.
///
/// @param headers the fields
public record HttpEarlyHints(Headers headers) implements Message {
    /// One `link` field for each value.
    public static HttpEarlyHints links(String... links) {
        Headers.Builder headers = Headers.builder();
        for (String link : links) {
            headers.add("link", link);
        }
        return new HttpEarlyHints(headers.build());
    }

    @Override
    public String type() {
        return "http.early_hints";
    }
}
