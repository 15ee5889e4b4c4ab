package dev.skein.http.coding;

import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// What a decoder has been given and not used, and the JDK's inflater at work on it.
final class Inflating implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private byte[] input = NOTHING;
    private int position;
    private int limit;
    private @Nullable Inflater inflater;
    private boolean done;
    private boolean filled;
    private boolean closed;

    /// Whether all input is used and, as far as one can know, nothing waits to be taken out.
    boolean isUsedUp() {
        return position == limit && !filled;
    }

    void input(byte[] bytes, int offset, int length) {
        requireOpen();
        if (!isUsedUp()) {
            throw new IllegalStateException("expected input when needsInput(), came too early");
        }
        Objects.checkFromIndexSize(offset, length, bytes.length);
        input = bytes;
        position = offset;
        limit = offset + length;
    }

    /// Checks what a caller of `decode` says.
    void requireTarget(byte[] target, int offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            throw new IllegalArgumentException("expected room for a byte at least, came none");
        }
    }

    /// Checks what a caller of `end` says.
    void requireUsedUp() {
        if (!isUsedUp()) {
            throw new IllegalStateException("expected end() when decode() has returned 0");
        }
    }

    boolean hasByte() {
        return position < limit;
    }

    /// The next byte, which stays.
    int peek() {
        return input[position] & 0xFF;
    }

    /// The next byte, which is used.
    int take() {
        return input[position++] & 0xFF;
    }

    /// Begins a compressed stream at the next byte.
    ///
    /// @param raw without the zlib wrapper; the same for every stream of a content
    void begin(boolean raw) {
        done = false;
        if (inflater == null) {
            inflater = new Inflater(raw);
        } else {
            inflater.reset();
        }
    }

    /// Whether the stream that was begun has ended: the next byte is the first behind it.
    boolean isDone() {
        return done;
    }

    /// How many bytes have come out of the stream.
    long count() {
        return Objects.requireNonNull(inflater).getBytesWritten();
    }

    /// Goes on with the stream that was begun.
    ///
    /// @return how many bytes came out: 0 when the input is used up or the stream has ended
    int inflate(byte[] target, int offset, int length) throws ContentCodingException {
        Inflater stream = Objects.requireNonNull(inflater);
        stream.setInput(input, position, limit - position);
        int count;
        try {
            count = stream.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new ContentCodingException(
                    "expected deflate data as in RFC 1951, came: " + e.getMessage(), e);
        }
        if (stream.needsDictionary()) {
            throw new ContentCodingException(
                    "expected deflate data of its own, came data that needs a dictionary");
        }
        position = limit - stream.getRemaining();
        done = stream.finished();
        filled = count == length && !done;
        return count;
    }

    /// Gives memory back.
    @Override
    public void close() {
        closed = true;
        if (inflater != null) {
            inflater.end();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("expected an open decoder, came a closed one");
        }
    }
}
