package dev.skein.http.coding;

import java.util.List;

/// A way to compress a body (RFC 9110 §8.4.1): a published SPI, found by [java.util.ServiceLoader].
///
/// May be shared by threads.
public interface ContentCoding {
    /// The name as in `Content-Encoding`: a token in lower case, such as `br`.
    String name();

    /// Other names that mean the same: tokens in lower case. None by default.
    default List<String> aliases() {
        return List.of();
    }

    /// Whether it works here. One that stands on a native library says `false` where that is
    /// missing, and is then not offered; it never throws. `true` by default.
    default boolean isAvailable() {
        return true;
    }

    /// A decoder at the beginning of a content. Whoever takes it closes it.
    ContentDecoder decoder();

    /// An encoder at the beginning of a content. Whoever takes it closes it.
    ContentEncoder encoder();
}
