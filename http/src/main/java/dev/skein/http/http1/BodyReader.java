package dev.skein.http.http1;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads one body after another: by length, by chunks, or until the connection ends.
final class BodyReader {
    private enum State {
        DONE,
        FIXED,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_CR,
        CHUNK_LF,
        TRAILERS
    }

    private final Http1Limits limits;
    private final LineBuffer lines;
    private final LineBuffer.Section trailers;
    private State state = State.DONE;

    /// Bytes that are left of the body or of the chunk.
    private long remaining;

    /// Bytes that the limit still allows in this body.
    private long allowed;

    private int extensionBytes;

    BodyReader(Http1Limits limits, LineBuffer lines) {
        this.limits = limits;
        this.lines = lines;
        this.trailers =
                new LineBuffer.Section("trailers", limits.trailerBytes(), limits.trailerFields());
    }

    /// @param length as in [ResponseHead#bodyLength]
    void begin(long length) throws RemoteProtocolException {
        allowed = limits.bodyBytes();
        extensionBytes = 0;
        remaining = 0;
        if (length == RequestHead.CHUNKED) {
            state = State.CHUNK_SIZE;
        } else if (length == ResponseHead.UNTIL_CLOSE) {
            state = State.UNTIL_CLOSE;
        } else {
            spend(length);
            remaining = length;
            state = State.FIXED;
        }
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /// Whether the last byte has been read, and only the end is still to be told.
    boolean isWhole() {
        return state == State.FIXED && remaining == 0;
    }

    /// The next event, or null when more input is needed.
    @Nullable Event next(ByteBuffer in) throws RemoteProtocolException {
        while (true) {
            switch (state) {
                case FIXED -> {
                    return remaining == 0 ? end(Headers.EMPTY) : data(in);
                }
                case UNTIL_CLOSE -> {
                    return untilClose(in);
                }
                case CHUNK_DATA -> {
                    if (remaining > 0) {
                        return data(in);
                    }
                    state = State.CHUNK_CR;
                }
                case TRAILERS -> {
                    Headers fields = lines.section(in, trailers);
                    return fields == null ? null : end(require(fields));
                }
                case CHUNK_SIZE, CHUNK_CR, CHUNK_LF -> {
                    if (!step(in)) {
                        return null;
                    }
                }
                case DONE ->
                        throw new IllegalStateException(
                                "expected a body to be read, but it has ended");
            }
        }
    }

    /// Copies bytes of the body that are next in the input; 0 when there are none, or the end is to be told first.
    int read(ByteBuffer in, ByteBuffer target) throws RemoteProtocolException {
        while (state == State.CHUNK_SIZE
                || state == State.CHUNK_CR
                || state == State.CHUNK_LF
                || (state == State.CHUNK_DATA && remaining == 0)) {
            if (state == State.CHUNK_DATA) {
                state = State.CHUNK_CR;
            } else if (!step(in)) {
                return 0;
            }
        }
        int count = Math.min(target.remaining(), in.remaining());
        switch (state) {
            case FIXED, CHUNK_DATA -> {
                count = (int) Math.min(remaining, count);
                remaining -= count;
            }
            case UNTIL_CLOSE -> spend(count);
            default -> count = 0;
        }
        target.put(target.position(), in, in.position(), count);
        target.position(target.position() + count);
        in.position(in.position() + count);
        return count;
    }

    /// How many bytes come next that can only be the body's.
    long ahead() {
        return state == State.FIXED || state == State.CHUNK_DATA ? remaining : 0;
    }

    /// So many of those [#ahead()] have been read elsewhere.
    void skip(int count) {
        remaining -= count;
    }

    /// Takes one step through the frame around the chunks; false when more input is needed.
    private boolean step(ByteBuffer in) throws RemoteProtocolException {
        if (state == State.CHUNK_SIZE) {
            return chunkSize(in);
        }
        if (!in.hasRemaining()) {
            return false;
        }
        byte b = in.get();
        // RFC 9112 §7.1: "chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF"
        if (b != (state == State.CHUNK_CR ? '\r' : '\n')) {
            throw new RemoteProtocolException(
                    400, "chunk data is not followed by CRLF", new byte[] {b}, 0, 1);
        }
        state = state == State.CHUNK_CR ? State.CHUNK_LF : State.CHUNK_SIZE;
        return true;
    }

    private boolean chunkSize(ByteBuffer in) throws RemoteProtocolException {
        int extensionsLeft = limits.chunkExtensionBytes() - extensionBytes;
        int end = lines.line(in, ChunkSize.MOST_DIGITS + extensionsLeft, 400, "chunk-size line");
        if (end < 0) {
            return false;
        }
        byte[] line = lines.take();
        int digits = ChunkSize.digits(line, end);
        if (digits < end) {
            // RFC 9112 §7.1.1: "A server ought to limit the total length of chunk extensions
            // received in a request"
            if (end - digits > extensionsLeft) {
                throw new RemoteProtocolException(400, "chunk extensions too long", line, 0, end);
            }
            ChunkSize.requireExtensions(line, digits, end);
            extensionBytes += end - digits;
        }
        remaining = ChunkSize.value(line, digits);
        spend(remaining);
        state = remaining == 0 ? State.TRAILERS : State.CHUNK_DATA;
        return true;
    }

    private void spend(long length) throws RemoteProtocolException {
        if (length > allowed) {
            throw new RemoteProtocolException(
                    413, "body longer than " + limits.bodyBytes() + " bytes");
        }
        allowed -= length;
    }

    private @Nullable Data data(ByteBuffer in) {
        int length = (int) Math.min(remaining, in.remaining());
        remaining -= length;
        return take(in, length);
    }

    private @Nullable Data untilClose(ByteBuffer in) throws RemoteProtocolException {
        int length = in.remaining();
        spend(length);
        return take(in, length);
    }

    private static @Nullable Data take(ByteBuffer in, int length) {
        if (length == 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new Data(bytes);
    }

    private static Headers require(Headers fields) throws RemoteProtocolException {
        String forbidden = Trailers.forbidden(fields);
        if (forbidden != null) {
            throw Framing.error(400, "field not allowed in trailers", forbidden);
        }
        return fields;
    }

    /// Ends the body, also from outside when the connection has ended it.
    End end(Headers fields) {
        state = State.DONE;
        return fields.isEmpty() ? End.WITHOUT_TRAILERS : new End(fields);
    }
}
