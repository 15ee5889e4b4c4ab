package dev.skein.http.coding;

import java.util.List;

/// gzip (RFC 9110 §8.4.1.3, RFC 1952).
final class GzipCoding implements ContentCoding {
    @Override
    public String name() {
        return "gzip";
    }

    /// RFC 9110 §8.4.1.3: "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"."
    @Override
    public List<String> aliases() {
        return List.of("x-gzip");
    }

    @Override
    public ContentDecoder decoder() {
        return new GzipDecoder();
    }

    @Override
    public ContentEncoder encoder() {
        return new GzipEncoder();
    }
}
