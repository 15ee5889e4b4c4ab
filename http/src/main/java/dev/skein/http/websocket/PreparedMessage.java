package dev.skein.http.websocket;

import dev.skein.http.ByteSink;
import org.jspecify.annotations.Nullable;

/// A server's message that is encoded once for many sockets.
///
/// Any number of threads may share it. The arrays that it gives out are shared too: they are to be
/// sent, never changed. [WebSocketWriter#prepared] chooses the right one for a connection.
public final class PreparedMessage {
    private final int opcode;
    private final byte[] frame;
    private final int length;

    /// Compressed frames, made when they are first asked for. Threads that ask at the same moment
    /// may make one twice.
    private volatile @Nullable Deflated deflated;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Deflated(int level, int windowBits, byte[] frame, @Nullable Deflated next) {}

    private PreparedMessage(int opcode, byte[] payload) {
        this.opcode = opcode;
        this.length = payload.length;
        this.frame = frame(Opcode.FIN | opcode, payload, payload.length);
    }

    /// A text message.
    ///
    /// @throws IllegalArgumentException for half a surrogate pair, which UTF-8 cannot tell
    public static PreparedMessage text(String text) {
        return new PreparedMessage(Opcode.TEXT, Utf8.encode(text));
    }

    /// A binary message with a copy of the bytes.
    public static PreparedMessage binary(byte[] bytes) {
        return new PreparedMessage(Opcode.BINARY, bytes);
    }

    /// The message's bytes, before compression.
    public int length() {
        return length;
    }

    /// The whole frame, uncompressed: every client can read it.
    ///
    /// @return shared: not to be changed
    public byte[] frame() {
        return frame;
    }

    /// The whole frame, compressed by itself; or [#frame] if that is no larger.
    ///
    /// It may go out only where permessage-deflate is agreed on, with as many window bits or more,
    /// and where no message refers to one before: without a server's context takeover, or on a
    /// connection whose own compressor is never used.
    ///
    /// @param level 1 to 9, as in [DeflateOptions]
    /// @param windowBits 8 to 15, as in [DeflateOptions]
    /// @return shared: not to be changed
    /// @throws IllegalArgumentException when one of them is out of its range
    public byte[] deflated(int level, int windowBits) {
        DeflateOptions.defaults().withLevel(level).withWindowBits(windowBits);
        try (WebSocketScratch scratch = new WebSocketScratch()) {
            return deflated(level, windowBits, scratch);
        }
    }

    byte[] deflated(int level, int windowBits, WebSocketScratch scratch) {
        for (Deflated known = deflated; known != null; known = known.next) {
            if (known.level == level && known.windowBits == windowBits) {
                return known.frame;
            }
        }
        byte[] made = deflate(level, windowBits, scratch);
        deflated = new Deflated(level, windowBits, made, deflated);
        return made;
    }

    private byte[] deflate(int level, int windowBits, WebSocketScratch scratch) {
        try (MessageDeflater deflater = new MessageDeflater(level, windowBits, false, scratch)) {
            ByteSink packed = deflater.deflate(frame, frame.length - length);
            byte[] made =
                    packed.size() < length
                            ? frame(
                                    Opcode.FIN | Opcode.RSV1 | opcode,
                                    packed.array(),
                                    packed.size())
                            : frame;
            scratch.trim();
            return made;
        }
    }

    private static byte[] frame(int first, byte[] payload, int length) {
        ByteSink out = new ByteSink(length + 10);
        WebSocketWriter.header(first, 0, length, out);
        out.put(payload, 0, length);
        return out.toByteArray();
    }
}
