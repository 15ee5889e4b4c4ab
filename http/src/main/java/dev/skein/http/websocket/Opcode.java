package dev.skein.http.websocket;

/// The kinds of frames (RFC 6455 §11.8), and the bits beside them in a frame's first byte.
final class Opcode {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /// The last frame of a message.
    static final int FIN = 0x80;

    /// The message is compressed, where permessage-deflate is agreed (RFC 7692 §6).
    static final int RSV1 = 0x40;

    /// Bits without a meaning.
    static final int RSV2_RSV3 = 0x30;

    private Opcode() {}

    static boolean isControl(int opcode) {
        return opcode >= CLOSE;
    }

    static boolean isKnown(int opcode) {
        return opcode <= BINARY || opcode >= CLOSE && opcode <= PONG;
    }
}
