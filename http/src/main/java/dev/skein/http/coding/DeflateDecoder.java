package dev.skein.http.coding;

import dev.skein.http.Escapes;

/// Decodes `deflate`: a zlib stream (RFC 1950), or a bare deflate stream (RFC 1951) as browsers take
/// it too.
///
/// RFC 9110 §8.4.1.2: "Some non-conformant implementations send the "deflate" compressed data
/// without the zlib wrapper." The first byte tells: its lower half is 8 in every zlib stream. A bare
/// stream that began so would be a stored block whose padding is not zero, which nobody writes.
final class DeflateDecoder implements ContentDecoder {
    private static final int ZLIB_METHOD = 8;

    private final Inflating inflating = new Inflating();
    private boolean begun;

    @Override
    public boolean needsInput() {
        return inflating.isUsedUp();
    }

    @Override
    public void input(byte[] bytes, int offset, int length) {
        inflating.input(bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ContentCodingException {
        inflating.requireTarget(target, offset, length);
        if (!begun) {
            if (!inflating.hasByte()) {
                return 0;
            }
            inflating.begin((inflating.peek() & 0xF) != ZLIB_METHOD);
            begun = true;
        }
        if (!inflating.isDone()) {
            int count = inflating.inflate(target, offset, length);
            if (count > 0 || !inflating.isDone()) {
                return count;
            }
        }
        if (inflating.hasByte()) {
            throw new ContentCodingException(
                    "expected nothing after the deflate data, came "
                            + Escapes.hex(inflating.peek()));
        }
        return 0;
    }

    @Override
    public boolean isFinished() {
        return needsInput() && (!begun || inflating.isDone());
    }

    @Override
    public void end() throws ContentCodingException {
        inflating.requireUsedUp();
        if (!isFinished()) {
            throw new ContentCodingException("expected the rest of the deflate data, came the end");
        }
    }

    @Override
    public void close() {
        inflating.close();
    }
}
