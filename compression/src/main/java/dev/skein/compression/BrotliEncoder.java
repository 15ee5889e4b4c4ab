package dev.skein.compression;

import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import com.aayushatharva.brotli4j.encoder.EncoderJNI.Operation;
import dev.skein.http.ByteSink;
import dev.skein.http.coding.ContentEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// Encodes one brotli stream at quality 5 with a window of 1 MiB: for contents made on the fly.
final class BrotliEncoder implements ContentEncoder {
    private static final int QUALITY = 5;
    private static final int WINDOW = 20;
    private static final int CHUNK = 8192;

    private final EncoderJNI.Wrapper encoder;
    private boolean open = true;
    private boolean closed;

    BrotliEncoder() {
        try {
            encoder = new EncoderJNI.Wrapper(CHUNK, QUALITY, WINDOW, Encoder.Mode.GENERIC);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void encode(byte[] bytes, int offset, int length, ByteSink out) {
        requireOpen();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int count = Math.min(CHUNK, end - at);
            encoder.getInputBuffer().clear().put(bytes, at, count);
            at += count;
            run(Operation.PROCESS, count, out);
        }
    }

    @Override
    public void flush(ByteSink out) {
        requireOpen();
        run(Operation.FLUSH, 0, out);
    }

    @Override
    public void finish(ByteSink out) {
        requireOpen();
        run(Operation.FINISH, 0, out);
        open = false;
    }

    /// Goes on until all input is taken and what is ready has come out.
    private void run(Operation operation, int count, ByteSink out) {
        encoder.push(operation, count);
        while (true) {
            if (!encoder.isSuccess()) {
                throw new IllegalStateException(
                        "expected brotli to encode anything, came an error");
            }
            if (encoder.hasMoreOutput()) {
                put(encoder.pull(), out);
            } else if (encoder.hasRemainingInput()) {
                encoder.push(operation, 0);
            } else {
                return;
            }
        }
    }

    private static void put(ByteBuffer piece, ByteSink out) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        out.put(bytes);
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException(
                    "expected an encoder that goes on, came one that is finished or closed");
        }
    }

    @Override
    public void close() {
        open = false;
        if (!closed) {
            closed = true;
            encoder.destroy();
        }
    }
}
