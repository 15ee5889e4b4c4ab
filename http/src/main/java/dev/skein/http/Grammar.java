package dev.skein.http;

/// The character classes and small parsers of RFC 9110 and RFC 3986, by table.
///
/// One judge for everything that is read or written: HTTP/1, trailers, and whatever comes after
/// them. Digits are ASCII digits, letters are ASCII letters; nothing here depends on a locale or on
/// Unicode.
public final class Grammar {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte REG_NAME = 8;
    private static final byte QUOTED = 16;

    private static final byte[] CLASSES = new byte[256];
    private static final byte[] HEX = new byte[256];
    private static final byte[] LOWER = new byte[256];

    static {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        String digits = "0123456789";
        for (int b = 0; b < 256; b++) {
            boolean visible = b > 0x20 && b < 0x7F;
            boolean text = visible || b == ' ' || b == '\t' || b >= 0x80;
            CLASSES[b] |= text ? VALUE : 0;
            CLASSES[b] |= visible && b != '#' ? TARGET : 0;
            CLASSES[b] |= text && b != '"' && b != '\\' ? QUOTED : 0;
            LOWER[b] = (byte) (b >= 'A' && b <= 'Z' ? b + 32 : b);
            HEX[b] = (byte) hexValue(b);
        }
        // RFC 9110 §5.6.2: "Tokens are short textual identifiers that do not include whitespace or
        // delimiters."
        mark(letters + digits + "!#$%&'*+-.^_`|~", TOKEN);
        // RFC 3986 §3.2.2 allows the comma too, but in a Host field it is two hosts on their way to
        // confuse.
        mark(letters + digits + "-._~" + "!$&'()*+;=", REG_NAME);
    }

    private Grammar() {}

    private static void mark(String characters, byte kind) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= kind;
        }
    }

    private static int hexValue(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /// Whether the byte may stand in a token (RFC 9110 §5.6.2).
    public static boolean isToken(int b) {
        return (CLASSES[b & 0xFF] & TOKEN) != 0;
    }

    /// Whether the byte may stand in a field value: HTAB, 0x20–0x7E, 0x80–0xFF (RFC 9110 §5.5).
    public static boolean isFieldValue(int b) {
        return (CLASSES[b & 0xFF] & VALUE) != 0;
    }

    /// Whether the byte may stand in a request target: visible ASCII but `#`. RFC 3986 allows
    /// fewer; browsers really send `|`, `^`, `{`, `}`, `"`, `[` and `]` as they are.
    public static boolean isTarget(int b) {
        return (CLASSES[b & 0xFF] & TARGET) != 0;
    }

    /// Whether the byte may stand unescaped in a quoted string (RFC 9110 §5.6.4).
    public static boolean isQuotedText(int b) {
        return (CLASSES[b & 0xFF] & QUOTED) != 0;
    }

    /// Whether the text is one token (RFC 9110 §5.6.2).
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7F || !isToken((int) c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// The value of a hexadecimal digit, or -1.
    public static int hex(int b) {
        return HEX[b & 0xFF];
    }

    /// The byte, or its lower-case form when it is an ASCII capital.
    public static byte lower(int b) {
        return LOWER[b & 0xFF];
    }

    /// Whether the bytes spell the text, ASCII letters compared without case. The text is ASCII in
    /// any case.
    public static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from, k = 0; i < to; i++, k++) {
            char c = text.charAt(k);
            if (LOWER[bytes[i] & 0xFF] != LOWER[c & 0xFF] || c > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /// The number that the text spells in ASCII digits, or -1 when it is empty, holds anything but
    /// digits, is longer than 19 of them, or exceeds [Long#MAX_VALUE].
    public static long decimal(String text) {
        int length = text.length();
        if (length == 0 || length > 19) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        // Nineteen nines are less than twice Long.MAX_VALUE: one sign bit tells every overflow.
        return value < 0 ? -1 : value;
    }

    /// Whether the bytes are a host with an optional port, as in a Host field (RFC 9110 §7.2): a
    /// registered name, an IPv4 address or a bracketed IPv6 address; a port is 0–65535 in digits.
    /// No user information, no empty host, no empty port, no zone.
    public static boolean isAuthority(byte[] bytes, int from, int to) {
        int hostEnd = hostEnd(bytes, from, to);
        if (hostEnd <= from) {
            return false;
        }
        return hostEnd == to || (bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, to));
    }

    /// Whether the bytes are a host *with* a port, as CONNECT wants it (RFC 9112 §3.2.3).
    public static boolean isAuthorityWithPort(byte[] bytes, int from, int to) {
        int hostEnd = hostEnd(bytes, from, to);
        return hostEnd > from
                && hostEnd < to
                && bytes[hostEnd] == ':'
                && isPort(bytes, hostEnd + 1, to);
    }

    private static int hostEnd(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] == '[') {
            return AddressLiteral.end(bytes, from, to);
        }
        int i = from;
        while (i < to) {
            if ((CLASSES[bytes[i] & 0xFF] & REG_NAME) != 0) {
                i++;
            } else if (bytes[i] == '%'
                    && i + 2 < to
                    && hex(bytes[i + 1]) >= 0
                    && hex(bytes[i + 2]) >= 0) {
                i += 3;
            } else {
                break;
            }
        }
        return i;
    }

    private static boolean isPort(byte[] bytes, int from, int to) {
        if (from == to || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= 65535;
    }
}
