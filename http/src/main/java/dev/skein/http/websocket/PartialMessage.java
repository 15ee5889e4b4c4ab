package dev.skein.http.websocket;

import dev.skein.http.WebSocketProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A message of which something has come and something has not.
///
/// It grows with what has come, never with what a header promises: at most to twice as much.
final class PartialMessage {
    private static final byte[] EMPTY = {};

    private final boolean text;
    private final boolean compressed;
    private byte[] bytes = EMPTY;
    private int size;
    private int frames = 1;
    private int utf8 = Utf8.COMPLETE;

    /// @param frame the first one, whose header has been read
    PartialMessage(FrameReader frame) {
        this.text = frame.opcode() == Opcode.TEXT;
        this.compressed = frame.isCompressed();
    }

    boolean isText() {
        return text;
    }

    boolean isCompressed() {
        return compressed;
    }

    int size() {
        return size;
    }

    void countFrame(int most) throws WebSocketProtocolException {
        if (++frames > most) {
            throw new WebSocketProtocolException(
                    1009, "expected a message of at most " + most + " frames");
        }
    }

    /// Adds some of a frame's payload.
    void append(FrameReader frame, ByteBuffer in, int count) throws WebSocketProtocolException {
        reserve(frame, count);
        frame.payload(in, count, bytes, size);
        if (text && !compressed) {
            utf8 = Utf8.check(utf8, bytes, size, size + count);
            if (utf8 == Utf8.INVALID) {
                throw WebSocketParser.notUtf8();
            }
        }
        size += count;
    }

    /// Whether no character is cut at the end.
    boolean endsCharacter() {
        return utf8 == Utf8.COMPLETE;
    }

    /// The bytes, of which the first [#size] count.
    byte[] array() {
        return bytes;
    }

    /// Exactly the bytes, copied only when there is room behind them.
    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void reserve(FrameReader frame, int count) {
        int least = size + count;
        if (bytes.length >= least) {
            return;
        }
        long most = Math.min(2L * least, Integer.MAX_VALUE - 8);
        // The last frame tells the size, so that most messages end without room to spare. Those
        // before it do not: growing by the frame would copy a message of many small ones too often.
        if (frame.isFinal()) {
            most = Math.min(most, size + frame.remaining());
        }
        bytes = Arrays.copyOf(bytes, (int) most);
    }
}
