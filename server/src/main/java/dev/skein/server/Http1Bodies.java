package dev.skein.server;

import dev.skein.app.BodyTooLargeException;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.RequestParser;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bodies that come on one connection, one after the other: from the parser to the call's channel, or, when the call is over,
/// to nowhere; not too slow; and what went wrong with them. Only for code that holds the loop.
final class Http1Bodies {
    /// How much of an unwanted body is read and dropped before the connection is rather closed.
    private static final long MOST_TO_DRAIN = 256 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Http1Protocol connection;
    private final Worker worker;
    private final RequestParser parser;
    private final BodyPace pace = new BodyPace();

    /// Where the current body goes; null once nobody takes it.
    private @Nullable BodyChannel channel;

    private @Nullable RemoteProtocolException failure;
    private long drained;

    Http1Bodies(Http1Protocol connection, RequestParser parser) {
        this.connection = connection;
        this.worker = connection.worker;
        this.parser = parser;
    }

    EventLoop loop() {
        return worker.loop;
    }

    /// Why the current body cannot be read on, or null.
    @Nullable RemoteProtocolException failure() {
        return failure;
    }

    private boolean isUnfinished() {
        return parser.inBody() && failure == null;
    }

    // ---- on the way to the application
    // ----------------------------------------------------------------------------------------

    /// A body begins, of which `first` and what follows in the input have come with the head.
    void begin(BodyChannel body, @Nullable Event first, ByteBuffer in)
            throws RemoteProtocolException {
        channel = body;
        put(body, first, in);
        letGoIfWhole();
        if (worker.isStopping()) {
            body.serverStopping();
        }
        if (connection.hasPeerEnded()) {
            body.clientGone();
            cutShort();
        }
    }

    /// From now on it is watched how fast the body comes.
    void beginTime() {
        if (isUnfinished()) {
            pace.begin();
            worker.bodies.add(connection);
        }
    }

    /// Takes what the input has of the body.
    void read(ByteBuffer in) {
        BodyChannel body = channel;
        if (body == null || !isUnfinished()) {
            return;
        }
        pace.received(in.remaining());
        connection.response().bodyBegan();
        read(body, in);
    }

    private void read(BodyChannel body, ByteBuffer in) {
        try {
            body.fill(parser, in);
            put(body, parser.next(in), in);
        } catch (RemoteProtocolException e) {
            fail(body, e);
        }
        letGoIfWhole();
    }

    private void letGoIfWhole() {
        if (!parser.inBody()) {
            connection.leave();
            channel = null;
        }
    }

    /// Where the bytes that come next can go without a copy; null when there is no such place.
    @Nullable ByteBuffer buffer() {
        BodyChannel body = channel;
        long ahead = body == null || failure != null ? 0 : parser.ahead();
        return body == null || ahead == 0 ? null : body.buffer(ahead);
    }

    /// So many bytes have been put there.
    void bufferUpdated(int count) {
        BodyChannel body = channel;
        if (body == null) {
            throw new IllegalStateException("expected a body that gave the buffer");
        }
        pace.received(count);
        connection.response().bodyBegan();
        parser.skip(count);
        body.filled(count);
        read(body, NOTHING);
    }

    private void put(BodyChannel body, @Nullable Event first, ByteBuffer in)
            throws RemoteProtocolException {
        for (Event event = first; event != null; event = parser.next(in)) {
            if (event instanceof Data data) {
                if (body.add(data.bytes()) > worker.options.limits().unread()) {
                    connection.pauseReading();
                }
            } else if (event instanceof End end) {
                body.end(end.trailers());
                return;
            }
        }
    }

    /// The body cannot be read on. The application learns it when it receives; the client when the application has given up.
    private void fail(BodyChannel body, RemoteProtocolException e) {
        connection.leave();
        failure = e;
        worker.log.bad(connection.transport().remoteAddress(), e);
        long limit = worker.options.limits().http1().bodyBytes();
        body.fail(
                e.status() == 413
                        ? () -> new BodyTooLargeException(limit)
                        : () -> new IOException(e.getMessage(), e));
    }

    /// The client will send no more, whether the body is whole or not.
    void cutShort() {
        if (isUnfinished()) {
            connection.leave();
            failure =
                    new RemoteProtocolException(
                            400, "the connection ended in the middle of the body");
        }
    }

    /// The application took a piece; `unread` bytes still wait.
    void taken(long unread) {
        int most = worker.options.limits().unread();
        if (unread <= most / 4 && connection.backlogSize() < most) {
            connection.resumeReading();
        }
    }

    /// The application waits for more of the body.
    void wanted() throws IOException {
        if (connection.response().isContinueExpected()) {
            connection.response().sendContinue();
            beginTime(); // the client has held its body back until now
        }
    }

    // ---- on the way to nowhere
    // ------------------------------------------------------------------------------------------------

    /// The call is over: what is left of its body is read and dropped.
    void beginDraining() {
        channel = null;
        drained = 0;
        beginTime();
    }

    /// Drops what the input has of the body; true at its end. A body that is too long to be dropped, or not a proper one, makes the
    /// connection linger.
    boolean drain(ByteBuffer in) {
        try {
            for (Event event = parser.next(in); event != null; event = parser.next(in)) {
                if (event instanceof End) {
                    connection.leave();
                    return true;
                }
                drained += ((Data) event).bytes().length;
            }
        } catch (RemoteProtocolException e) {
            worker.log.bad(connection.transport().remoteAddress(), e);
            drained = MOST_TO_DRAIN + 1;
        }
        if (drained > MOST_TO_DRAIN) {
            connection.linger();
        }
        return false;
    }

    // ---- speed
    // ----------------------------------------------------------------------------------------------------------------

    /// The client has been told to wait.
    void heldBack() {
        pace.heldBack();
    }

    void checkRate() {
        int rate = worker.options.limits().bodyRate();
        long least = rate * worker.options.timeouts().bodyGrace().toMillis() / 1000;
        boolean slow = pace.isTooSlow(least, connection.isReadingPaused());
        if (!slow || connection.response().isContinueExpected()) {
            worker.bodies.add(connection);
            return;
        }
        BodyChannel body = channel;
        if (body == null) {
            connection.linger(); // the answer is given: it must not be lost
        } else {
            fail(
                    body,
                    new RemoteProtocolException(
                            408, "the body came slower than " + rate + " bytes a second"));
        }
    }
}
