package dev.skein.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/// Looks at the bytes before Jackson does, which would guess at UTF-16 and UTF-32 and takes some
/// UTF-8 that is none.
final class JsonText {
    private static final int CHUNK = 2048;

    private JsonText() {}

    /// RFC 8259 §8.1: "JSON text exchanged between systems that are not part of a closed ecosystem
    /// MUST be encoded using UTF-8".
    static void requireUtf8(byte[] bytes) throws JsonException {
        if (bytes.length >= 3
                && bytes[0] == (byte) 0xEF
                && bytes[1] == (byte) 0xBB
                && bytes[2] == (byte) 0xBF) {
            throw new JsonException("expected JSON without a byte order mark, came one");
        }
        // A zero among the first bytes means UTF-16 or UTF-32 to Jackson, and is no JSON in UTF-8.
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                throw new JsonException("expected JSON in UTF-8, came a zero byte at offset " + i);
            }
        }
        int valid = validPrefix(bytes);
        if (valid < bytes.length) {
            throw new JsonException(
                    "expected JSON in UTF-8, came bytes that are not at offset " + valid);
        }
    }

    private static int validPrefix(byte[] bytes) {
        CharsetDecoder decoder =
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer room = CharBuffer.allocate(Math.max(2, Math.min(CHUNK, bytes.length)));
        CoderResult result;
        do {
            room.clear();
            result = decoder.decode(in, room, true);
        } while (result.isOverflow());
        return in.position();
    }
}
