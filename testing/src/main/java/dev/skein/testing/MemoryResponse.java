package dev.skein.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.HttpDate;
import dev.skein.http.HttpVersion;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.ResponseWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;

/// The way out of one call in memory: messages to the bytes that a server would send, by the same [ResponseWriter], which finds what is
/// not right with them. Thread-safe.
final class MemoryResponse {
    /// As the server's limit of what may wait for the client.
    private static final int HIGH_WATER = 64 * 1024;

    private static final int PIECE = 16 * 1024;
    private static final Headers PLAIN_CLOSE =
            Headers.of("content-type", "text/plain; charset=utf-8", "connection", "close");

    private final ResponseWriter writer = new ResponseWriter();
    private final MemoryPipe<byte[]> pipe;
    private final boolean wantsTrailers;

    /// Part of the body was counted but not sent, so that the rest would not fit.
    private boolean broken;

    /// @param who is gone when the client is
    MemoryResponse(RequestHead head, String who) {
        this(head.method().equals("HEAD"), head.headers().hasToken("te", "trailers"), who);
    }

    /// To what could not be read as a request.
    MemoryResponse(boolean headRequest, String who) {
        this(headRequest, false, who);
    }

    private MemoryResponse(boolean headRequest, boolean wantsTrailers, String who) {
        this.wantsTrailers = wantsTrailers;
        this.pipe = new MemoryPipe<>(bytes -> bytes.length, HIGH_WATER, who);
        writer.begin(headRequest, HttpVersion.HTTP_1_1, true);
    }

    MemoryPipe<byte[]> pipe() {
        return pipe;
    }

    synchronized boolean isBegun() {
        return writer.headSent();
    }

    synchronized boolean isComplete() {
        return writer.complete();
    }

    // ---- messages

    /// Sends a message of the application. Does not wait for room: see [MemoryPipe#awaitRoom].
    synchronized void send(Message message) throws IOException {
        if (pipe.isReaderGone()) {
            throw new DisconnectedException("the client is gone");
        }
        if (writer.complete()) {
            throw new UnsupportedMessageException(
                    "the response is complete: nothing more can be sent");
        }
        switch (message) {
            case HttpResponse response -> begin(response);
            case HttpChunk chunk -> add(chunk);
            case HttpFile file -> add(file);
            case HttpEarlyHints hints -> hint(hints);
            default ->
                    throw new UnsupportedMessageException(
                            "expected an HTTP response, chunk, file or early hints, got "
                                    + message.type());
        }
    }

    private void begin(HttpResponse response) throws IOException {
        if (writer.headSent()) {
            throw new UnsupportedMessageException(
                    "the response has begun already: what follows must be a chunk or a file");
        }
        if (response.status() < 200) {
            throw new UnsupportedMessageException(
                    "expected a status from 200 to 999, got " + response.status());
        }
        ByteSink out = new ByteSink();
        try {
            long length = response.moreContent() ? -1 : response.content().length;
            writer.head(out, response.status(), response.headers(), defaultFields(), length);
            putContent(out, response.content());
            if (!response.moreContent()) {
                writer.end(out, Headers.EMPTY);
            }
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    private static byte[] defaultFields() {
        String date = HttpDate.format(System.currentTimeMillis() / 1000);
        return ("date: " + date + "\r\nserver: skein\r\n").getBytes(ISO_8859_1);
    }

    private void add(HttpChunk chunk) throws IOException {
        requireBody();
        ByteSink out = new ByteSink();
        try {
            putContent(out, chunk.content());
            if (!chunk.moreContent()) {
                writer.end(out, wantsTrailers ? chunk.trailers() : Headers.EMPTY);
            }
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    private void add(HttpFile file) throws IOException {
        requireBody();
        long rest = Files.size(file.path()) - file.offset();
        long count = file.count() == HttpFile.TO_THE_END ? rest : file.count();
        if (rest < 0 || count > rest) {
            throw new IOException(
                    "expected "
                            + file.path()
                            + " to hold "
                            + Math.max(0, count)
                            + " bytes from offset "
                            + file.offset()
                            + ", but only "
                            + rest
                            + " are left there");
        }
        ByteSink out = new ByteSink();
        try {
            copy(file, count, out);
            if (!file.moreContent()) {
                writer.end(out, Headers.EMPTY);
            }
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    private void copy(HttpFile file, long count, ByteSink out)
            throws IOException, LocalProtocolException {
        if (count == 0) {
            return;
        }
        writer.beforeData(out, count);
        if (writer.wantsBody()) {
            put(out);
            try (InputStream in = Files.newInputStream(file.path())) {
                in.skipNBytes(file.offset());
                for (long left = count; left > 0; ) {
                    byte[] piece = in.readNBytes((int) Math.min(left, PIECE));
                    if (piece.length == 0) {
                        throw new IOException(file.path() + " has become shorter");
                    }
                    pipe.put(piece);
                    left -= piece.length;
                }
            }
            out.clear();
        }
        writer.afterData(out);
    }

    private void hint(HttpEarlyHints hints) throws IOException {
        if (writer.headSent()) {
            throw new UnsupportedMessageException(
                    "early hints come before the response, which has begun already");
        }
        ByteSink out = new ByteSink();
        try {
            writer.informational(out, 103, hints.headers());
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    /// Answers that the request has become a WebSocket.
    synchronized void switchProtocols(Headers headers) throws IOException {
        if (writer.headSent()) {
            throw new UnsupportedMessageException(
                    "the response has begun already: it is too late to accept the WebSocket");
        }
        ByteSink out = new ByteSink();
        try {
            writer.head(out, 101, headers, defaultFields(), 0);
        } catch (LocalProtocolException e) {
            throw refused(e);
        }
        put(out);
    }

    private void putContent(ByteSink out, byte[] content) throws LocalProtocolException {
        if (content.length == 0) {
            return;
        }
        writer.beforeData(out, content.length);
        if (writer.wantsBody()) {
            out.put(content);
        }
        writer.afterData(out);
    }

    private void requireBody() {
        if (!writer.headSent()) {
            throw new UnsupportedMessageException(
                    "expected an HttpResponse with moreContent before any chunk or file");
        }
        if (broken) {
            throw new UnsupportedMessageException(
                    "the response was not made properly and cannot be any more: nothing more can be sent");
        }
    }

    private UnsupportedMessageException refused(LocalProtocolException e) {
        broken = writer.headSent();
        return new UnsupportedMessageException(String.valueOf(e.getMessage()));
    }

    private void put(ByteSink out) throws DisconnectedException {
        if (out.size() > 0) {
            pipe.put(Arrays.copyOf(out.array(), out.size()));
        }
    }

    // ---- the server's own

    /// Answers in the application's place, if it has not, and ends.
    synchronized void mend(int status, String text, Headers more) {
        if (!writer.headSent()) {
            try {
                Headers headers = PLAIN_CLOSE.plusAll(more);
                begin(HttpResponse.of(status, headers, (text + "\n").getBytes(UTF_8)));
            } catch (IOException _) {
                // the client is gone
            }
        }
        if (writer.complete()) {
            pipe.end();
        } else {
            pipe.abort();
        }
    }
}
