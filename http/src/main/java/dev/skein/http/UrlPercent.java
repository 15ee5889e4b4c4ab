package dev.skein.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The percent-encode sets of the URL standard, the other way round: for each part of a URL the
/// characters that stand for themselves.
///
/// Unlike [PercentCoding] nothing here fails: a `%` without two hexadecimal digits stays what it
/// is, and bytes that are not UTF-8 become U+FFFD.
final class UrlPercent {
    /// In a path: no `\`, which browsers take for a slash, so that it is looked at by itself.
    static final int PATH = 1;

    static final int QUERY = 2;
    static final int FRAGMENT = 4;
    static final int USER_INFO = 8;

    /// In a form: everything else is encoded, and the space is a `+`.
    static final int FORM = 16;

    /// In a host: what RFC 3986 §3.2.2 allows in a registered name, but no capitals, `%` or `,`. A
    /// Host field could not carry more.
    static final int HOST = 32;

    private static final int UNENCODED = PATH | QUERY | FRAGMENT | USER_INFO;
    private static final byte[] SETS = sets();
    private static final String HEX = "0123456789ABCDEF";
    private static final int REPLACEMENT = 0xFFFD;

    private UrlPercent() {}

    private static byte[] sets() {
        byte[] sets = new byte[128];
        for (int c = 0x21; c < 0x7F; c++) {
            boolean capital = c >= 'A' && c <= 'Z';
            boolean plain = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            sets[c] = (byte) (UNENCODED | (plain ? FORM : 0) | (plain && !capital ? HOST : 0));
        }
        remove(sets, "\"#<>?^`{}\\", PATH);
        remove(sets, "\"#<>'", QUERY);
        remove(sets, "\"<>`", FRAGMENT);
        remove(sets, "\"#<>?^`{}/:;=@[\\]|", USER_INFO);
        add(sets, "*-._", FORM);
        add(sets, "-._~!$&'()*+;=", HOST);
        return sets;
    }

    private static void remove(byte[] sets, String characters, int set) {
        for (int i = 0; i < characters.length(); i++) {
            sets[characters.charAt(i)] &= (byte) ~set;
        }
    }

    private static void add(byte[] sets, String characters, int set) {
        for (int i = 0; i < characters.length(); i++) {
            sets[characters.charAt(i)] |= (byte) set;
        }
    }

    private static boolean stands(char c, int set) {
        return c < 128 && (SETS[c] & set) != 0;
    }

    /// Where the first character is that does not stand for itself, or `to`.
    static int end(String text, int from, int to, int set) {
        int i = from;
        while (i < to && stands(text.charAt(i), set)) {
            i++;
        }
        return i;
    }

    static String encode(String text, int from, int to, int set) {
        if (end(text, from, to, set) == to) {
            return text.substring(from, to);
        }
        StringBuilder out = new StringBuilder(to - from + 32);
        encode(text, from, to, set, out);
        return out.toString();
    }

    static void encode(String text, int from, int to, int set, StringBuilder out) {
        int i = from;
        while (i < to) {
            int run = end(text, i, to, set);
            out.append(text, i, run);
            if (run == to) {
                return;
            }
            int point = text.codePointAt(run);
            i = run + Character.charCount(point);
            if (point == ' ' && set == FORM) {
                out.append('+');
            } else {
                putUtf8(point, out);
            }
        }
    }

    /// A lone surrogate is no character: U+FFFD stands for it.
    private static void putUtf8(int point, StringBuilder out) {
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        int c = surrogate ? REPLACEMENT : point;
        if (c < 0x80) {
            put(c, out);
        } else if (c < 0x800) {
            put(0xC0 | c >> 6, out);
            put(0x80 | c & 0x3F, out);
        } else {
            if (c < 0x10000) {
                put(0xE0 | c >> 12, out);
            } else {
                put(0xF0 | c >> 18, out);
                put(0x80 | c >> 12 & 0x3F, out);
            }
            put(0x80 | c >> 6 & 0x3F, out);
            put(0x80 | c & 0x3F, out);
        }
    }

    private static void put(int b, StringBuilder out) {
        out.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xF));
    }

    /// The text that was encoded.
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        return decode(bytes, 0, bytes.length, false);
    }

    /// The text that was encoded. Writes over the bytes.
    ///
    /// @param form whether a `+` is a space
    static String decode(byte[] bytes, int from, int to, boolean form) {
        int length = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '+' && form) {
                b = ' ';
            } else if (b == '%' && i + 2 < to) {
                int high = Grammar.hex(bytes[i + 1]);
                int low = Grammar.hex(bytes[i + 2]);
                if ((high | low) >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            bytes[length++] = b;
        }
        return new String(bytes, from, length - from, UTF_8);
    }
}
