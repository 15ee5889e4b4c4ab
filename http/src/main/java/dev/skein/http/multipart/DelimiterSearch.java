package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Looks for `CRLF "--" boundary` lines in input that comes in pieces.
///
/// No boundary holds a CR, so an attempt that fails can only begin again at the byte it failed at:
/// every byte is looked at once, and again in the line of a delimiter that it turned out not to be.
/// What is kept between pieces is how far the attempt has come, never the data.
final class DelimiterSearch {
    /// What stands at the end of the bytes looked at.
    enum Match {
        /// All is data.
        NONE,
        /// The input ends with what may be the beginning of a delimiter.
        OPEN,
        /// A part follows.
        DELIMITER,
        /// No part follows; the rest of the line has not been looked at.
        CLOSE,
        /// A boundary whose line breaks the rules: see [#refusal].
        REFUSED
    }

    /// Spaces and tabs after a boundary that are still taken for padding.
    static final int MOST_PADDING = 64;

    /// CR and LF, which may have been read before the search began.
    private static final int LINE_END = 2;

    private static final byte[] NOTHING = {};
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long RETURNS = '\r' * ONES;

    private final byte[] pattern;

    /// How many bytes of the pattern the attempt has; 0 between attempts.
    private int matched;

    /// How many of them were read before the search began, and are nobody's data.
    private int given;

    /// What has come after the whole pattern: padding and a CR, or one hyphen.
    private final byte[] tail = new byte[MOST_PADDING + 1];

    private int tailLength;
    private String refusal = "";

    /// The data found by the last [#look]: these bytes, kept from former input, and then those of
    /// the input from `from` to `to`.
    private byte[] released = NOTHING;

    private int from;
    private int to;

    DelimiterSearch(String boundary) {
        this.pattern = ("\r\n--" + boundary).getBytes(US_ASCII);
    }

    /// A delimiter may follow without a CRLF: one has just been read, or the body begins here.
    void beginLine() {
        matched = LINE_END;
        given = LINE_END;
        tailLength = 0;
    }

    /// Consumes data up to and with the next delimiter, or all there is.
    Match look(ByteBuffer in) {
        released = NOTHING;
        from = in.position();
        to = from;
        if (matched > 0) {
            Match match = advance(in);
            if (match != Match.NONE) {
                return match;
            }
            released = begun();
            from = in.position();
            forget();
        }
        return lookAfresh(in);
    }

    private Match lookAfresh(ByteBuffer in) {
        while (true) {
            to = indexOfReturn(in);
            in.position(to);
            if (!in.hasRemaining()) {
                return Match.NONE;
            }
            Match match = advance(in);
            if (match != Match.NONE) {
                return match;
            }
            forget();
        }
    }

    /// How many bytes of data the last [#look] has found.
    int dataLength() {
        return released.length + to - from;
    }

    /// A copy of that data.
    ///
    /// @param in the same input, its bytes unchanged
    byte[] data(ByteBuffer in) {
        int length = dataLength();
        if (length == released.length) {
            return released;
        }
        byte[] data = Arrays.copyOf(released, length);
        in.get(from, data, released.length, to - from);
        return data;
    }

    /// What was wrong with the line of the boundary.
    String refusal() {
        return refusal;
    }

    /// The bytes of the attempt that are data if it fails.
    private byte[] begun() {
        int length = matched - given;
        byte[] bytes = Arrays.copyOfRange(pattern, given, matched + tailLength);
        System.arraycopy(tail, 0, bytes, length, tailLength);
        return bytes;
    }

    private void forget() {
        matched = 0;
        given = 0;
        tailLength = 0;
    }

    /// Goes on with the attempt; a byte that makes it fail is not consumed.
    private Match advance(ByteBuffer in) {
        while (in.hasRemaining()) {
            int at = in.position();
            Match match = step(in.get(at));
            if (match == Match.NONE) {
                return match;
            }
            in.position(at + 1);
            if (match != Match.OPEN) {
                forget();
                return match;
            }
        }
        return Match.OPEN;
    }

    private Match step(byte b) {
        if (matched == pattern.length) {
            return stepAfterBoundary(b);
        }
        if (b != pattern[matched]) {
            return Match.NONE;
        }
        matched++;
        return Match.OPEN;
    }

    /// RFC 2046 §5.1.1 has it "sufficient that the boundary appear in its entirety following the
    /// CRLF". Senders rely on less: a line that begins like a boundary and goes on as no boundary
    /// does is data, as it is for Go, python-multipart and others.
    private Match stepAfterBoundary(byte b) {
        byte last = tailLength == 0 ? 0 : tail[tailLength - 1];
        return switch (last) {
            case '-' -> b == '-' ? Match.CLOSE : Match.NONE;
            case '\r' -> b == '\n' ? Match.DELIMITER : Match.NONE;
            default -> stepInPadding(b);
        };
    }

    private Match stepInPadding(byte b) {
        return switch (b) {
            case '\n' -> refuse("the line of a boundary ends with LF instead of CRLF");
            case '-' -> tailLength == 0 ? keep(b) : Match.NONE;
            case '\r' -> keep(b);
            case ' ', '\t' -> {
                // RFC 2046 §5.1.1: "receivers MUST be able to handle padding added by message
                // transports."
                if (tailLength == MOST_PADDING) {
                    yield refuse(
                            "more than "
                                    + MOST_PADDING
                                    + " spaces and tabs in the line of a boundary");
                }
                yield keep(b);
            }
            default -> Match.NONE;
        };
    }

    private Match keep(byte b) {
        tail[tailLength++] = b;
        return Match.OPEN;
    }

    private Match refuse(String reason) {
        refusal = reason;
        return Match.REFUSED;
    }

    /// Where the next CR is, or the limit. Eight bytes at a time: uploads spend their time here.
    private static int indexOfReturn(ByteBuffer in) {
        int i = in.position();
        int limit = in.limit();
        for (; i <= limit - 8; i += 8) {
            long word = in.getLong(i) ^ RETURNS;
            if (((word - ONES) & ~word & HIGHS) != 0) {
                break;
            }
        }
        while (i < limit && in.get(i) != '\r') {
            i++;
        }
        return i;
    }
}
