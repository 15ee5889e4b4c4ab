package dev.skein.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Percent-encoded text (RFC 3986 §2.1), decoded strictly and as UTF-8.
public final class PercentCoding {
    private PercentCoding() {}

    /// The text with every `%XX` replaced by its byte, the whole taken as UTF-8. `+` stays what it
    /// is.
    ///
    /// @param text ASCII, as it stands in a request target
    /// @throws IllegalArgumentException when a `%` is not followed by two hexadecimal digits, the
    ///     bytes are not UTF-8, or one of them is NUL; the message says which
    public static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decodeEscapes(text);
    }

    private static String decodeEscapes(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : digit(text.charAt(i + 2));
            if (low < 0) {
                throw new IllegalArgumentException("percent sign without two hexadecimal digits");
            }
            if ((high | low) == 0) {
                throw new IllegalArgumentException("encoded NUL");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("encoded bytes are not UTF-8", e);
        }
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
