package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.Channel;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.coding.ContentEncoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a body is written. Small pieces are gathered, up to 16 KiB; [#flush()] sends what is there. A client that takes nothing makes
/// writing wait: that is the back-pressure.
///
/// For one thread at a time. Everything throws [dev.skein.app.DisconnectedException] when the client is gone, and
/// [InterruptedIOException] when the writer is interrupted; its interrupt status is set then. Closing is left to the framework.
public final class ResponseStream extends OutputStream {
    private static final int GATHERED = 16 * 1024;

    private final Channel reply;
    private final int status;
    private final Headers headers;
    private final Request request;
    private final ByteSink gathered = new ByteSink(0);
    private @Nullable ContentEncoder encoder;
    private Headers trailers = Headers.EMPTY;
    private boolean begun;

    /// @param headers those that go out
    ResponseStream(Request request, int status, Headers headers) {
        this.request = request;
        this.reply = request.channels().reply();
        this.status = status;
        this.headers = headers;
    }

    /// The request that is answered.
    public Request request() {
        return request;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (encoder != null) {
            encoder.encode(bytes, offset, length, gathered);
        } else if (length < GATHERED) {
            gathered.put(bytes, offset, length);
        } else {
            sendGathered();
            sendPiece(Arrays.copyOfRange(bytes, offset, offset + length));
        }
        if (gathered.size() >= GATHERED) {
            sendGathered();
        }
    }

    /// Writes text in UTF-8.
    public void write(String text) throws IOException {
        write(text.getBytes(UTF_8));
    }

    /// Writes text in UTF-8, and sends it.
    public void send(String text) throws IOException {
        write(text);
        flush();
    }

    /// Writes bytes, and sends them.
    public void send(byte[] bytes) throws IOException {
        write(bytes);
        flush();
    }

    /// Writes a part of a file; the system sends it where it can.
    ///
    /// @param offset where it begins, in bytes
    /// @param count how many bytes
    public void writeFile(Path path, long offset, long count) throws IOException {
        if (encoder != null) {
            encodeFile(path, offset, count);
            return;
        }
        flush();
        send(new HttpFile(path, offset, count, true));
    }

    private void encodeFile(Path path, long offset, long count) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            file.skipNBytes(offset);
            byte[] piece = new byte[GATHERED];
            for (long left = count; left > 0; ) {
                int got = file.read(piece, 0, (int) Math.min(piece.length, left));
                if (got < 0) {
                    throw new EOFException(path + " has become shorter by " + left + " bytes");
                }
                write(piece, 0, got);
                left -= got;
            }
        }
    }

    /// Has everything from now on encoded; for middlewares, which change `content-encoding` as well. Called before anything is written.
    ///
    /// @param coder becomes the stream's: it is finished and closed with it
    /// @throws IllegalStateException if something was written, or it is encoded already
    public void encode(ContentEncoder coder) {
        if (begun || gathered.size() > 0 || encoder != null) {
            coder.close();
            throw new IllegalStateException(
                    "expected a body of which nothing is written, and no other coding");
        }
        encoder = coder;
    }

    /// Sends what is gathered; the first time the head too, even with nothing behind it.
    @Override
    public void flush() throws IOException {
        if (encoder != null) {
            encoder.flush(gathered);
        }
        sendGathered();
        begin();
    }

    /// Fields to be sent after the body, if the client takes them (`TE: trailers`).
    public void trailers(Headers fields) {
        trailers = fields;
    }

    /// Whether the head has gone: then it is too late for another status.
    boolean hasBegun() {
        return begun;
    }

    /// Sends the rest. A body that was never flushed goes out whole, with its length.
    void finish() throws IOException {
        if (encoder != null) {
            encoder.finish(gathered);
        }
        byte[] rest = gathered.toByteArray();
        if (!begun && trailers.isEmpty()) {
            begun = true;
            send(HttpResponse.of(status, headers, rest));
            return;
        }
        begin();
        send(new HttpChunk(rest, false, trailers));
    }

    /// Gives back what encoding holds.
    void release() {
        if (encoder != null) {
            encoder.close();
        }
    }

    private void sendGathered() throws IOException {
        if (gathered.size() > 0) {
            byte[] piece = gathered.toByteArray();
            gathered.clear();
            sendPiece(piece);
        }
    }

    private void sendPiece(byte[] piece) throws IOException {
        if (begun) {
            send(HttpChunk.of(piece));
        } else {
            begun = true;
            send(new HttpResponse(status, headers, piece, true));
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            send(HttpResponse.start(status, headers));
        }
    }

    private void send(Message message) throws IOException {
        try {
            reply.send(message);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the response was sent");
        }
    }
}
