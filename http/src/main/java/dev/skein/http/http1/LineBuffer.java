package dev.skein.http.http1;

import dev.skein.http.FieldLines;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.WideScan;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds whole lines, and whole sections of field lines, in input that comes in pieces.
///
/// When the input holds all of it, the bytes are looked at in the shared scratch and nothing is
/// kept. Otherwise what came is kept here until the rest comes; it remembers how far it has
/// searched, so that a head that comes byte by byte costs as much as one that comes whole. Once
/// nothing is partial, nothing is owned.
final class LineBuffer {
    /// What is copied out of the input at first: most heads fit.
    private static final int WINDOW = 512;

    private static final byte[] NOTHING = {};

    /// What a section of fields may hold, and what to say when it holds more.
    record Section(String name, int bytes, int fields) {}

    private final ParserScratch scratch;

    /// The beginning of what is incomplete, or null.
    private byte @Nullable [] kept;

    private int keptLength;

    /// Up to where no LF has been found.
    private int searched;

    /// Where the line that is not yet complete starts; all before it are whole.
    private int lineStart;

    /// How many whole lines there are before it.
    private int lines;

    /// Up to where the whole lines have been judged, and how many those are.
    private int judged;

    private int judgedLines;

    /// The bytes of the line found last, in the scratch or in what was kept.
    private byte[] found = NOTHING;

    LineBuffer(ParserScratch scratch) {
        this.scratch = scratch;
    }

    boolean isEmpty() {
        return kept == null;
    }

    /// The array of the line found last; to be looked at before the next call, and not to be kept.
    byte[] take() {
        byte[] line = found;
        found = NOTHING;
        return line;
    }

    /// Consumes one line with its LF.
    ///
    /// @param most bytes without CRLF that the line may have; `status` and `what` answer a longer
    ///     one
    /// @return where in [#take] the line's CR stands, or -1 when all input is consumed and the LF
    ///     is still to come
    int line(ByteBuffer in, int most, int status, String what) throws RemoteProtocolException {
        int from = in.position();
        int before = keptLength;
        int length = before;
        byte[] work = kept;
        while (in.hasRemaining()) {
            work = append(work, length, in);
            length = before + in.position() - from;
            int lf = WideScan.indexOfLineFeed(work, searched, length);
            if (lf >= 0) {
                in.position(from + lf + 1 - before);
                found = work;
                forget();
                return endOfLine(work, lf, most, status, what);
            }
            searched = length;
            // One byte more may be the CR.
            if (length > most + 1) {
                throw tooLong(work, 0, most, status, what);
            }
        }
        keep(work, length);
        return -1;
    }

    private static int endOfLine(byte[] work, int lf, int most, int status, String what)
            throws RemoteProtocolException {
        boolean crlf = lf > 0 && work[lf - 1] == '\r';
        int end = crlf ? lf - 1 : lf;
        if (end > most) {
            throw tooLong(work, 0, most, status, what);
        }
        if (!crlf) {
            // RFC 9112 §2.2: "a recipient MAY recognize a single LF as a line terminator and ignore
            // any preceding CR" - two readers that differ here can be played against each other, so
            // we do not.
            throw new RemoteProtocolException(
                    400, what + " ends with LF instead of CRLF", work, 0, lf);
        }
        return end;
    }

    /// Consumes field lines and the empty line after them.
    ///
    /// @return null when all input is consumed and the empty line is still to come
    @Nullable Headers section(ByteBuffer in, Section limits) throws RemoteProtocolException {
        int from = in.position();
        int before = keptLength;
        int length = before;
        byte[] work = kept;
        while (in.hasRemaining()) {
            work = append(work, length, in);
            length = before + in.position() - from;
            if (findEmptyLine(work, length, limits)) {
                in.position(from + lineStart + 2 - before);
                int end = lineStart;
                int count = lines;
                forget();
                return FieldLines.parse(work, 0, end, count, limits.fields());
            }
        }
        if (work != null) {
            judge(work, limits);
        }
        keep(work, length);
        return null;
    }

    /// Goes on line by line; true when [#lineStart] is at the empty line.
    private boolean findEmptyLine(byte[] work, int length, Section limits)
            throws RemoteProtocolException {
        while (true) {
            int lf = WideScan.indexOfLineFeed(work, searched, length);
            if (lf < 0) {
                searched = length;
                // Two bytes are no empty line any more, and an LF is still to come.
                if (length - lineStart >= 2 && length >= limits.bytes()) {
                    throw tooLarge(work, limits);
                }
                return false;
            }
            if (lf == lineStart + 1 && work[lineStart] == '\r') {
                return true;
            }
            if (lf >= limits.bytes()) {
                throw tooLarge(work, limits);
            }
            searched = lf + 1;
            lineStart = lf + 1;
            lines++;
        }
    }

    /// Judges the whole lines that are new, so that a bad one is refused as soon as it is complete.
    private void judge(byte[] work, Section limits) throws RemoteProtocolException {
        judgedLines = FieldLines.check(work, judged, lineStart, judgedLines, limits.fields());
        judged = lineStart;
    }

    /// The lines before the one that is too much come first, for the same verdict however the input
    /// is cut.
    private RemoteProtocolException tooLarge(byte[] work, Section limits)
            throws RemoteProtocolException {
        judge(work, limits);
        return tooLong(work, lineStart, limits.bytes(), 431, limits.name());
    }

    private static RemoteProtocolException tooLong(
            byte[] work, int start, int most, int status, String what) {
        String message = what + " longer than " + most + " bytes";
        return new RemoteProtocolException(status, message, work, start, Math.max(start, most));
    }

    /// Copies a window of input behind what is there; the window grows with it.
    private byte[] append(byte @Nullable [] work, int length, ByteBuffer in) {
        int count = Math.min(in.remaining(), Math.max(WINDOW, length));
        byte[] target;
        if (work == null || (kept == null && work.length < length + count)) {
            target = scratch.bytes(length + count);
        } else if (work.length < length + count) {
            target = Arrays.copyOf(work, Math.max(length + count, work.length * 2));
            kept = target;
        } else {
            target = work;
        }
        in.get(target, length, count);
        return target;
    }

    private void keep(byte @Nullable [] work, int length) {
        if (work != null && kept == null && length > 0) {
            kept = Arrays.copyOf(work, Math.max(64, length + (length >> 1)));
        }
        keptLength = length;
    }

    private void forget() {
        kept = null;
        keptLength = 0;
        searched = 0;
        lineStart = 0;
        lines = 0;
        judged = 0;
        judgedLines = 0;
    }
}
