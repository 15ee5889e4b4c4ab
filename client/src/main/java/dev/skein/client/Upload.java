package dev.skein.client;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.LocalProtocolException;
import dev.skein.http.coding.ContentEncoder;
import dev.skein.http.http1.RequestWriter;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A request's body on its way out, in a task of its own beside the response. It waits while the server takes nothing, and stops
/// when the response says that the rest is not wanted.
final class Upload extends OutputStream {
    /// How long a body waits for 100 Continue. RFC 9110 §10.1.1: "A client that will wait for a 100 (Continue) response before
    /// sending the request content [...] is not required to wait for any specific length of time"
    private static final Duration CONTINUE_WAIT = Duration.ofSeconds(1);

    private final Exchange exchange;
    private final RequestBody body;
    private final long length;
    private final RequestWriter writer;
    private final @Nullable ContentEncoder encoder;
    private final ByteSink frame = new ByteSink(64);
    private final ByteSink encoded = new ByteSink(0);
    private @Nullable Task<?> task;
    private volatile boolean paused;
    private volatile boolean stopped;
    private volatile @Nullable Thread waiting;
    private long sent;

    /// Ends the writing of a body that is not wanted any more.
    private static final class NotWantedException extends IOException {
        private static final long serialVersionUID = 1L;

        NotWantedException() {
            super("the request is over: nobody takes more of its body");
        }
    }

    Upload(
            Exchange exchange,
            RequestBody body,
            long length,
            RequestWriter writer,
            @Nullable ContentEncoder encoder) {
        this.exchange = exchange;
        this.body = body;
        this.length = length;
        this.writer = writer;
        this.encoder = encoder;
    }

    // ---- on the loop

    void start(EventLoop loop) {
        task =
                loop.createTask(
                        () -> {
                            boolean whole = false;
                            try {
                                whole = send();
                            } finally {
                                exchange.connection.uploadEnded(exchange, whole);
                            }
                        });
    }

    void stop() {
        stopped = true;
        if (task != null) {
            task.cancel();
        }
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        LockSupport.unpark(waiting);
    }

    // ---- in the task

    /// Sends all of the body; true when that was wanted.
    private boolean send() {
        try {
            if (exchange.call.options.expectContinue()) {
                exchange.awaitContinue(CONTINUE_WAIT);
            }
            if (exchange.isAnswered()) {
                return false;
            }
            if (!sentAsFile()) {
                body.writeTo(this);
            }
            finish();
            return true;
        } catch (NotWantedException | InterruptedException _) {
            return false;
        } catch (IOException | LocalProtocolException | RuntimeException e) {
            if (!stopped) {
                exchange.connection.abort(
                        exchange,
                        (request, _) ->
                                new RequestBodyException(
                                        request, "the body could not be sent: " + describe(e), e));
            }
            return false;
        } finally {
            if (encoder != null) {
                encoder.close();
            }
        }
    }

    private static String describe(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /// A file whose bytes nobody has to see goes from the file to the socket.
    private boolean sentAsFile() throws IOException, LocalProtocolException {
        if (!(body instanceof FileBody file)
                || encoder != null
                || length <= 0
                || exchange.call.options.onUpload() != null) {
            return false;
        }
        writer.beforeData(frame, length);
        transport().writeFile(FileChannel.open(file.file()), 0, length);
        return true;
    }

    private void finish() throws IOException, LocalProtocolException {
        if (encoder != null) {
            encoder.finish(encoded);
            putEncoded();
        }
        writer.end(frame, Headers.EMPTY);
        writeFrame();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (count == 0) {
            return;
        }
        if (encoder == null) {
            put(bytes, offset, count);
        } else {
            encoder.encode(bytes, offset, count, encoded);
            putEncoded();
        }
    }

    private void putEncoded() throws IOException {
        if (encoded.size() > 0) {
            put(encoded.array(), 0, encoded.size());
            encoded.clear();
        }
    }

    private void put(byte[] bytes, int offset, int count) throws IOException {
        awaitRoom();
        try {
            writer.beforeData(frame, count);
        } catch (LocalProtocolException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (count <= Transport.COPIED) {
            frame.put(bytes, offset, count);
        } else {
            writeFrame();
            transport().write(Arrays.copyOfRange(bytes, offset, offset + count));
        }
        writer.afterData(frame);
        writeFrame();
        sent += count;
        exchange.call.sent(exchange.request, count, sent, length);
    }

    private void writeFrame() {
        if (frame.size() > 0) {
            transport().write(frame.array(), 0, frame.size());
            frame.clear();
        }
    }

    /// Waits while the server takes nothing.
    private void awaitRoom() throws IOException {
        waiting = Thread.currentThread();
        while (paused && !stopped && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
        waiting = null;
        if (stopped || Thread.currentThread().isInterrupted() || exchange.isAnswered()) {
            throw new NotWantedException();
        }
    }

    private Transport transport() {
        return exchange.connection.openTransport();
    }
}
