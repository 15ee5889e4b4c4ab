package dev.skein.quality.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One frame, legal or not (RFC 6455 §5.2).
///
/// @param rsv the three reserved bits as a number: 4 is RSV1
/// @param opcode 0 to 15
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Frame(boolean fin, int rsv, int opcode, byte[] payload) {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int RSV1 = 4;

    static Frame of(int opcode, byte[] payload) {
        return new Frame(true, 0, opcode, payload);
    }

    static Frame of(int opcode, String payload) {
        return of(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    static Frame text(String payload) {
        return of(TEXT, payload);
    }

    static Frame ping(String payload) {
        return of(PING, payload);
    }

    static Frame continuation(String payload) {
        return of(CONTINUATION, payload);
    }

    static Frame close(int code) {
        return close(code, "");
    }

    static Frame close(int code, String reason) {
        return close(code, reason.getBytes(StandardCharsets.UTF_8));
    }

    static Frame close(int code, byte[] reason) {
        byte[] payload =
                ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array();
        return of(CLOSE, payload);
    }

    /// This frame, and more frames of the message follow.
    Frame unfinished() {
        return new Frame(false, rsv, opcode, payload);
    }

    Frame withRsv(int bits) {
        return new Frame(fin, bits, opcode, payload);
    }

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /// The bytes of this frame.
    ///
    /// @param key four bytes to mask with, or null for a frame from a server
    byte[] encode(byte @Nullable [] key) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
        out.write((fin ? 0x80 : 0) | rsv << 4 | opcode);
        int mask = key == null ? 0 : 0x80;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 65536) {
            out.write(mask | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(mask | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        if (key == null) {
            out.writeBytes(payload);
        } else {
            out.writeBytes(key);
            out.writeBytes(masked(payload, key));
        }
        return out.toByteArray();
    }

    /// RFC 6455 §5.3, in its simplest form; masking twice gives the bytes back.
    static byte[] masked(byte[] payload, byte[] key) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (payload[i] ^ key[i & 3]);
        }
        return bytes;
    }
}
