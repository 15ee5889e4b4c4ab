package dev.skein.http.websocket;

import dev.skein.http.WebSocketProtocolException;
import java.nio.ByteBuffer;

/// Reads one frame after another (RFC 6455 §5.2): [#header], then [#payload] until nothing is
/// [#remaining]. It refuses what can be told from a header alone, and keeps no byte of a payload.
final class FrameReader {
    private static final int MASK = 0x80;
    private static final int KEY_BYTES = 4;

    /// What to show in place of a length, in a header's second byte.
    private static final int TWO_BYTES = 126;

    private static final int EIGHT_BYTES = 127;

    private final boolean masked;
    private final boolean mayCompress;

    /// Bytes of the header that have been read; 0 between frames.
    private int seen;

    private int lengthEnd;
    private int headerEnd;
    private int first;

    /// The length while it is read, then the bytes of the payload that are still to come.
    private long remaining;

    /// Turned to the next byte of the payload; see [Masking].
    private int key;

    /// @param masked whether the peer must mask
    /// @param mayCompress whether RSV1 has a meaning
    FrameReader(boolean masked, boolean mayCompress) {
        this.masked = masked;
        this.mayCompress = mayCompress;
    }

    /// Whether no byte of a next frame has come.
    boolean isBetweenFrames() {
        return seen == 0;
    }

    boolean isFinal() {
        return (first & Opcode.FIN) != 0;
    }

    boolean isCompressed() {
        return (first & Opcode.RSV1) != 0;
    }

    int opcode() {
        return first & 0x0F;
    }

    long remaining() {
        return remaining;
    }

    /// Reads a header. Not to be called again before [#end].
    ///
    /// @return false when more input is needed
    boolean header(ByteBuffer in) throws WebSocketProtocolException {
        while (in.hasRemaining()) {
            put(in.get() & 0xFF);
            if (seen > 1 && seen == headerEnd) {
                return true;
            }
        }
        return false;
    }

    /// Moves some of the payload, unmasked.
    ///
    /// @param count at most what is left of `in` and of the frame
    void payload(ByteBuffer in, int count, byte[] to, int at) {
        in.get(to, at, count);
        remaining -= count;
        if (masked) {
            Masking.apply(to, at, at + count, key);
            key = Integer.rotateRight(key, 8 * (count & 3));
        }
    }

    /// Gets ready for the next header.
    void end() {
        seen = 0;
        remaining = 0;
        key = 0;
    }

    private void put(int b) throws WebSocketProtocolException {
        seen++;
        if (seen == 1) {
            first(b);
        } else if (seen == 2) {
            second(b);
        } else if (seen <= lengthEnd) {
            length(b);
        } else {
            key |= b << 8 * (seen - lengthEnd - 1);
        }
    }

    private void first(int b) throws WebSocketProtocolException {
        first = b;
        int opcode = opcode();
        // RFC 6455 §5.2: "If a nonzero value is received and none of the negotiated extensions
        // defines the meaning of such a nonzero value, the receiving endpoint MUST _Fail the
        // WebSocket Connection_."
        if ((b & Opcode.RSV2_RSV3) != 0 || isCompressed() && !mayCompress) {
            throw broken("expected reserved bits of 0, came some that no extension has defined");
        }
        // §5.2: "If an unknown opcode is received, the receiving endpoint MUST _Fail the WebSocket
        // Connection_."
        if (!Opcode.isKnown(opcode)) {
            throw broken("expected opcode 0, 1, 2, 8, 9 or 10, came " + opcode);
        }
        // RFC 7692 §6.1: "An endpoint MUST NOT set the "Per-Message Compressed" bit of control
        // frames and non-first fragments of a data message."
        if (isCompressed() && opcode != Opcode.TEXT && opcode != Opcode.BINARY) {
            throw broken("expected RSV1 on the first frame of a message only");
        }
        // RFC 6455 §5.5: "All control frames MUST have a payload length of 125 bytes or less and
        // MUST NOT be fragmented."
        if (Opcode.isControl(opcode) && !isFinal()) {
            throw broken("expected a control frame in one piece, came a fragment");
        }
    }

    private void second(int b) throws WebSocketProtocolException {
        // §5.1: "The server MUST close the connection upon receiving a frame that is not masked."
        // "A client MUST close a connection if it detects a masked frame."
        if ((b & MASK) != 0 != masked) {
            throw broken(
                    masked
                            ? "expected a masked frame from a client, came one unmasked"
                            : "expected an unmasked frame from a server, came one masked");
        }
        int length = b & ~MASK;
        if (Opcode.isControl(opcode()) && length >= TWO_BYTES) {
            throw broken("expected at most 125 bytes in a control frame, came more");
        }
        lengthEnd = length == EIGHT_BYTES ? 10 : length == TWO_BYTES ? 4 : 2;
        headerEnd = lengthEnd + (masked ? KEY_BYTES : 0);
        remaining = lengthEnd == 2 ? length : 0;
    }

    private void length(int b) throws WebSocketProtocolException {
        remaining = remaining << 8 | b;
        if (seen < lengthEnd) {
            return;
        }
        // §5.2 of the long form: the most significant bit must be 0.
        if (remaining < 0) {
            throw broken("expected a length below 2^63");
        }
        // §5.2: "the minimal number of bytes MUST be used to encode the length"
        if (remaining < (lengthEnd == 4 ? 126 : 65_536)) {
            throw broken("expected a length in its shortest form, " + remaining + " came longer");
        }
    }

    private static WebSocketProtocolException broken(String message) {
        return new WebSocketProtocolException(1002, message);
    }
}
