package dev.skein.web;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.Channels;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpRequest;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a request as a stream, content codings taken off. Reading waits for what has not come; a client that was told to wait
/// (`expect: 100-continue`) is told to go on at the first read. The limit counts decoded bytes.
///
/// For one reader at a time. Throws [BodyTooLargeException] (413) at the limit, [HttpBadRequest] for a coding that is broken,
/// [dev.skein.app.DisconnectedException] when the client goes away before the end, [InterruptedIOException] when the reader is interrupted,
/// whose interrupt status is set then.
public final class RequestBody extends InputStream {
    private static final int PIECE = 16 * 1024;

    private final HttpRequest message;
    private final Channels channels;
    private long limit;
    private int position;
    private boolean over;
    private boolean prepared;
    private boolean begun;
    private boolean broken;
    private long count;
    private @Nullable ContentDecoder decoder;
    private byte @Nullable [] coded;
    private @Nullable Headers trailers;

    RequestBody(HttpRequest message, Channels channels, long limit) {
        this.message = message;
        this.channels = channels;
        this.limit = limit;
        this.over = !message.moreContent();
    }

    /// Sees to it that what `content-encoding` names is taken off.
    ///
    /// @return whether there is something to close now
    /// @throws HttpUnsupportedMediaType if a coding is not known here
    boolean prepare() {
        if (prepared) {
            return false;
        }
        List<String> names = new ArrayList<>();
        for (String field : message.headers().getAll("content-encoding")) {
            for (String name : field.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        try {
            decoder = names.isEmpty() ? null : ContentCodings.installed().decoder(names);
        } catch (ContentCodingException e) {
            throw new HttpUnsupportedMediaType(String.valueOf(e.getMessage()));
        }
        prepared = true;
        return decoder != null;
    }

    void limit(long bytes) {
        limit = bytes;
    }

    /// Whether somebody has begun to read.
    boolean isBegun() {
        return begun;
    }

    /// Whether more came than is taken: reading on says so again.
    boolean isBeyondLimit() {
        return count > limit;
    }

    /// How many bytes are taken.
    public long limit() {
        return limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        begun = true;
        if (count > limit) {
            throw new BodyTooLargeException(limit);
        }
        int got =
                decoder == null
                        ? take(target, offset, length)
                        : decode(decoder, target, offset, length);
        if (got > 0) {
            count += got;
            if (count > limit) {
                throw new BodyTooLargeException(limit);
            }
        }
        return got;
    }

    /// All of it, or what is left.
    @Override
    public byte[] readAllBytes() throws IOException {
        long length = length();
        if (decoder == null && length > limit) {
            throw new BodyTooLargeException(limit); // before a client that waits is told to go on
        }
        if (decoder == null && !begun && over) {
            begun = true;
            position = message.content().length;
            count = position;
            return message.content();
        }
        return super.readAllBytes();
    }

    /// As told before it came, coded; -1 if it was not.
    long length() {
        if (!message.moreContent()) {
            return message.content().length;
        }
        String told = message.headers().get("content-length");
        return told == null ? -1 : Grammar.decimal(told);
    }

    private int decode(ContentDecoder from, byte[] target, int offset, int length)
            throws IOException {
        if (broken) {
            throw new HttpBadRequest("the body does not fit its content-encoding");
        }
        byte[] input = coded == null ? new byte[PIECE] : coded;
        coded = input;
        try {
            while (true) {
                int decoded = from.decode(target, offset, length);
                if (decoded > 0) {
                    return decoded;
                }
                int got = take(input, 0, input.length);
                if (got < 0) {
                    from.end();
                    return -1;
                }
                from.input(input, 0, got);
            }
        } catch (ContentCodingException e) {
            broken = true;
            throw new HttpBadRequest(
                    "the body does not fit its content-encoding: " + e.getMessage());
        }
    }

    /// Takes bytes as they come.
    private int take(byte[] target, int offset, int length) throws IOException {
        byte[] content = message.content();
        int left = content.length - position;
        if (left > 0) {
            int taken = Math.min(left, length);
            System.arraycopy(content, position, target, offset, taken);
            position += taken;
            return taken;
        }
        if (over) {
            return -1;
        }
        try {
            int got = channels.body().read(ByteBuffer.wrap(target, offset, length));
            over = got < 0;
            return got;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the request's body was read");
        }
    }

    /// The fields after the body.
    ///
    /// @throws IllegalStateException if the body has not been read to its end
    Headers trailers() throws IOException, InterruptedException {
        if (!over || position < message.content().length) {
            throw new IllegalStateException(
                    "expected the body to have been read to its end: trailers come after it");
        }
        Headers known = trailers;
        if (known == null) {
            known = message.moreContent() ? receiveTrailers() : Headers.EMPTY;
            trailers = known;
        }
        return known;
    }

    private Headers receiveTrailers() throws IOException, InterruptedException {
        return channels.body().receive() instanceof HttpChunk end ? end.trailers() : Headers.EMPTY;
    }

    /// Gives back what decoding holds. Reading on is not possible then.
    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
        over = true;
        position = message.content().length;
    }
}
