package dev.skein.server;

import dev.skein.app.App;
import dev.skein.app.BodyTooLargeException;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Escapes;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestParser;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection: bytes to requests, requests to calls, one after the other. Only for code that holds the loop, except
/// where it says otherwise.
final class Http1Protocol extends Deadlines.Entry implements Protocol {
    private enum State {
        /// Between requests, or in the middle of a head.
        READING,
        /// A call of the application is running.
        CALLING,
        /// The call is over; the rest of its request's body is read and dropped, so that the connection can go on.
        DRAINING,
        /// The last answer is given; what the client still sends is read and dropped, so that it can read that answer.
        LINGERING
    }

    /// How much of an unwanted body is read and dropped before the connection is rather closed.
    private static final long MOST_TO_DRAIN = 256 * 1024;

    private static final int EXCERPT = 120;
    private static final byte[] NO_BYTES = {};
    private static final ByteBuffer NOTHING = ByteBuffer.wrap(NO_BYTES);

    /// This connection's place among its worker's.
    @Nullable Http1Protocol preceding;

    @Nullable Http1Protocol following;

    private final Worker worker;
    private final RequestParser parser;
    private @Nullable Transport transport;
    private @Nullable Http1Response response;
    private State state = State.READING;
    private @Nullable HttpCall call;

    /// Bytes of further requests that came during a call.
    private @Nullable ByteBuffer backlog;

    private boolean readingPaused;
    private boolean peerEnded;
    private boolean admitted;
    private @Nullable RemoteProtocolException bodyFailure;
    private long bodyReceived;
    private boolean heldBack;
    private long dropped;
    private volatile boolean lost;
    private volatile @Nullable CountDownLatch full;

    Http1Protocol(Worker worker) {
        this.worker = worker;
        this.parser = new RequestParser(worker.options.limits().http1(), worker.scratch);
    }

    // ---- for the call, from any thread
    // ------------------------------------------------------------------------------------------

    EventLoop loop() {
        return worker.loop;
    }

    App app() {
        return worker.app;
    }

    boolean isLost() {
        return lost;
    }

    /// Opens when there is room for output again; null when there is room.
    @Nullable CountDownLatch full() {
        return full;
    }

    // ---- the transport's calls
    // --------------------------------------------------------------------------------------------------

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        response = new Http1Response(worker, made);
        worker.add(this);
        int high = worker.options.limits().writeHighWater();
        made.setWriteBufferLimits(high, high / 4);
        admitted = worker.admission.enter(made.remoteAddress());
        if (admitted) {
            (worker.isStopping() ? worker.lastCall : worker.headers).add(this);
        } else {
            refuse(503, "too many connections", "10");
        }
    }

    @Override
    public void dataReceived(ByteBuffer in) {
        switch (state) {
            case READING -> readHead(in);
            case CALLING -> {
                if (parser.inBody() && bodyFailure == null) {
                    readBody(in);
                }
                keep(in);
            }
            case DRAINING -> {
                drain(in);
                if (state == State.READING) {
                    keep(in);
                    nextRequest();
                }
            }
            case LINGERING -> drop(in);
        }
    }

    @Override
    public boolean eofReceived() {
        peerEnded = true;
        if (state != State.CALLING) {
            return false;
        }
        BodyChannel body = call == null ? null : call.bodyIfAny();
        if (body != null) {
            body.clientGone();
        }
        if (parser.inBody() && bodyFailure == null) {
            leave();
            bodyFailure = truncated();
        }
        return true;
    }

    private static RemoteProtocolException truncated() {
        return new RemoteProtocolException(400, "the connection ended in the middle of the body");
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        if (transport == null) {
            worker.log(
                    () ->
                            Server.LOG.log(
                                    Level.DEBUG,
                                    "a connection ended before its handshake did: {0}",
                                    String.valueOf(cause)));
            return;
        }
        lost = true;
        leave();
        response().close();
        peerEnded = true;
        if (call == null) {
            depart();
        }
        resumeWriting();
        BodyChannel body = call == null ? null : call.bodyIfAny();
        if (body != null) {
            body.clientGone();
        }
    }

    /// The connection is gone and no call runs for it any more; before that, a stopping server waits for it.
    private void depart() {
        worker.remove(this);
        worker.admission.leave(transport().remoteAddress(), admitted);
    }

    @Override
    public void pauseWriting() {
        full = new CountDownLatch(1);
    }

    @Override
    public void resumeWriting() {
        CountDownLatch waiting = full;
        full = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    // ---- requests
    // ---------------------------------------------------------------------------------------------------------------

    private void readHead(ByteBuffer in) {
        response().expectUnreadable();
        try {
            Event event = parser.next(in);
            if (event != null) {
                beginCall((RequestHead) event, in);
            } else if (!parser.idle() && !isIn(worker.headers)) {
                worker.headers.add(this);
            }
        } catch (RemoteProtocolException e) {
            logBad(e);
            refuse(e.status(), String.valueOf(e.getMessage()), null);
        }
    }

    private void beginCall(RequestHead head, ByteBuffer in) throws RemoteProtocolException {
        leave();
        response().expect(head);
        byte[] content = NO_BYTES;
        Event event = parser.next(in);
        if (event instanceof Data first) {
            content = first.bytes();
            response().bodyBegan();
            event = parser.next(in);
        }
        BodyChannel body = null;
        if (!(event instanceof End end && end.trailers().isEmpty())) {
            body = new BodyChannel(this, false);
            readInto(body, event, in);
            tellNews(body);
        }
        HttpRequest request = Requests.of(head, transport(), content, body != null);
        if (!worker.admission.beginCall()) {
            refuse(503, "too many requests at once", "1");
            return;
        }
        keep(in);
        HttpCall next =
                new HttpCall(this, request, body, worker.accessLog.isOn() ? System.nanoTime() : 0);
        call = next;
        state = State.CALLING;
        if (parser.inBody() && bodyFailure == null) {
            bodyReceived = 0;
            worker.bodies.add(this);
        }
        next.start();
    }

    /// Tells a body that came late what those that came in time have been told.
    private void tellNews(BodyChannel body) {
        if (worker.isStopping()) {
            body.serverStopping();
        }
        if (peerEnded) {
            body.clientGone();
            bodyFailure = parser.inBody() ? truncated() : null;
        }
    }

    /// Keeps what belongs to later requests until the call is over. Too much of it holds the client back.
    private void keep(ByteBuffer in) {
        if (!in.hasRemaining() || in == backlog) {
            return;
        }
        ByteBuffer before = backlog == null ? NOTHING : backlog;
        backlog =
                ByteBuffer.allocate(before.remaining() + in.remaining()).put(before).put(in).flip();
        if (backlog.remaining() >= worker.options.limits().unread()) {
            pauseReading();
        }
    }

    /// The call is over and so is its request: on to the next, if it has come already.
    private void nextRequest() {
        state = State.READING;
        resumeReading();
        ByteBuffer rest = backlog;
        if (rest != null) {
            readHead(rest);
            if (!rest.hasRemaining() && backlog == rest) {
                backlog = null;
            }
        }
        if (state != State.READING) {
            return;
        }
        if (peerEnded) {
            transport().close();
        } else if (parser.idle()) {
            (worker.isStopping() ? worker.lastCall : worker.idle).add(this);
        }
    }

    // ---- bodies
    // -----------------------------------------------------------------------------------------------------------------

    private void readBody(ByteBuffer in) {
        HttpCall running = call;
        BodyChannel body = running == null ? null : running.bodyIfAny();
        if (body == null) {
            return;
        }
        bodyReceived += in.remaining();
        response().bodyBegan();
        try {
            readInto(body, parser.next(in), in);
        } catch (RemoteProtocolException e) {
            failBody(body, e);
        }
        if (!parser.inBody()) {
            leave();
        }
    }

    private void readInto(BodyChannel body, @Nullable Event first, ByteBuffer in)
            throws RemoteProtocolException {
        for (Event event = first; event != null; event = parser.next(in)) {
            if (event instanceof Data data) {
                if (body.add(data.bytes()) > worker.options.limits().unread()) {
                    pauseReading();
                }
            } else if (event instanceof End end) {
                body.end(end.trailers());
                return;
            }
        }
    }

    /// The body cannot be read on. The application learns it when it receives; the client when the application has given up.
    private void failBody(BodyChannel body, RemoteProtocolException e) {
        leave();
        bodyFailure = e;
        logBad(e);
        long limit = worker.options.limits().http1().bodyBytes();
        body.fail(
                e.status() == 413
                        ? () -> new BodyTooLargeException(limit)
                        : () -> new IOException(e.getMessage(), e));
    }

    /// The application took a piece; `unread` bytes still wait.
    void bodyTaken(long unread) {
        int most = worker.options.limits().unread();
        if (unread <= most / 4 && (backlog == null || backlog.remaining() < most)) {
            resumeReading();
        }
    }

    /// The application waits for more of the body.
    void bodyWanted() throws IOException {
        response().sendContinue();
    }

    /// A call that asked for a body channel after its body was whole: it waits for the end of the connection only.
    void watch(HttpCall asking, BodyChannel body) {
        if (peerEnded || asking != call) {
            body.clientGone();
        }
        if (worker.isStopping()) {
            body.serverStopping();
        }
    }

    private void drain(ByteBuffer in) {
        try {
            for (Event event = parser.next(in); event != null; event = parser.next(in)) {
                if (event instanceof End) {
                    leave();
                    state = State.READING;
                    return;
                }
                dropped += ((Data) event).bytes().length;
            }
        } catch (RemoteProtocolException e) {
            logBad(e);
            dropped = MOST_TO_DRAIN + 1;
        }
        if (dropped > MOST_TO_DRAIN) {
            linger();
        }
    }

    private void drop(ByteBuffer in) {
        dropped += in.remaining();
        in.position(in.limit());
        if (dropped > 16 * MOST_TO_DRAIN) {
            transport().abort();
        }
    }

    private void pauseReading() {
        if (!readingPaused) {
            readingPaused = true;
            heldBack = true;
            transport().pauseReading();
        }
    }

    private void resumeReading() {
        if (readingPaused) {
            readingPaused = false;
            transport().resumeReading();
        }
    }

    // ---- answers
    // ----------------------------------------------------------------------------------------------------------------

    /// Sends a message of `sender`, which must be the running call.
    void send(HttpCall sender, Message message, HttpCall.@Nullable OpenFile file)
            throws IOException {
        requireOpen(sender, file);
        switch (message) {
            case HttpResponse m -> response().send(m);
            case HttpChunk m -> response().send(m);
            case HttpEarlyHints m -> response().sendHints(m);
            case HttpFile _ -> {
                assert file != null : "opened by the call";
                response().send(file);
            }
            default ->
                    throw new UnsupportedMessageException(
                            "expected an HTTP response, chunk, file or early hints, got "
                                    + message.type());
        }
        if (response().isComplete()) {
            answered(sender);
        }
    }

    private void requireOpen(HttpCall sender, HttpCall.@Nullable OpenFile file) throws IOException {
        boolean over = sender != call || response().isComplete();
        if (!over && !transport().isClosing()) {
            return;
        }
        if (file != null) {
            file.channel().close();
        }
        if (over) {
            throw new UnsupportedMessageException(
                    "the response is complete: nothing more can be sent");
        }
        throw new DisconnectedException("the client is gone");
    }

    private void answered(HttpCall answering) {
        log(answering, response().status());
        if (backlog == null) {
            transport().flush();
        } else {
            transport().delayFlush();
        }
    }

    private void log(HttpCall answering, int status) {
        if (!worker.accessLog.isOn()) {
            return;
        }
        HttpRequest request = answering.request;
        String target =
                request.queryString().isEmpty()
                        ? request.rawPath()
                        : request.rawPath() + "?" + request.queryString();
        worker.accessLog.add(
                new AccessLogEntry(
                        request.client(),
                        request.method(),
                        target,
                        request.httpVersion(),
                        status,
                        response().bodyBytes(),
                        Instant.now(),
                        Duration.ofNanos(System.nanoTime() - answering.began)));
    }

    /// The application has returned or thrown.
    void callEnded(HttpCall ended, @Nullable Throwable failure) {
        call = null;
        worker.admission.endCall();
        BodyChannel body = ended.bodyIfAny();
        if (body != null) {
            body.clientGone(); // for who still waits there
        }
        if (lost) {
            callEndedWithoutClient(ended, failure);
            depart();
            return;
        }
        if (failure != null || !response().isComplete()) {
            mend(ended, failure);
        }
        if (lost || transport().isClosing()) {
            return;
        }
        if (!response().keepAlive() || bodyFailure != null || (peerEnded && backlog == null)) {
            closeAfterAnswer();
        } else if (parser.inBody()) {
            state = State.DRAINING;
            dropped = 0;
            bodyReceived = 0;
            worker.bodies.add(this);
            resumeReading();
        } else {
            nextRequest();
        }
    }

    private void callEndedWithoutClient(HttpCall ended, @Nullable Throwable failure) {
        if (!response().isComplete()) {
            log(ended, 499);
        }
        if (failure != null && !(failure instanceof DisconnectedException)) {
            String what = "the call of " + describe(ended) + " failed after its client had gone";
            worker.log(() -> Server.LOG.log(Level.ERROR, what, failure));
        }
    }

    /// Makes the best of a call that threw, or returned without a whole answer.
    private void mend(HttpCall ended, @Nullable Throwable failure) {
        Failure report = Failure.of(failure, bodyFailure, worker.isStopping());
        if (report.isOurs()) {
            String what =
                    "the call of " + describe(ended) + " " + report.log(response().headSent());
            worker.log(() -> Server.LOG.log(Level.ERROR, what, failure));
        }
        if (response().isComplete()) {
            return;
        }
        if (response().headSent()) {
            log(ended, response().status());
            transport().abort();
            return;
        }
        response().send(report.answer(worker.options.debug(), ended.request));
        answered(ended);
    }

    private static String describe(HttpCall some) {
        return some.request.method() + " " + Escapes.escape(some.request.rawPath(), EXCERPT);
    }

    /// Closes; reads on for a moment if the client may still be sending, for unread bytes would make the system reset the
    /// connection and take the answer with it (RFC 9112 §9.6).
    private void closeAfterAnswer() {
        if (!peerEnded && (parser.inBody() || backlog != null || bodyFailure != null)) {
            linger();
        } else {
            transport().close();
        }
    }

    private void linger() {
        state = State.LINGERING;
        backlog = null;
        dropped = 0;
        worker.lingering.add(this);
        resumeReading();
        transport().writeEof();
    }

    // ---- refusals
    // -----------------------------------------------------------------------------------------------------------------

    private void refuse(int status, String reason, @Nullable String retryAfter) {
        leave();
        response().sendError(status, reason, retryAfter);
        transport().flush();
        linger();
    }

    private void logBad(RemoteProtocolException e) {
        SocketAddress client = transport().remoteAddress();
        worker.log(
                () ->
                        Server.LOG.log(
                                Level.INFO,
                                "bad request from {0}: {1} {2}: {3}",
                                client,
                                Integer.toString(e.status()),
                                e.getMessage(),
                                Escapes.escape(e.excerpt(), EXCERPT)));
    }

    // ---- deadlines
    // ----------------------------------------------------------------------------------------------------------------

    void headerTooSlow() {
        if (parser.idle()) {
            transport().close();
        } else {
            refuse(
                    408,
                    "the request's head took longer than "
                            + worker.options.timeouts().header().toMillis()
                            + " ms",
                    null);
        }
    }

    void idleTooLong() {
        transport().close();
    }

    void lingeredLongEnough() {
        transport().close();
    }

    void checkBodyRate() {
        long received = bodyReceived;
        boolean excused = heldBack || response().isContinueExpected();
        bodyReceived = 0;
        heldBack = readingPaused;
        Duration grace = worker.options.timeouts().bodyGrace();
        if (excused || received >= worker.options.limits().bodyRate() * grace.toMillis() / 1000) {
            worker.bodies.add(this);
            return;
        }
        BodyChannel body = call == null ? null : call.bodyIfAny();
        if (body == null || state != State.CALLING) {
            linger(); // the answer is given: it must not be lost
            return;
        }
        failBody(
                body,
                new RemoteProtocolException(
                        408,
                        "the body came slower than "
                                + worker.options.limits().bodyRate()
                                + " bytes a second"));
    }

    // ---- stopping
    // -----------------------------------------------------------------------------------------------------------------

    void serverStops() {
        BodyChannel body = call == null ? null : call.bodyIfAny();
        if (body != null) {
            body.serverStopping();
        }
        if (state == State.READING && parser.idle()) {
            worker.lastCall.add(this);
        }
    }

    void cancelCall() {
        if (call != null) {
            call.cancel();
        }
    }

    void abort() {
        transport().abort();
    }

    private Transport transport() {
        Transport made = transport;
        assert made != null : "connectionMade comes first";
        return made;
    }

    private Http1Response response() {
        Http1Response made = response;
        assert made != null : "connectionMade comes first";
        return made;
    }
}
