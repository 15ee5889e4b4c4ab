package dev.skein.server;

import dev.skein.app.App;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.Data;
import dev.skein.http.http1.End;
import dev.skein.http.http1.Event;
import dev.skein.http.http1.RequestHead;
import dev.skein.http.http1.RequestParser;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.ServerHandshake;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection: bytes to requests, requests to calls, one after the other. Only for code that holds the loop, except
/// where it says otherwise.
final class Http1Protocol extends Connection {
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

    /// How much is read and dropped after the last answer before the connection is rather cut.
    private static final long MOST_TO_DROP = 4 * 1024 * 1024;

    private static final byte[] NOTHING = {};

    /// What we speak, for a client that asked for another WebSocket version.
    private static final Headers VERSIONS =
            Headers.of("upgrade", "websocket", "sec-websocket-version", "13");

    private final RequestParser parser;
    private @Nullable Transport transport;
    private @Nullable Http1Response response;
    private @Nullable Requests requests;
    private State state = State.READING;
    private @Nullable Call call;

    private final Backlog backlog = new Backlog();
    private final Http1Bodies bodies;
    private boolean readingPaused;
    private boolean peerEnded;
    private boolean admitted;
    private long dropped;

    Http1Protocol(Worker worker) {
        super(worker);
        this.parser = new RequestParser(worker.options.limits().http1(), worker.scratch);
        this.bodies = new Http1Bodies(this, parser);
    }

    // ---- for the call, from any thread

    App app() {
        return worker.app;
    }

    @Override
    DisconnectedException gone() {
        return new DisconnectedException("the client is gone");
    }

    // ---- the transport's calls

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        response = new Http1Response(worker, made);
        requests = new Requests(made);
        worker.add(this);
        int high = worker.options.limits().writeHighWater();
        made.setWriteBufferLimits(high, high / 4);
        admitted = worker.admission.enter(made.remoteAddress());
        if (admitted) {
            (worker.isStopping() ? worker.lastCall : worker.headers).add(this);
        } else {
            refuse(503, "too many connections", Headers.of("retry-after", "10"));
        }
    }

    @Override
    public void dataReceived(ByteBuffer in) {
        switch (state) {
            case READING -> readHead(in);
            case CALLING -> {
                bodies.read(in);
                keep(in);
            }
            case DRAINING -> {
                if (bodies.drain(in)) {
                    state = State.READING;
                    keep(in);
                    nextRequest();
                }
            }
            case LINGERING -> drop(in);
        }
    }

    @Override
    public @Nullable ByteBuffer getBuffer() {
        return state == State.CALLING ? bodies.buffer() : null;
    }

    @Override
    public void bufferUpdated(int count) {
        bodies.bufferUpdated(count);
    }

    @Override
    public boolean eofReceived() {
        peerEnded = true;
        if (state != State.CALLING) {
            return false;
        }
        if (call != null) {
            call.clientGone();
        }
        bodies.cutShort();
        return true;
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        if (transport == null) {
            worker.log.lostEarly(cause);
            return;
        }
        lose();
        response().close();
        peerEnded = true;
        if (call == null) {
            depart();
        }
        if (call != null) {
            call.clientGone();
        }
    }

    /// The connection is gone and no call runs for it any more; before that, a stopping server waits for it.
    private void depart() {
        worker.remove(this);
        worker.admission.leave(transport().remoteAddress(), admitted);
    }

    // ---- requests

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
            worker.log.bad(transport().remoteAddress(), e);
            refuse(
                    e.status(),
                    String.valueOf(e.getMessage()),
                    e.status() == 426 ? VERSIONS : Headers.EMPTY);
        }
    }

    private void beginCall(RequestHead head, ByteBuffer in) throws RemoteProtocolException {
        leave();
        response().expect(head);
        byte[] content = NOTHING;
        Event event = parser.next(in);
        if (event instanceof Data first) {
            content = first.bytes();
            response().bodyBegan();
            event = parser.next(in);
        }
        BodyChannel body = null;
        if (!(event instanceof End end && end.trailers().isEmpty())) {
            body = new BodyChannel(bodies, false);
            bodies.begin(body, event, in);
        }
        HttpRequest request = requests().of(head, content, body != null);
        ServerHandshake handshake = handshake(head, request);
        if (!worker.admission.beginCall()) {
            refuse(503, "too many requests at once", Headers.of("retry-after", "1"));
            return;
        }
        keep(in);
        long now = worker.accessLog.isOn() ? System.nanoTime() : 0;
        Call next =
                handshake == null
                        ? new HttpCall(this, request, body, now)
                        : new WebSocketCall(this, request, handshake, now);
        call = next;
        state = State.CALLING;
        bodies.beginTime();
        next.start();
    }

    /// What a request for a WebSocket asks for; null if it is none, or nothing of that kind is served.
    private @Nullable ServerHandshake handshake(RequestHead head, HttpRequest request)
            throws RemoteProtocolException {
        WebSocketOptions options = worker.options.webSockets();
        if (options == null || !ServerHandshake.isRequested(head)) {
            return null;
        }
        ServerHandshake handshake = ServerHandshake.of(head);
        Origins.require(options.allowedOrigins(), request);
        return handshake;
    }

    /// Keeps what belongs to later requests until the call is over. Too much of it holds the client back.
    private void keep(ByteBuffer in) {
        backlog.add(in);
        if (backlog.size() >= worker.options.limits().unread()) {
            pauseReading();
        }
    }

    /// The call is over and so is its request: on to the next, if it has come already.
    private void nextRequest() {
        state = State.READING;
        resumeReading();
        ByteBuffer rest = backlog.bytes();
        if (rest != null) {
            readHead(rest);
            backlog.trim();
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

    /// A call that asked for a body channel after its body was whole: it waits for the end of the connection only.
    void watch(Call asking, BodyChannel body) {
        if (peerEnded || asking != call) {
            body.clientGone();
        }
        if (worker.isStopping()) {
            body.serverStopping();
        }
    }

    private void drop(ByteBuffer in) {
        dropped += in.remaining();
        in.position(in.limit());
        if (dropped > MOST_TO_DROP) {
            transport().abort();
        }
    }

    void pauseReading() {
        if (!readingPaused) {
            readingPaused = true;
            bodies.heldBack();
            transport().pauseReading();
        }
    }

    void resumeReading() {
        if (readingPaused) {
            readingPaused = false;
            transport().resumeReading();
        }
    }

    // ---- answers

    /// Sends a message of `sender`, which must be the running call.
    void send(Call sender, Message message, @Nullable OpenFile file) throws IOException {
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

    private void requireOpen(Call sender, @Nullable OpenFile file) throws IOException {
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
        throw gone();
    }

    private void answered(Call answering) {
        worker.log.access(answering, response().status(), response().bodyBytes());
        if (backlog.isEmpty()) {
            transport().flush();
        } else {
            transport().delayFlush();
        }
    }

    /// The application has returned or thrown.
    void callEnded(Call ended, @Nullable Throwable failure) {
        call = null;
        worker.admission.endCall();
        ended.clientGone(); // for who still waits there
        if (isLost()) {
            callEndedWithoutClient(ended, failure);
            depart();
            return;
        }
        if (failure != null || !response().isComplete()) {
            mend(ended, failure);
        }
        if (isLost() || transport().isClosing()) {
            return;
        }
        if (!response().keepAlive()
                || bodies.failure() != null
                || (peerEnded && backlog.isEmpty())) {
            closeAfterAnswer();
        } else if (parser.inBody()) {
            state = State.DRAINING;
            bodies.beginDraining();
            resumeReading();
        } else {
            nextRequest();
        }
    }

    private void callEndedWithoutClient(Call ended, @Nullable Throwable failure) {
        if (!response().isComplete()) {
            worker.log.access(ended, 499, response().bodyBytes());
        }
        if (failure != null && !(failure instanceof DisconnectedException)) {
            worker.log.failed(ended, "failed after its client had gone", failure);
        }
    }

    /// Makes the best of a call that threw, or returned without a whole answer.
    private void mend(Call ended, @Nullable Throwable failure) {
        Failure report = Failure.of(failure, bodies.failure(), worker.isStopping());
        if (report.isOurs()) {
            worker.log.failed(
                    ended, report.log(response().headSent() && !response().isComplete()), failure);
        }
        if (response().isComplete()) {
            return;
        }
        if (response().headSent()) {
            worker.log.access(ended, response().status(), response().bodyBytes());
            transport().abort();
            return;
        }
        response().send(report.answer(worker.options.debug(), ended.request));
        answered(ended);
    }

    /// Closes; reads on for a moment if the client may still be sending, for unread bytes would make the system reset the
    /// connection and take the answer with it (RFC 9112 §9.6).
    private void closeAfterAnswer() {
        if (!peerEnded && (parser.inBody() || !backlog.isEmpty() || bodies.failure() != null)) {
            linger();
        } else {
            transport().close();
        }
    }

    void linger() {
        state = State.LINGERING;
        backlog.clear();
        dropped = 0;
        worker.lingering.add(this);
        resumeReading();
        transport().writeEof();
    }

    // ---- refusals

    private void refuse(int status, String reason, Headers more) {
        leave();
        response().sendError(status, reason, more);
        transport().flush();
        linger();
    }

    // ---- upgrade

    /// Switches to WebSocket, as the application has asked: what comes from here on are frames.
    ///
    /// @throws UnsupportedMessageException if an answer has begun, or the header fields will not do
    /// @throws IOException if the client is gone
    WebSocketProtocol upgrade(WebSocketCall sender, Agreement agreement, WebSocket socket)
            throws IOException {
        requireOpen(sender, null);
        response().sendSwitch(agreement.headers());
        worker.log.access(sender, 101, 0);
        worker.admission.endCall();
        leave();
        response().close();
        worker.remove(this);
        call = null;
        WebSocketProtocol successor = new WebSocketProtocol(this, socket, agreement.deflate());
        transport().setProtocol(successor);
        successor.begin(backlog, peerEnded);
        return successor;
    }

    /// Whether an answer has begun.
    boolean hasAnswered() {
        return response().headSent();
    }

    Http1Bodies bodies() {
        return bodies;
    }

    boolean hasPeerEnded() {
        return peerEnded;
    }

    boolean isReadingPaused() {
        return readingPaused;
    }

    /// Bytes of further requests that wait.
    int backlogSize() {
        return backlog.size();
    }

    boolean isAdmitted() {
        return admitted;
    }

    // ---- deadlines

    void headerTooSlow() {
        if (parser.idle()) {
            transport().close();
        } else {
            refuse(
                    408,
                    "the request's head took longer than "
                            + worker.options.timeouts().header().toMillis()
                            + " ms",
                    Headers.EMPTY);
        }
    }

    void idleTooLong() {
        transport().close();
    }

    // ---- stopping

    @Override
    void serverStops() {
        if (call != null) {
            call.serverStopping();
        }
        if (state == State.READING && parser.idle()) {
            worker.lastCall.add(this);
        }
    }

    @Override
    void cancelCalls() {
        if (call != null) {
            call.cancel();
        }
    }

    @Override
    Transport transport() {
        Transport made = transport;
        assert made != null : "connectionMade comes first";
        return made;
    }

    Http1Response response() {
        Http1Response made = response;
        assert made != null : "connectionMade comes first";
        return made;
    }

    private Requests requests() {
        Requests made = requests;
        assert made != null : "connectionMade comes first";
        return made;
    }
}
