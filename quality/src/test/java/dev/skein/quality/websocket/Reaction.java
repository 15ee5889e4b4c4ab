package dev.skein.quality.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What the peer does, as the tester sees it.
sealed interface Reaction {
    /// A whole message.
    @SuppressWarnings("ArrayRecordComponent") // compared by content, with `is`
    record Message(boolean text, byte[] bytes) implements Reaction {
        boolean is(boolean asText, byte[] expected) {
            return text == asText && Arrays.equals(bytes, expected);
        }

        @Override
        public String toString() {
            return (text ? "text " : "binary ") + shown(bytes);
        }
    }

    /// The answer to a ping.
    @SuppressWarnings("ArrayRecordComponent") // compared by the tester, by content
    record Pong(byte[] payload) implements Reaction {
        @Override
        public String toString() {
            return "pong " + shown(payload);
        }
    }

    /// A close frame.
    ///
    /// @param code 1005 when the frame had none
    record Close(int code, String reason) implements Reaction {
        @Override
        public String toString() {
            return "close " + code + " '" + reason + "'";
        }
    }

    /// The connection has ended.
    record End() implements Reaction {
        @Override
        public String toString() {
            return "end of the connection";
        }
    }

    private static String shown(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 60), StandardCharsets.ISO_8859_1);
        return "of " + bytes.length + " bytes: " + text;
    }
}
