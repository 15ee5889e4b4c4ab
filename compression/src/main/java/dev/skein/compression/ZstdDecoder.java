package dev.skein.compression;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentDecoder;
import java.nio.ByteBuffer;

/// Decodes zstd, one frame after another.
///
/// Each frame's magic number is read here and handed on by itself. So the library never sees the
/// older formats, which it would take too; nor a frame that is whole, of which it would not check
/// the window.
final class ZstdDecoder implements ContentDecoder {
    /// log2 of the largest window: 8 MiB.
    private static final int WINDOW = 23;

    private static final int FRAME = 0xFD2FB528;

    /// The lowest four bits are free.
    private static final int SKIPPABLE = 0x184D2A50;

    private final ZstdDecompressCtx context = new ZstdDecompressCtx().setLongMax(WINDOW);
    private final PendingInput input = new PendingInput();
    private final byte[] magic = new byte[4];
    private int magicSize;
    private boolean inFrame;
    private boolean filled;

    @Override
    public boolean needsInput() {
        return input.isEmpty() && !filled;
    }

    @Override
    public void input(byte[] bytes, int offset, int length) {
        input.set(needsInput(), bytes, offset, length);
    }

    @Override
    public int decode(byte[] target, int offset, int length) throws ContentCodingException {
        input.requireTarget(target, offset, length);
        ByteBuffer out = ByteBuffer.wrap(target, offset, length);
        while (!needsInput() && out.position() == offset) {
            if (inFrame) {
                step(out, input.bytes());
                filled = inFrame && !out.hasRemaining();
            } else {
                magic(out);
            }
        }
        return out.position() - offset;
    }

    private void magic(ByteBuffer out) throws ContentCodingException {
        magic[magicSize++] = input.bytes().get();
        if (magicSize < magic.length) {
            return;
        }
        int number = 0;
        for (int i = 3; i >= 0; i--) {
            number = number << 8 | magic[i] & 0xFF;
        }
        if (number != FRAME && (number & ~0xF) != SKIPPABLE) {
            throw new ContentCodingException(
                    "expected a zstd frame to begin with fd2fb528, came "
                            + Integer.toHexString(number));
        }
        magicSize = 0;
        step(out, ByteBuffer.wrap(magic));
    }

    private void step(ByteBuffer out, ByteBuffer in) throws ContentCodingException {
        try {
            inFrame = !context.decompressByteBufferStream(out, in);
        } catch (ZstdException e) {
            throw new ContentCodingException(
                    "expected zstd data as in RFC 8878 with a window of at most 8 MiB, came: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public boolean isFinished() {
        return needsInput() && !inFrame && magicSize == 0;
    }

    @Override
    public void end() throws ContentCodingException {
        PendingInput.requireUsedUp(needsInput());
        if (!isFinished()) {
            throw new ContentCodingException("expected the rest of the zstd data, came the end");
        }
    }

    @Override
    public void close() {
        if (input.close()) {
            context.close();
        }
    }
}
