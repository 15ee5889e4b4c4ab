package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.MediaType;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Text of forms is UTF-8, and nothing else.
final class PartText {
    private PartText() {}

    /// @throws HttpUnsupportedMediaType if the type names another charset
    static void requireUtf8(MediaType type) {
        String charset = type.parameter("charset");
        if (charset != null && !isUtf8(charset)) {
            throw new HttpUnsupportedMediaType("expected text in UTF-8, got another charset");
        }
    }

    /// Whether a charset's name is that of UTF-8, or of US-ASCII, which is a part of it.
    static boolean isUtf8(String charset) {
        return switch (charset.toLowerCase(Locale.ROOT)) {
            case "utf-8", "utf8", "us-ascii", "ascii" -> true;
            default -> false;
        };
    }

    /// The text, or null if the bytes are none.
    static @Nullable String decodeOrNull(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
