package dev.skein.http;

import java.util.Arrays;

/// Reads field lines from the wire: `name ":" OWS value OWS CRLF`, again and again.
///
/// Strict: only CRLF ends a line, nothing is folded, nothing stands between name and colon. Errors
/// are reported for the first bad line, so that cutting the input elsewhere never changes the
/// verdict.
public final class FieldLines {
    private FieldLines() {}

    /// Reads whole lines into [Headers], with one copy of the bytes.
    ///
    /// @param bytes may be reused afterwards
    /// @param expected how many lines there probably are; only saves work
    /// @param most how many fields are allowed
    /// @throws RemoteProtocolException status 400 for a bad line, 431 for one line too many
    public static Headers parse(byte[] bytes, int from, int to, int expected, int most)
            throws RemoteProtocolException {
        if (from == to) {
            return Headers.EMPTY;
        }
        byte[] block = Arrays.copyOfRange(bytes, from, to);
        int[] offsets = new int[Math.max(1, Math.min(expected, most)) * 4];
        int known = 0;
        int repeated = 0;
        int count = 0;
        for (int at = 0; at < block.length; count++) {
            requireRoom(block, at, count, most);
            if (count * 4 == offsets.length) {
                offsets = Arrays.copyOf(offsets, offsets.length * 2);
            }
            at = line(block, at, offsets, count * 4);
            int bit = KnownField.bitOf(block, offsets[count * 4], offsets[count * 4 + 1]);
            repeated |= known & bit;
            known |= bit;
        }
        int[] exact = offsets.length == count * 4 ? offsets : Arrays.copyOf(offsets, count * 4);
        return new Headers(block, exact, known, repeated);
    }

    /// Judges whole lines as [#parse] does, and keeps nothing.
    ///
    /// @param before how many lines of the same section have been judged already
    /// @return how many lines of the section have been judged now
    /// @throws RemoteProtocolException status 400 for a bad line, 431 for one line too many
    public static int check(byte[] bytes, int from, int to, int before, int most)
            throws RemoteProtocolException {
        if (from == to) {
            return before;
        }
        // Lines that come in pieces are judged in a copy: a rare road, and only as long as the
        // news.
        byte[] lines = Arrays.copyOfRange(bytes, from, to);
        int[] offsets = new int[4];
        int count = before;
        for (int at = 0; at < lines.length; count++) {
            requireRoom(lines, at, count, most);
            at = line(lines, at, offsets, 0);
        }
        return count;
    }

    private static void requireRoom(byte[] bytes, int at, int count, int most)
            throws RemoteProtocolException {
        if (count >= most) {
            throw error(431, "more than " + most + " fields", bytes, at);
        }
    }

    /// Reads the line at `at`, stores its four offsets, and returns the position after it.
    private static int line(byte[] bytes, int at, int[] offsets, int slot)
            throws RemoteProtocolException {
        int end = bytes.length;
        int i = at;
        while (i < end && Grammar.isToken(bytes[i])) {
            i++;
        }
        int nameEnd = i;
        if (nameEnd == at || nameEnd == end || bytes[nameEnd] != ':') {
            throw badName(bytes, at, nameEnd);
        }
        i++;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        int valueStart = i;
        i = WideScan.endOfFieldValue(bytes, i, end);
        if (end - i < 2 || bytes[i] != '\r' || bytes[i + 1] != '\n') {
            throw badValue(bytes, at, i);
        }
        int valueEnd = i;
        while (valueEnd > valueStart
                && (bytes[valueEnd - 1] == ' ' || bytes[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        offsets[slot] = at;
        offsets[slot + 1] = nameEnd;
        offsets[slot + 2] = valueStart;
        offsets[slot + 3] = valueEnd;
        return i + 2;
    }

    private static RemoteProtocolException badName(byte[] bytes, int at, int i) {
        int b = i < bytes.length ? bytes[i] & 0xFF : '\n';
        if (i == at && (b == ' ' || b == '\t')) {
            // RFC 9112 §5.2: "A sender MUST NOT generate a message that includes line folding"
            return error(
                    400,
                    "field line starts with whitespace (line folding is not allowed)",
                    bytes,
                    at);
        }
        if (b == ' ' || b == '\t') {
            // RFC 9112 §5.1: "No whitespace is allowed between the field name and colon."
            return error(400, "whitespace in or after a field name", bytes, at);
        }
        if (b == '\r' || b == '\n') {
            return error(
                    400,
                    "field line without a colon, or with a stray " + (b == '\r' ? "CR" : "LF"),
                    bytes,
                    at);
        }
        if (b == ':') {
            return error(400, "field name is empty", bytes, at);
        }
        return error(400, "field name contains a forbidden byte " + Escapes.hex(b), bytes, at);
    }

    private static RemoteProtocolException badValue(byte[] bytes, int at, int i) {
        int b = i < bytes.length ? bytes[i] & 0xFF : '\n';
        // RFC 9110 §5.5: "Field values containing CR, LF, or NUL characters are invalid and
        // dangerous"
        return switch (b) {
            case '\r' -> error(400, "CR without LF in a field line", bytes, at);
            case '\n' -> error(400, "field line ends with LF instead of CRLF", bytes, at);
            default ->
                    error(
                            400,
                            "field value contains a forbidden byte " + Escapes.hex(b),
                            bytes,
                            at);
        };
    }

    private static RemoteProtocolException error(int status, String message, byte[] bytes, int at) {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return new RemoteProtocolException(status, message, bytes, at, end);
    }
}
