package dev.skein.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// UTF-8 (RFC 3629), strictly: checked piece by piece as it comes, and made from text.
final class Utf8 {
    /// Between two characters: where a text begins, and where it must end.
    static final int COMPLETE = 0;

    /// No further byte can make it valid.
    static final int INVALID = -1;

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080808080808080L;

    private Utf8() {}

    /// Goes on with a check.
    ///
    /// Inside a character the state says how many bytes are still to come (bits 16 and up), and the
    /// least (bits 8 to 15) and the greatest (bits 0 to 7) that the next one may be.
    ///
    /// @param state [#COMPLETE] at a text's beginning; then what came out for the piece before
    /// @return the state after these bytes, [#INVALID] if one of them cannot stand where it does
    static int check(int state, byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (state == COMPLETE) {
                i = endOfAscii(bytes, i, to);
                if (i == to) {
                    break;
                }
                state = lead(bytes[i++] & 0xFF);
            } else {
                state = continuation(state, bytes[i++] & 0xFF);
            }
            if (state == INVALID) {
                return INVALID;
            }
        }
        return state;
    }

    private static int endOfAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - 8 && ((long) WORD.get(bytes, i) & HIGHS) == 0) {
            i += 8;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /// The state after a first byte (the table of RFC 3629 §4), which is not ASCII.
    private static int lead(int b) {
        if (b < 0xC2 || b > 0xF4) {
            return INVALID;
        }
        if (b < 0xE0) {
            return expect(1, 0x80, 0xBF);
        }
        return switch (b) {
            case 0xE0 -> expect(2, 0xA0, 0xBF);
            case 0xED -> expect(2, 0x80, 0x9F);
            case 0xF0 -> expect(3, 0x90, 0xBF);
            case 0xF1, 0xF2, 0xF3 -> expect(3, 0x80, 0xBF);
            case 0xF4 -> expect(3, 0x80, 0x8F);
            default -> expect(2, 0x80, 0xBF);
        };
    }

    private static int continuation(int state, int b) {
        if (b < (state >> 8 & 0xFF) || b > (state & 0xFF)) {
            return INVALID;
        }
        int more = (state >> 16) - 1;
        return more == 0 ? COMPLETE : expect(more, 0x80, 0xBF);
    }

    private static int expect(int more, int least, int greatest) {
        return more << 16 | least << 8 | greatest;
    }

    /// The text's bytes.
    ///
    /// @throws IllegalArgumentException for half a surrogate pair, which UTF-8 cannot tell
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // The JDK puts '?' for a lone surrogate, so that most texts need no further look.
        for (byte b : bytes) {
            if (b == '?') {
                requirePairs(text);
                break;
            }
        }
        return bytes;
    }

    private static void requirePairs(String text) {
        int character;
        for (int i = 0; i < text.length(); i += Character.charCount(character)) {
            character = text.codePointAt(i);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        "expected surrogates in pairs, came a lone one at index " + i);
            }
        }
    }
}
