package dev.skein.http.coding;

import dev.skein.http.ByteSink;
import java.util.zip.CRC32;

/// Encodes gzip as one member (RFC 1952).
final class GzipEncoder implements ContentEncoder {
    /// No time, no name, no flags, and an unknown system (§2.3.1): equal contents are equal bytes.
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final Deflating deflating = new Deflating(true);
    private final CRC32 crc = new CRC32();
    private boolean begun;

    @Override
    public void encode(byte[] bytes, int offset, int length, ByteSink out) {
        begin(out);
        deflating.encode(bytes, offset, length, out);
        crc.update(bytes, offset, length);
    }

    @Override
    public void flush(ByteSink out) {
        begin(out);
        deflating.flush(out);
    }

    @Override
    public void finish(ByteSink out) {
        begin(out);
        deflating.finish(out);
        putLittleEndian(crc.getValue(), out);
        putLittleEndian(deflating.count(), out);
    }

    private void begin(ByteSink out) {
        deflating.requireOpen();
        if (!begun) {
            out.put(HEADER);
            begun = true;
        }
    }

    private static void putLittleEndian(long value, ByteSink out) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.put((int) (value >>> shift));
        }
    }

    @Override
    public void close() {
        deflating.close();
    }
}
