package dev.skein.http.http1;

import dev.skein.http.Headers;

/// The message is complete.
///
/// @param trailers fields that came after a chunked body; they are never merged into the headers
public record End(Headers trailers) implements Event {
    /// The end of a message without trailers.
    public static final End WITHOUT_TRAILERS = new End(Headers.EMPTY);
}
