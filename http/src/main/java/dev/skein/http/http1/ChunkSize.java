package dev.skein.http.http1;

import dev.skein.http.Grammar;
import dev.skein.http.RemoteProtocolException;

/// Chunk-size lines: `1*15HEXDIG *( ";" token [ "=" ( token / quoted-string ) ] )` (RFC 9112 §7.1).
final class ChunkSize {
    /// More digits would not fit a long.
    static final int MOST_DIGITS = 15;

    private ChunkSize() {}

    /// How many digits the line starts with.
    static int digits(byte[] line, int end) throws RemoteProtocolException {
        int i = 0;
        while (i < end && Grammar.hex(line[i]) >= 0) {
            i++;
        }
        // RFC 9112 §7.1: "Recipients MUST anticipate potentially large hexadecimal numerals and
        // prevent parsing errors due to integer conversion overflows or precision loss due to
        // integer representation."
        if (i == 0 || i > MOST_DIGITS || (i < end && line[i] != ';')) {
            throw error("chunk size is not 1 to 15 hexadecimal digits", line, end);
        }
        return i;
    }

    static long value(byte[] line, int digits) {
        long size = 0;
        for (int i = 0; i < digits; i++) {
            size = size << 4 | Grammar.hex(line[i]);
        }
        return size;
    }

    /// RFC 9112 §7.1.1: "A recipient MUST ignore unrecognized chunk extensions." - once they are
    /// known to be well formed, so that nobody reads a line end in them where we read none.
    static void requireExtensions(byte[] line, int from, int end) throws RemoteProtocolException {
        int i = from;
        while (i < end) {
            if (line[i] != ';') {
                throw error("chunk extension is not well formed", line, end);
            }
            i = token(line, i + 1, end);
            if (i < end && line[i] == '=') {
                i =
                        i + 1 < end && line[i + 1] == '"'
                                ? quoted(line, i + 2, end)
                                : token(line, i + 1, end);
            }
        }
    }

    private static int token(byte[] line, int from, int end) throws RemoteProtocolException {
        int i = from;
        while (i < end && Grammar.isToken(line[i])) {
            i++;
        }
        if (i == from) {
            throw error("chunk extension is not well formed", line, end);
        }
        return i;
    }

    private static int quoted(byte[] line, int from, int end) throws RemoteProtocolException {
        int i = from;
        while (i < end) {
            if (line[i] == '"') {
                return i + 1;
            }
            boolean pair = line[i] == '\\' && i + 1 < end && Grammar.isFieldValue(line[i + 1]);
            if (!pair && !Grammar.isQuotedText(line[i])) {
                break;
            }
            i += pair ? 2 : 1;
        }
        throw error("quoted chunk extension is not well formed", line, end);
    }

    private static RemoteProtocolException error(String message, byte[] line, int end) {
        return new RemoteProtocolException(400, message, line, 0, end);
    }
}
