package dev.skein.client;

import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a response as a stream: reading waits for what has not come yet, and a server that sends faster than it is read is
/// held back. For one reader at a time, on any thread. Everything throws [ClientException] when the response fails, and
/// [InterruptedIOException] when the reader is interrupted; the thread's interrupt status is set then.
public final class ResponseBody extends InputStream {
    private final Exchange exchange;
    private final @Nullable ContentDecoder decoder;
    private final long length;
    private long received;
    private boolean over;
    private boolean closed;

    /// @param decoder takes content codings off; null for none
    /// @param length of the body as it comes, or less than 0 when that is not known
    ResponseBody(Exchange exchange, @Nullable ContentDecoder decoder, long length) {
        this.exchange = exchange;
        this.decoder = decoder;
        this.length = length < 0 ? -1 : length;
        if (!exchange.isWhole()) {
            Forgotten.watch(this, exchange);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (decoder != null) {
            return decode(decoder, target, offset, count);
        }
        return read(ByteBuffer.wrap(target, offset, count));
    }

    /// Reads at least one byte. A buffer of 16 KiB and more is filled straight from the system, without TLS and content coding.
    ///
    /// @return how many bytes were put into `target`, or -1 at the end
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        if (decoder != null) {
            byte[] piece = new byte[Math.min(target.remaining(), 16 * 1024)];
            int count = read(piece, 0, piece.length);
            if (count > 0) {
                target.put(piece, 0, count);
            }
            return count;
        }
        if (over) {
            return -1;
        }
        try {
            int count = exchange.read(target);
            count(count);
            return count;
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /// Takes the next piece as it has come, or as much as is decoded at once.
    ///
    /// @return never empty; null at the end
    public byte @Nullable [] readPiece() throws IOException {
        requireOpen();
        if (decoder == null) {
            return rawPiece();
        }
        byte[] piece = new byte[16 * 1024];
        int count = decode(decoder, piece, 0, piece.length);
        return count < 0 ? null : Arrays.copyOf(piece, count);
    }

    private byte @Nullable [] rawPiece() throws IOException {
        if (over) {
            return null;
        }
        try {
            byte[] piece = exchange.readPiece();
            count(piece == null ? -1 : piece.length);
            return piece;
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private int decode(ContentDecoder from, byte[] target, int offset, int count)
            throws IOException {
        requireOpen();
        try {
            while (true) {
                int decoded = from.decode(target, offset, count);
                if (decoded > 0) {
                    return decoded;
                }
                byte[] piece = rawPiece();
                if (piece == null) {
                    from.end();
                    return -1;
                }
                from.input(piece, 0, piece.length);
            }
        } catch (ContentCodingException e) {
            close();
            throw new ContentException(
                    exchange.request,
                    "the body does not fit its content-encoding: " + e.getMessage(),
                    e);
        }
    }

    private void count(int bytes) {
        if (bytes < 0) {
            over = true;
            return;
        }
        received += bytes;
        Call call = exchange.call;
        Progress listener = call.options.onDownload();
        if (listener != null) {
            listener.moved(received, length);
        }
        call.trace(exchange.request, stamp -> new TraceEvent.ChunkReceived(stamp, bytes));
    }

    private InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException(
                exchange.request + ": interrupted while reading the body");
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(exchange.request + ": the response is closed");
        }
    }

    /// Reads all that is left, up to [ClientLimits#bodyInMemory()].
    ///
    /// @throws ResponseTooLargeException if that is more; the response is closed then
    @Override
    public byte[] readAllBytes() throws IOException {
        byte[] first = readPiece();
        if (first == null) {
            return new byte[0];
        }
        require(first.length);
        byte[] next = readPiece();
        if (next == null) {
            return first;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(first.length + next.length);
        all.writeBytes(first);
        for (; next != null; next = readPiece()) {
            require((long) all.size() + next.length);
            all.writeBytes(next);
        }
        return all.toByteArray();
    }

    private void require(long size) throws ResponseTooLargeException {
        long limit = exchange.call.options.limits().bodyInMemory();
        if (size > limit) {
            close();
            throw new ResponseTooLargeException(
                    exchange.request,
                    Phase.BODY,
                    limit,
                    "the body is larger than "
                            + limit
                            + " bytes (ClientLimits.bodyInMemory): raise the limit, or stream it from body()");
        }
    }

    /// Reads to the end and forgets it, if it is not longer than `most` bytes.
    ///
    /// @return whether the end was reached
    boolean discard(long most) throws IOException {
        while (!over && received <= most) {
            rawPiece();
        }
        return over;
    }

    /// Bytes of the body as they came, before decoding.
    public long received() {
        return received;
    }

    /// Gives up what has not been read; the connection is closed if there is any. May be called again.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (decoder != null) {
            decoder.close();
        }
        exchange.giveUp("the response was closed");
    }
}
