package dev.skein.http.websocket;

import static java.util.Objects.requireNonNull;

import dev.skein.http.ByteSink;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Messages and control frames to bytes, for one connection and either side of it.
///
/// Every message is one frame. It is compressed where that was agreed on, it has
/// [DeflateOptions#leastBytes] or more, and, unless later messages refer to it, it gets smaller.
///
/// One thread at a time. The order is the caller's: nothing here keeps a message from following a
/// close. When a method throws, the sink and the writer are as they were before.
public final class WebSocketWriter implements AutoCloseable {
    private static final int MASK = 0x80;
    private static final int CONTROL_BYTES = 125;

    private final @Nullable MessageDeflater deflater;
    private final int leastBytes;
    private final WebSocketScratch scratch;
    private final @Nullable IntSupplier maskKeys;
    private boolean closed;

    private WebSocketWriter(
            @Nullable MessageDeflater deflater,
            int leastBytes,
            WebSocketScratch scratch,
            @Nullable IntSupplier maskKeys) {
        this.deflater = deflater;
        this.leastBytes = leastBytes;
        this.scratch = scratch;
        this.maskKeys = maskKeys;
    }

    /// A server's writer, which does not mask.
    ///
    /// @param deflate what was agreed on for compression; null if nothing was
    /// @param options our own side's: level, least bytes, and whether to use a context takeover
    ///     that was agreed on; may be null if `deflate` is
    /// @param scratch shared with the other sockets of the loop
    public static WebSocketWriter server(
            @Nullable DeflateParameters deflate,
            @Nullable DeflateOptions options,
            WebSocketScratch scratch) {
        if (deflate == null) {
            return new WebSocketWriter(null, 0, scratch, null);
        }
        DeflateOptions ours = requireNonNull(options, "options");
        boolean takeover = ours.contextTakeover() && !deflate.serverNoContextTakeover();
        return new WebSocketWriter(
                new MessageDeflater(ours.level(), deflate.serverMaxWindowBits(), takeover, scratch),
                ours.leastBytes(),
                scratch,
                null);
    }

    /// A client's writer, which masks every frame.
    ///
    /// @param deflate what was agreed on for compression; null if nothing was
    /// @param options our own side's: level, least bytes, and whether to use a context takeover
    ///     that was agreed on; may be null if `deflate` is
    /// @param scratch shared with the other sockets of the loop
    /// @param maskKeys asked once per frame for a number that nobody can predict (RFC 6455 §10.3),
    ///     such as one of a SecureRandom; it must not throw
    public static WebSocketWriter client(
            @Nullable DeflateParameters deflate,
            @Nullable DeflateOptions options,
            WebSocketScratch scratch,
            IntSupplier maskKeys) {
        if (deflate == null) {
            return new WebSocketWriter(null, 0, scratch, maskKeys);
        }
        DeflateOptions ours = requireNonNull(options, "options");
        boolean takeover = ours.contextTakeover() && !deflate.clientNoContextTakeover();
        return new WebSocketWriter(
                new MessageDeflater(ours.level(), deflate.clientMaxWindowBits(), takeover, scratch),
                ours.leastBytes(),
                scratch,
                maskKeys);
    }

    /// Puts a text message.
    ///
    /// @throws IllegalArgumentException for half a surrogate pair, which UTF-8 cannot tell
    public void text(String text, ByteSink out) {
        message(Opcode.TEXT, Utf8.encode(text), out);
    }

    /// Puts a binary message.
    public void binary(byte[] bytes, ByteSink out) {
        message(Opcode.BINARY, bytes, out);
    }

    /// Puts a ping.
    ///
    /// @throws IllegalArgumentException when the payload has more than 125 bytes (RFC 6455 §5.5)
    public void ping(byte[] payload, ByteSink out) {
        control(Opcode.PING, payload, out);
    }

    /// Puts a pong.
    ///
    /// @throws IllegalArgumentException when the payload has more than 125 bytes (RFC 6455 §5.5)
    public void pong(byte[] payload, ByteSink out) {
        control(Opcode.PONG, payload, out);
    }

    /// Puts a close frame (RFC 6455 §5.5.1).
    ///
    /// @param code 1000 to 1003, 1007 to 1014, 3000 to 4999; or 1005 for a frame without a code
    /// @param reason at most 123 bytes of UTF-8, none with 1005
    /// @throws IllegalArgumentException for another code or a longer reason
    public void close(int code, String reason, ByteSink out) {
        control(Opcode.CLOSE, CloseFrame.format(code, reason), out);
    }

    /// Puts the header of a text or binary message that goes out by reference: unmasked,
    /// uncompressed, in one frame. Exactly `length` bytes must follow it; a text's must be UTF-8.
    ///
    /// @throws IllegalArgumentException when the length is below 0
    public static void header(boolean text, long length, ByteSink out) {
        if (length < 0) {
            throw new IllegalArgumentException("expected a length of 0 or more, came " + length);
        }
        header(Opcode.FIN | (text ? Opcode.TEXT : Opcode.BINARY), 0, length, out);
    }

    /// The bytes to send a server's prepared message with on this connection: compressed where the
    /// connection's messages are and do not refer to each other, plain otherwise.
    ///
    /// @return shared with other connections: not to be changed
    /// @throws IllegalStateException when this is a client's writer, whose frames have a mask each
    public byte[] prepared(PreparedMessage message) {
        if (maskKeys != null) {
            throw new IllegalStateException("expected a server's writer, but this is a client's");
        }
        requireOpen();
        if (deflater == null || deflater.hasContext() || message.length() < leastBytes) {
            return message.frame();
        }
        return message.deflated(deflater.level(), deflater.windowBits(), scratch);
    }

    /// Ends the compressor. Nothing may be written afterwards; further calls do nothing.
    @Override
    public void close() {
        closed = true;
        if (deflater != null) {
            deflater.close();
        }
    }

    private void message(int opcode, byte[] bytes, ByteSink out) {
        requireOpen();
        if (deflater == null || bytes.length < leastBytes) {
            frame(Opcode.FIN | opcode, bytes, bytes.length, out);
            return;
        }
        ByteSink packed = deflater.deflate(bytes, 0);
        if (packed.size() < bytes.length || deflater.hasContext()) {
            frame(Opcode.FIN | Opcode.RSV1 | opcode, packed.array(), packed.size(), out);
        } else {
            frame(Opcode.FIN | opcode, bytes, bytes.length, out);
        }
        scratch.trim();
    }

    private void control(int opcode, byte[] payload, ByteSink out) {
        requireOpen();
        if (payload.length > CONTROL_BYTES) {
            throw new IllegalArgumentException(
                    "expected a payload of at most 125 bytes, came " + payload.length);
        }
        frame(Opcode.FIN | opcode, payload, payload.length, out);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("expected an open writer, but it has been closed");
        }
    }

    private void frame(int first, byte[] payload, int length, ByteSink out) {
        if (maskKeys == null) {
            header(first, 0, length, out);
            out.put(payload, 0, length);
            return;
        }
        int key = maskKeys.getAsInt();
        header(first, MASK, length, out);
        for (int shift = 0; shift < 32; shift += 8) {
            out.put(key >>> shift);
        }
        int start = out.size();
        out.put(payload, 0, length);
        Masking.apply(out.array(), start, out.size(), key);
    }

    // RFC 6455 §5.2: "the minimal number of bytes MUST be used to encode the length"
    static void header(int first, int mask, long length, ByteSink out) {
        out.put(first);
        if (length <= 125) {
            out.put(mask | (int) length);
        } else if (length <= 0xFFFF) {
            out.put(mask | 126);
            number(length, 2, out);
        } else {
            out.put(mask | 127);
            number(length, 8, out);
        }
    }

    private static void number(long value, int bytes, ByteSink out) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.put((int) (value >>> shift));
        }
    }
}
