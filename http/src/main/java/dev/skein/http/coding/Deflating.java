package dev.skein.http.coding;

import dev.skein.http.ByteSink;
import java.util.zip.Deflater;

/// The JDK's deflater, whose output goes into a sink.
final class Deflating implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final Deflater deflater;
    private final byte[] chunk = new byte[CHUNK];
    private boolean open = true;

    /// @param raw without the zlib wrapper
    Deflating(boolean raw) {
        this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
    }

    void encode(byte[] bytes, int offset, int length, ByteSink out) {
        requireOpen();
        deflater.setInput(bytes, offset, length);
        drain(Deflater.NO_FLUSH, out);
    }

    void flush(ByteSink out) {
        requireOpen();
        drain(Deflater.SYNC_FLUSH, out);
    }

    /// Nothing may be encoded afterwards.
    void finish(ByteSink out) {
        requireOpen();
        deflater.finish();
        drain(Deflater.NO_FLUSH, out);
        open = false;
    }

    /// How many bytes have come in.
    long count() {
        return deflater.getBytesRead();
    }

    private void drain(int flush, ByteSink out) {
        int count;
        do {
            count = deflater.deflate(chunk, 0, chunk.length, flush);
            out.put(chunk, 0, count);
        } while (count == chunk.length);
    }

    void requireOpen() {
        if (!open) {
            throw new IllegalStateException(
                    "expected an encoder that goes on, came one that is finished or closed");
        }
    }

    /// Gives memory back.
    @Override
    public void close() {
        open = false;
        deflater.end();
    }
}
