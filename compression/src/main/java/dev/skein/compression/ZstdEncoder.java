package dev.skein.compression;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.skein.http.ByteSink;
import dev.skein.http.coding.ContentEncoder;
import java.nio.ByteBuffer;

/// Encodes zstd as one frame at level 3, whose window is 2 MiB.
final class ZstdEncoder implements ContentEncoder {
    private static final int LEVEL = 3;
    private static final int CHUNK = 8192;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private boolean open = true;
    private boolean closed;

    @Override
    public void encode(byte[] bytes, int offset, int length, ByteSink out) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        do {
            step(in, EndDirective.CONTINUE, out);
        } while (in.hasRemaining());
    }

    @Override
    public void flush(ByteSink out) {
        drain(EndDirective.FLUSH, out);
    }

    @Override
    public void finish(ByteSink out) {
        drain(EndDirective.END, out);
        open = false;
    }

    private void drain(EndDirective directive, ByteSink out) {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        while (!step(nothing, directive, out)) {
            // Each step puts a chunk out.
        }
    }

    /// @return whether nothing is left to come out
    private boolean step(ByteBuffer in, EndDirective directive, ByteSink out) {
        if (!open) {
            throw new IllegalStateException(
                    "expected an encoder that goes on, came one that is finished or closed");
        }
        chunk.clear();
        boolean done = context.compressByteBufferStream(chunk, in, directive);
        out.put(chunk.array(), 0, chunk.position());
        return done;
    }

    @Override
    public void close() {
        open = false;
        if (!closed) {
            closed = true;
            context.close();
        }
    }
}
