package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.PercentCoding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Parameter values with a charset: `UTF-8'language'percent-encoded` (RFC 8187 §3.2).
final class ExtendedValue {
    private static final String CHARSET = "utf-8'";
    private static final String UNESCAPED = "!#$&+-.^_`|~";
    private static final String HEX = "0123456789ABCDEF";

    private ExtendedValue() {}

    /// The text, or null when it is malformed, holds NUL, or is in another charset than UTF-8.
    ///
    /// @param value a token (RFC 9110 §5.6.2)
    static @Nullable String decodeOrNull(String value) {
        int second = value.indexOf('\'', CHARSET.length());
        if (second < 0 || !value.toLowerCase(Locale.ROOT).startsWith(CHARSET)) {
            return null;
        }
        try {
            return PercentCoding.decode(value.substring(second + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String encode(String text) {
        StringBuilder out = new StringBuilder("UTF-8''");
        for (byte b : text.getBytes(UTF_8)) {
            if (isUnescaped(b)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.toString();
    }

    /// RFC 8187 §3.2.1: `attr-char`.
    private static boolean isUnescaped(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'A' && b <= 'Z')
                || (b >= 'a' && b <= 'z')
                || UNESCAPED.indexOf(b) >= 0;
    }
}
