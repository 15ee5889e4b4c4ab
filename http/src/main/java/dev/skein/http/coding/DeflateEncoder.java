package dev.skein.http.coding;

import dev.skein.http.ByteSink;

/// Encodes `deflate` as RFC 9110 §8.4.1.2 says: with the zlib wrapper (RFC 1950).
final class DeflateEncoder implements ContentEncoder {
    private final Deflating deflating = new Deflating(false);

    @Override
    public void encode(byte[] bytes, int offset, int length, ByteSink out) {
        deflating.encode(bytes, offset, length, out);
    }

    @Override
    public void flush(ByteSink out) {
        deflating.flush(out);
    }

    @Override
    public void finish(ByteSink out) {
        deflating.finish(out);
    }

    @Override
    public void close() {
        deflating.close();
    }
}
