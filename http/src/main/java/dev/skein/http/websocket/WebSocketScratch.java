package dev.skein.http.websocket;

import dev.skein.http.ByteSink;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Working space that the parsers and writers of one event loop share, so that idle connections own
/// none: arrays, and the (de)compressors of all sockets without context takeover.
///
/// Give one to every parser and writer that runs on the same thread. They use it only inside a call
/// and keep nothing in it between calls. Everything is made when it is first needed; arrays above
/// 256 KiB are let go at once. After [#close] the sockets that share it can no longer use it.
public final class WebSocketScratch implements AutoCloseable {
    private static final int KEPT = 256 * 1024;
    private static final int CHUNK = 16 * 1024;
    private static final byte[] EMPTY = {};

    private byte[] input = EMPTY;
    private byte[] chunk = EMPTY;
    private ByteSink output = new ByteSink(0);
    private @Nullable Inflater inflater;
    private final @Nullable Deflater[] deflaters = new Deflater[Deflater.BEST_COMPRESSION + 1];
    private boolean closed;

    /// Scratch space that takes no memory until it is needed.
    public WebSocketScratch() {}

    /// Ends the (de)compressors. Further calls do nothing.
    @Override
    public void close() {
        closed = true;
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        for (int level = 0; level < deflaters.length; level++) {
            Deflater deflater = deflaters[level];
            if (deflater != null) {
                deflater.end();
                deflaters[level] = null;
            }
        }
    }

    /// An array for a payload as it came.
    byte[] input(int least) {
        if (input.length >= least) {
            return input;
        }
        if (least > KEPT) {
            return new byte[least];
        }
        input = new byte[Math.max(1024, Integer.highestOneBit(least - 1) << 1)];
        return input;
    }

    /// An array for one step of (de)compression.
    byte[] chunk() {
        if (chunk.length == 0) {
            chunk = new byte[CHUNK];
        }
        return chunk;
    }

    /// An empty sink for what a (de)compression gives; [#trim] it afterwards.
    ByteSink output() {
        output.clear();
        return output;
    }

    /// Lets a large output go.
    void trim() {
        if (output.array().length > KEPT) {
            output = new ByteSink(0);
        }
    }

    /// The shared decompressor, as new.
    Inflater inflater() {
        requireOpen();
        if (inflater == null) {
            inflater = new Inflater(true);
        } else {
            inflater.reset();
        }
        return inflater;
    }

    /// The shared compressor of a level, as new.
    Deflater deflater(int level) {
        requireOpen();
        Deflater deflater = deflaters[level];
        if (deflater == null) {
            deflater = new Deflater(level, true);
            deflaters[level] = deflater;
        } else {
            deflater.reset();
        }
        return deflater;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("expected open scratch space, but it has been closed");
        }
    }
}
