package dev.skein.server;

import dev.skein.app.DisconnectedException;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketSend;
import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.websocket.DeflateParameters;
import dev.skein.http.websocket.Role;
import dev.skein.http.websocket.WebSocketEvent;
import dev.skein.http.websocket.WebSocketParser;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One connection that has become a WebSocket (RFC 6455): bytes to messages, messages to bytes, and the closing handshake. Only for
/// code that holds the loop, except where it says otherwise.
final class WebSocketProtocol extends Connection {
    private enum State {
        /// Messages go both ways.
        OPEN,
        /// The client has sent a close frame, or has broken the protocol: nothing more is read. Our close frame waits until the
        /// application has answered what came before (RFC 6455 §5.5.1 lets it).
        ENDING,
        /// We have sent a close frame and wait for the client's; what else it sends is dropped.
        CLOSING,
        /// Nothing more is sent; what the client still sends is read and dropped, so that it can read what we sent last.
        LINGERING,
        /// Both sides have closed, or the connection is gone.
        CLOSED
    }

    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;
    private static final int INTERNAL_ERROR = 1011;
    private static final int SERVICE_RESTART = 1012;

    private static final int MOST_TO_DROP = 4 * 1024 * 1024;

    private final WebSocket socket;
    private final WebSocketOptions options;
    private final Transport transport;
    private final boolean admitted;
    private final WebSocketParser parser;
    private final WebSocketOutput output;
    private final WebSocketInbox inbox = new WebSocketInbox(this);
    private final Heartbeat heartbeat = new Heartbeat(this);
    private final Backlog backlog = new Backlog();
    private volatile State state = State.OPEN;
    private boolean connectEnded;
    private boolean peerEnded;
    private boolean readingPaused;

    private int dropped;

    /// With what an [State#ENDING] socket will be closed.
    private int endCode;

    private String endReason = "";

    /// The client has broken the protocol.
    private boolean failed;

    WebSocketProtocol(Http1Protocol before, WebSocket socket, @Nullable DeflateParameters deflate) {
        super(before.worker);
        this.socket = socket;
        this.options = worker.webSockets;
        this.transport = before.transport();
        this.admitted = before.isAdmitted();
        this.parser =
                new WebSocketParser(
                        Role.SERVER, options.limits(), deflate, worker.webSocketScratch);
        this.output = new WebSocketOutput(worker, transport, deflate);
    }

    /// Takes over from HTTP.
    ///
    /// @param early what the client sent behind its request
    /// @param peerEnded whether it has closed its sending direction
    void begin(Backlog early, boolean peerEnded) {
        worker.add(this);
        transport.resumeReading();
        heartbeat.begin();
        ByteBuffer bytes = early.bytes();
        if (bytes != null) {
            dataReceived(bytes);
        }
        if (peerEnded) {
            if (!eofReceived()) {
                transport.close();
            }
        } else if (worker.isStopping()) {
            serverStops();
        }
    }

    // ---- for its parts

    String path() {
        return socket.path;
    }

    WebSocket channels() {
        return socket;
    }

    WebSocketOptions options() {
        return options;
    }

    WebSocketOutput output() {
        return output;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    boolean isReadingPaused() {
        return readingPaused;
    }

    /// Whether neither side has begun to close.
    boolean isWhole() {
        return state == State.OPEN;
    }

    WebSocketInbox inbox() {
        return inbox;
    }

    @Override
    Transport transport() {
        return transport;
    }

    // ---- from any thread

    /// Whether messages may be sent.
    boolean isOpen() {
        State now = state;
        return now == State.OPEN || now == State.ENDING;
    }

    @Override
    DisconnectedException gone() {
        return new DisconnectedException("the WebSocket " + path() + " is closed");
    }

    // ---- the transport's calls

    @Override
    public void connectionMade(Transport made) {
        throw new IllegalStateException("expected a connection that has begun with HTTP");
    }

    @Override
    public void dataReceived(ByteBuffer in) {
        heartbeat.heard();
        switch (state) {
            case OPEN, CLOSING -> {
                if (readingPaused) {
                    backlog.add(in);
                } else {
                    read(in);
                }
            }
            case ENDING, LINGERING -> drop(in);
            case CLOSED -> {}
        }
    }

    private void read(ByteBuffer in) {
        try {
            WebSocketEvent event = parser.next(in);
            while (event != null && handle(event)) {
                event = parser.next(in);
            }
        } catch (WebSocketProtocolException e) {
            fail(e.closeCode(), String.valueOf(e.getMessage()));
        }
        if (readingPaused) {
            backlog.add(in);
        }
    }

    /// False when nothing more is to be read for now.
    private boolean handle(WebSocketEvent event) {
        switch (event) {
            case WebSocketEvent.Text m -> {
                if (state == State.OPEN) {
                    inbox.add(m.text());
                }
            }
            case WebSocketEvent.Binary m -> {
                if (state == State.OPEN) {
                    inbox.add(m.bytes());
                }
            }
            case WebSocketEvent.Ping m -> heartbeat.ping(m.payload());
            case WebSocketEvent.Pong _ -> heartbeat.pong();
            case WebSocketEvent.Close m -> closeReceived(m.code(), m.reason());
        }
        if (inbox.isFull()) {
            readingPaused = true;
            transport.pauseReading();
        }
        return !readingPaused && (state == State.OPEN || state == State.CLOSING);
    }

    @Override
    public void resumeWriting() {
        super.resumeWriting();
        heartbeat.roomAgain();
    }

    private void closeReceived(int code, String reason) {
        if (state == State.OPEN) {
            end(code, reason, false);
        } else {
            inbox.end(code, reason);
            closed();
        }
    }

    /// Ends the socket once the application is done with what came before; at once if it is.
    private void end(int code, String reason, boolean failure) {
        state = State.ENDING;
        endCode = code;
        endReason = failure ? reason : "";
        failed = failure;
        if (inbox.isBusy()) {
            worker.closing.add(this);
        } else {
            finish();
        }
        inbox.end(code, reason);
    }

    /// The application has come to the end of the messages.
    void drained() {
        if (state == State.ENDING) {
            finish();
        }
    }

    private void finish() {
        output.close(endCode, endReason);
        if (failed) {
            linger();
        } else {
            closed();
        }
    }

    private void closed() {
        state = State.CLOSED;
        leave();
        transport.close();
    }

    private void drop(ByteBuffer in) {
        dropped += in.remaining();
        in.position(in.limit());
        if (dropped > MOST_TO_DROP) {
            transport.abort();
        }
    }

    @Override
    public boolean eofReceived() {
        peerEnded = true;
        if (state == State.ENDING || !backlog.isEmpty()) {
            return true;
        }
        inbox.end(ABNORMAL, "");
        state = State.CLOSED;
        return false;
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        lose();
        state = State.CLOSED;
        output.end();
        parser.close();
        backlog.clear();
        inbox.end(ABNORMAL, "");
        departIfDone();
    }

    /// The connection is gone, and the application has heard of it; before that, a stopping server waits.
    private void departIfDone() {
        if (isLost() && connectEnded && inbox.isDone()) {
            worker.remove(this);
            worker.admission.leave(transport.remoteAddress(), admitted);
        }
    }

    // ---- the application's side
    // -----------------------------------------------------------------------------------------------

    void send(Message message) throws IOException {
        switch (message) {
            case WebSocketSend m -> {
                requireOpen();
                output.send(m);
            }
            case WebSocketClose m -> {
                requireOpen();
                close(m.code(), m.reason());
            }
            case WebSocketAccept _ -> {}
            default ->
                    throw new UnsupportedMessageException(
                            "expected a message for an accepted WebSocket, got " + message.type());
        }
    }

    private void requireOpen() throws IOException {
        if (!isOpen() || transport.isClosing()) {
            throw gone();
        }
    }

    /// A message from elsewhere has arrived; the sender has gone on.
    void sendIfOpen(WebSocketSend message) {
        if (!isOpen()) {
            return;
        }
        try {
            output.send(message);
        } catch (UnsupportedMessageException e) {
            worker.log.failed(path(), "was sent what cannot be sent", e);
        }
    }

    /// Begins the closing handshake; the application gets no more messages, only the end.
    private void close(int code, String reason) {
        if (state == State.ENDING) {
            inbox.clear();
            finish();
            return;
        }
        output.close(code, reason);
        state = State.CLOSING;
        inbox.clear();
        worker.closing.add(this);
        readOn();
    }

    /// The application took a message.
    ///
    /// @param last whether none waits
    void messageTaken(boolean last) {
        if (last && readingPaused) {
            readOn();
        }
    }

    private void readOn() {
        if (!readingPaused) {
            return;
        }
        readingPaused = false;
        ByteBuffer rest = backlog.bytes();
        if (rest != null) {
            read(rest);
            backlog.trim();
        }
        if (readingPaused) {
            return;
        }
        if (peerEnded && !eofReceived()) {
            transport.close();
        } else {
            transport.resumeReading();
        }
    }

    void connectEnded(@Nullable Throwable failure) {
        connectEnded = true;
        if (failure != null) {
            callFailed(failure);
        }
        inbox.connectEnded();
        if (inbox.isPulled() && isOpen()) {
            close(NORMAL, "");
        }
        departIfDone();
    }

    /// A call has thrown. One that only found somebody gone has done no harm.
    void callFailed(Throwable failure) {
        if (failure instanceof DisconnectedException) {
            worker.log.endedEarly(path(), failure);
            return;
        }
        if (!(failure instanceof InterruptedException && worker.isStopping())) {
            worker.log.failed(path(), "failed", failure);
        }
        if (isOpen()) {
            close(INTERNAL_ERROR, "internal error");
        }
    }

    void callsPaused() {
        departIfDone();
    }

    // ---- ends

    /// Gives the connection up (RFC 6455 §7.1.7).
    void fail(int code, String reason) {
        worker.log.closing(transport.remoteAddress(), path(), code, reason);
        if (state == State.OPEN) {
            end(code, reason, true);
        } else {
            linger();
        }
    }

    private void linger() {
        state = State.LINGERING;
        backlog.clear();
        worker.lingering.add(this);
        readingPaused = false;
        transport.resumeReading();
        transport.writeEof();
    }

    @Override
    void serverStops() {
        if (state == State.OPEN) {
            inbox.end(SERVICE_RESTART, "the server is stopping");
            close(SERVICE_RESTART, "the server is stopping");
        }
    }

    @Override
    void cancelCalls() {
        socket.cancelConnect();
        inbox.cancel();
        if (state == State.CLOSING) {
            transport.close(); // the client has had its time
        }
    }

    // ---- deadlines

    void closingTooLong() {
        if (state == State.ENDING) {
            finish();
        } else {
            inbox.end(ABNORMAL, "");
            transport.close();
        }
    }
}
