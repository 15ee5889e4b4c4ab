package dev.skein.http.coding;

/// deflate (RFC 9110 §8.4.1.2, RFC 1950).
final class DeflateCoding implements ContentCoding {
    @Override
    public String name() {
        return "deflate";
    }

    @Override
    public ContentDecoder decoder() {
        return new DeflateDecoder();
    }

    @Override
    public ContentEncoder encoder() {
        return new DeflateEncoder();
    }
}
