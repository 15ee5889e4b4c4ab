package dev.skein.testing;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.Status;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.Http1Limits;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What the client of a call in memory gets: the bytes of the response, parsed as a client parses them. For one thread at a time.
final class MemoryAnswer implements Answer {
    private final MemoryPipe<byte[]> pipe;
    private final MemoryCall call;
    private final Duration timeout;
    private final ResponseParser parser =
            new ResponseParser(Http1Limits.defaults().withHeaderBytes(64 * 1024));
    private final ResponseHead head;
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private Headers trailers = Headers.EMPTY;
    private boolean whole;

    /// Waits for the head.
    MemoryAnswer(MemoryCall call, String method, Duration timeout)
            throws IOException, InterruptedException {
        this.call = call;
        this.pipe = call.response().pipe();
        this.timeout = timeout;
        parser.begin(method);
        this.head = awaitHead();
    }

    private ResponseHead awaitHead() throws IOException, InterruptedException {
        while (true) {
            Event event = next();
            if (event instanceof ResponseHead came
                    && (came.status() == 101 || !Status.isInformational(came.status()))) {
                return came;
            }
            if (event == null) {
                throw new IOException("the connection was closed without an answer");
            }
        }
    }

    private @Nullable Event next() throws IOException, InterruptedException {
        try {
            for (Event event = parser.next(rest); ; event = parser.next(rest)) {
                if (event != null) {
                    return event;
                }
                byte[] bytes = pipe.take(timeout);
                if (bytes == null) {
                    return parser.eof();
                }
                rest = ByteBuffer.wrap(bytes);
            }
        } catch (RemoteProtocolException e) {
            throw new IOException("the response breaks the protocol: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw call.silent(e);
        }
    }

    ResponseHead head() {
        return head;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public Headers headers() {
        return head.headers();
    }

    @Override
    public byte @Nullable [] piece() throws IOException, InterruptedException {
        if (whole) {
            return null;
        }
        Event event = next();
        if (event instanceof Data data) {
            return data.bytes();
        }
        if (event instanceof End end) {
            trailers = end.trailers();
        }
        whole = true;
        return null;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void close() {
        if (!whole) {
            whole = true;
            call.clientGone();
        }
    }
}
