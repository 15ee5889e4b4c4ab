package dev.skein.http.coding;

import dev.skein.http.Escapes;
import java.util.zip.CRC32;

/// Decodes gzip: one member after another (RFC 1952 §2.2), each checked by its checksum and length.
///
/// Zeros behind the last member are padding, as gzip itself takes them; anything else there is an
/// error.
final class GzipDecoder implements ContentDecoder {
    /// How many members a content may have. Each costs a fresh start, and one without data takes 20
    /// bytes.
    static final int MOST_MEMBERS = 1024;

    private enum Phase {
        BETWEEN,
        HEADER,
        DATA,
        TRAILER,
        PADDING
    }

    private final Inflating inflating = new Inflating();
    private final GzipHeader header = new GzipHeader();
    private final CRC32 crc = new CRC32();
    private Phase phase = Phase.BETWEEN;
    private int members;
    private int trailerSize;
    private long trailer;

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
        while (true) {
            if (phase == Phase.DATA) {
                int count = data(target, offset, length);
                if (count > 0 || phase == Phase.DATA) {
                    return count;
                }
            }
            if (!inflating.hasByte()) {
                return 0;
            }
            accept(inflating.take());
        }
    }

    private int data(byte[] target, int offset, int length) throws ContentCodingException {
        int count = inflating.inflate(target, offset, length);
        crc.update(target, offset, count);
        if (inflating.isDone()) {
            phase = Phase.TRAILER;
            trailer = 0;
            trailerSize = 0;
        }
        return count;
    }

    private void accept(int b) throws ContentCodingException {
        switch (phase) {
            case BETWEEN -> between(b);
            case HEADER -> header(b);
            case TRAILER -> trailer(b);
            case PADDING -> requirePadding(b);
            case DATA -> throw new IllegalStateException("expected to inflate, came to accept");
        }
    }

    private void between(int b) throws ContentCodingException {
        if (members > 0 && b != 0x1F) {
            requirePadding(b);
            phase = Phase.PADDING;
            return;
        }
        if (++members > MOST_MEMBERS) {
            throw new ContentCodingException(
                    "expected at most " + MOST_MEMBERS + " gzip members, came more");
        }
        header.begin();
        phase = Phase.HEADER;
        header(b);
    }

    private void header(int b) throws ContentCodingException {
        if (header.accept(b)) {
            crc.reset();
            inflating.begin(true);
            phase = Phase.DATA;
        }
    }

    /// RFC 1952 §2.3: CRC32 and ISIZE, the length modulo 2^32, least significant byte first.
    private void trailer(int b) throws ContentCodingException {
        trailer |= (long) b << (trailerSize++ * 8);
        if (trailerSize < 8) {
            return;
        }
        if ((trailer & 0xFFFFFFFFL) != crc.getValue()) {
            throw new ContentCodingException(
                    "expected the checksum of the gzip data, came another");
        }
        if (trailer >>> 32 != (inflating.count() & 0xFFFFFFFFL)) {
            throw new ContentCodingException("expected the length of the gzip data, came another");
        }
        phase = Phase.BETWEEN;
    }

    private static void requirePadding(int b) throws ContentCodingException {
        if (b != 0) {
            throw new ContentCodingException(
                    "expected nothing but zeros after the gzip data, came " + Escapes.hex(b));
        }
    }

    @Override
    public boolean isFinished() {
        return needsInput() && (phase == Phase.BETWEEN || phase == Phase.PADDING);
    }

    @Override
    public void end() throws ContentCodingException {
        inflating.requireUsedUp();
        if (!isFinished()) {
            throw new ContentCodingException("expected the rest of the gzip data, came the end");
        }
    }

    @Override
    public void close() {
        inflating.close();
    }
}
