package dev.skein.http.websocket;

import dev.skein.http.ByteSink;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// Compresses the messages of one socket (RFC 7692 §7.2.1).
///
/// Only with context takeover it has a compressor of its own, from the first message on.
final class MessageDeflater implements AutoCloseable {
    private static final int WHOLE_WINDOW = 15;
    private static final int TAIL = 4;

    private final int level;
    private final int windowBits;
    private final boolean takeover;
    private final WebSocketScratch scratch;
    private @Nullable Deflater own;

    /// @param takeover whether messages may refer to those before; with less than the whole window
    ///     they never do
    MessageDeflater(int level, int windowBits, boolean takeover, WebSocketScratch scratch) {
        this.level = level;
        this.windowBits = windowBits;
        this.takeover = takeover && windowBits == WHOLE_WINDOW;
        this.scratch = scratch;
    }

    /// Ends the compressor; nothing may be deflated afterwards.
    @Override
    public void close() {
        if (own != null) {
            own.end();
        }
    }

    /// Whether a message that has been compressed must be sent so, because later ones refer to it.
    boolean hasContext() {
        return takeover;
    }

    int level() {
        return level;
    }

    int windowBits() {
        return windowBits;
    }

    /// Compresses a message: the bytes of the array from `start` on.
    ///
    /// @return the scratch space's output: [WebSocketScratch#trim] it after use
    ByteSink deflate(byte[] message, int start) {
        ByteSink packed = scratch.output();
        // RFC 7692 §7.2.3.6: an empty message is one empty block, whose header is one byte of 0.
        if (message.length == start) {
            packed.put(0);
            return packed;
        }
        Deflater deflater = deflater();
        if (windowBits == WHOLE_WINDOW) {
            step(deflater, message, start, message.length - start, packed);
        } else {
            inWindows(deflater, message, start, packed);
        }
        // §7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end."
        packed.truncate(packed.size() - TAIL);
        return packed;
    }

    private Deflater deflater() {
        if (!takeover) {
            return scratch.deflater(level);
        }
        if (own == null) {
            own = new Deflater(level, true);
        }
        return own;
    }

    /// java.util.zip always looks back 32 KiB. A full flush makes it forget, so that what refers
    /// back never crosses one: with one after every 2^windowBits bytes the peer's window suffices.
    private void inWindows(Deflater deflater, byte[] message, int start, ByteSink packed) {
        int window = 1 << windowBits;
        for (int from = start; from < message.length; from += window) {
            step(deflater, message, from, Math.min(window, message.length - from), packed);
        }
    }

    private void step(Deflater deflater, byte[] message, int from, int count, ByteSink packed) {
        int flush = windowBits == WHOLE_WINDOW ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
        deflater.setInput(message, from, count);
        byte[] chunk = scratch.chunk();
        int came;
        do {
            came = deflater.deflate(chunk, 0, chunk.length, flush);
            packed.put(chunk, 0, came);
        } while (came == chunk.length);
    }
}
