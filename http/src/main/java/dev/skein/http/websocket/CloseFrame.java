package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.WebSocketProtocolException;

/// The payload of close frames (RFC 6455 §5.5.1): nothing, or a code and a reason.
final class CloseFrame {
    private static final byte[] EMPTY = {};

    /// Stands for a close frame without a code; never on the wire.
    private static final int NO_CODE = 1005;

    private static final int REASON_BYTES = 123;

    private CloseFrame() {}

    static WebSocketEvent.Close parse(byte[] payload) throws WebSocketProtocolException {
        // §7.1.5: "If this Close control frame contains no status code, _The WebSocket Connection
        // Close Code_ is considered to be 1005."
        if (payload.length == 0) {
            return new WebSocketEvent.Close(NO_CODE, "");
        }
        // §5.5.1: "If there is a body, the first two bytes of the body MUST be a 2-byte unsigned
        // integer (in network byte order) representing a status code"
        if (payload.length == 1) {
            throw new WebSocketProtocolException(
                    1002, "expected a close code of two bytes, came one");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (!mayBeSent(code)) {
            throw new WebSocketProtocolException(
                    1002, "expected a close code that may be sent, came " + code);
        }
        if (Utf8.check(Utf8.COMPLETE, payload, 2, payload.length) != Utf8.COMPLETE) {
            throw new WebSocketProtocolException(1007, "the reason for closing is not UTF-8");
        }
        return new WebSocketEvent.Close(code, new String(payload, 2, payload.length - 2, UTF_8));
    }

    static byte[] format(int code, String reason) {
        if (code == NO_CODE && reason.isEmpty()) {
            return EMPTY;
        }
        if (!mayBeSent(code)) {
            throw new IllegalArgumentException(
                    "expected close code 1000 to 1003, 1007 to 1014, 3000 to 4999, or 1005 without"
                            + " a reason, came "
                            + code);
        }
        byte[] text = Utf8.encode(reason);
        if (text.length > REASON_BYTES) {
            throw new IllegalArgumentException(
                    "expected a reason of at most 123 bytes, came " + text.length);
        }
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }

    /// The codes of RFC 6455 §7.4 and of IANA's registry, without those that stand for no frame or
    /// no TLS (1005, 1006, 1015) and those that nobody has defined.
    private static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1003
                || code >= 1007 && code <= 1014
                || code >= 3000 && code <= 4999;
    }
}
