package dev.skein.compression;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/// Decodes one brotli stream.
///
/// The library decodes into its window, and lends it out piece by piece.
final class BrotliDecoder implements ContentDecoder {
    /// How much the library is given at a time. It copies nothing, so that this lies outside the
    /// heap.
    private static final int CHUNK = 4096;

    private final DecoderJNI.Wrapper decoder;
    private final PendingInput input = new PendingInput();
    private boolean begun;

    /// Whether output has been taken since the last push. Until it is pushed again, the library may
    /// have more in store although it says that it needs input.
    private boolean pulled;

    BrotliDecoder() {
        try {
            decoder = new DecoderJNI.Wrapper(CHUNK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean needsInput() {
        return input.isEmpty() && !decoder.hasOutput() && isWaiting();
    }

    /// Whether the library has used all it was given.
    private boolean isWaiting() {
        return switch (decoder.getStatus()) {
            case NEEDS_MORE_INPUT -> !pulled;
            case DONE -> true;
            case OK, NEEDS_MORE_OUTPUT, ERROR -> false;
        };
    }

    @Override
    public void input(byte[] bytes, int offset, int length) {
        input.set(needsInput(), bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ContentCodingException {
        input.requireTarget(target, offset, length);
        while (!needsInput()) {
            if (decoder.hasOutput()) {
                ByteBuffer piece = decoder.pull(length);
                pulled = true;
                int count = piece.remaining();
                piece.get(target, offset, count);
                return count;
            }
            step();
        }
        return 0;
    }

    private void step() throws ContentCodingException {
        switch (decoder.getStatus()) {
            case NEEDS_MORE_INPUT -> push(pulled ? 0 : fill());
            case OK, NEEDS_MORE_OUTPUT -> push(0);
            case DONE, ERROR ->
                    throw new ContentCodingException(
                            "expected brotli data as in RFC 7932 and nothing after it,"
                                    + " came something else");
        }
    }

    private void push(int count) {
        pulled = false;
        decoder.push(count);
    }

    /// Gives the library what it has room for, and says how many bytes that is.
    private int fill() {
        ByteBuffer bytes = input.bytes();
        int count = Math.min(bytes.remaining(), CHUNK);
        decoder.getInputBuffer().clear().put(bytes.slice().limit(count));
        bytes.position(bytes.position() + count);
        begun = true;
        return count;
    }

    @Override
    public boolean isFinished() {
        return needsInput() && (!begun || decoder.getStatus() == DecoderJNI.Status.DONE);
    }

    @Override
    public void end() throws ContentCodingException {
        PendingInput.requireUsedUp(needsInput());
        if (!isFinished()) {
            throw new ContentCodingException("expected the rest of the brotli data, came the end");
        }
    }

    @Override
    public void close() {
        if (input.close()) {
            decoder.destroy();
        }
    }
}
