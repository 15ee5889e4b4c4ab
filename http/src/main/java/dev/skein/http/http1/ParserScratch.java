package dev.skein.http.http1;

import java.util.Arrays;

/// Working space that the parsers of one event loop share, so that idle connections own none.
///
/// Give one to every parser that runs on the same thread; a parser uses it only inside `next` and
/// keeps nothing in it between calls. It grows to the largest head seen and is bounded by the
/// limits.
public final class ParserScratch {
    private byte[] bytes = new byte[0];

    /// Scratch space that takes no memory until it is needed.
    public ParserScratch() {}

    byte[] bytes(int least) {
        if (bytes.length < least) {
            bytes = Arrays.copyOf(bytes, Math.max(least, Math.max(1024, bytes.length * 2)));
        }
        return bytes;
    }
}
