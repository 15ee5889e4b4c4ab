package dev.skein.http;

/// Makes bytes from strangers safe to look at: in logs, in messages, on terminals.
///
/// Visible ASCII and the space stay; everything else becomes `\r`, `\n`, `\t`, `\\`, `\"`, `\x1b`
/// or `\u20ac`.
public final class Escapes {
    private static final String HEX = "0123456789abcdef";

    private Escapes() {}

    /// The bytes as text, one character per byte.
    ///
    /// @param limit how many bytes to show; `…` stands for the rest
    public static String escape(byte[] bytes, int limit) {
        int shown = Math.min(bytes.length, limit);
        StringBuilder out = new StringBuilder(shown + 16);
        for (int i = 0; i < shown; i++) {
            append(out, (char) (bytes[i] & 0xFF));
        }
        return shown < bytes.length ? out.append('…').toString() : out.toString();
    }

    /// The text with every dangerous character escaped.
    ///
    /// @param limit how many characters to show; `…` stands for the rest
    public static String escape(String text, int limit) {
        int shown = Math.min(text.length(), limit);
        StringBuilder out = new StringBuilder(shown + 16);
        for (int i = 0; i < shown; i++) {
            append(out, text.charAt(i));
        }
        return shown < text.length() ? out.append('…').toString() : out.toString();
    }

    /// One byte as in `0x1b`.
    public static String hex(int b) {
        return "0x" + HEX.charAt(b >> 4 & 0xF) + HEX.charAt(b & 0xF);
    }

    private static void append(StringBuilder out, char c) {
        switch (c) {
            case '\r' -> out.append("\\r");
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            case '"' -> out.append("\\\"");
            default -> appendOther(out, c);
        }
    }

    private static void appendOther(StringBuilder out, char c) {
        if (c >= 0x20 && c < 0x7F) {
            out.append(c);
        } else if (c <= 0xFF) {
            out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
        } else {
            out.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                out.append(HEX.charAt(c >> shift & 0xF));
            }
        }
    }
}
