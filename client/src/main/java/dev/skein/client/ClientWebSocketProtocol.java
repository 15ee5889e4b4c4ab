package dev.skein.client;

import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.Role;
import dev.skein.http.websocket.WebSocketEvent;
import dev.skein.http.websocket.WebSocketParser;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.TimerHandle;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connection that has become a WebSocket (RFC 6455): bytes to messages, frames to bytes, and the closing handshake. Only for
/// code that holds the loop, except where it says otherwise.
final class ClientWebSocketProtocol implements Protocol {
    private enum State {
        /// Messages go both ways.
        OPEN,
        /// We have sent a close frame and wait for the server's; messages that still come are dropped.
        CLOSING,
        /// Nothing more is sent, and what comes is dropped: it is for the server to close the connection (RFC 6455 §7.1.1).
        ENDING,
        /// The connection is gone.
        GONE
    }

    /// With what it was closed.
    record Closed(int code, String reason) {}

    /// How long the server may take to close the connection after the closing handshake, and its reading of our last bytes after
    /// that.
    static final Duration LINGER = Duration.ofSeconds(1);

    private static final int ABNORMAL = 1006;

    private final WebSocketClient client;
    private final ClientWebSocketUpgrade asked;
    private final Agreement agreement;
    private final Transport transport;
    private final Runnable gone;
    private final WebSocketParser parser;
    private final ClientWebSocketInbox inbox;
    private final ClientWebSocketOutput output;
    private final ClientWebSocketHeartbeat heartbeat;
    private final ClientWebSocketPings pings;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile State state = State.OPEN;
    private volatile @Nullable Closed closed;

    /// The caller has closed it, not the server.
    private volatile boolean closedHere;

    private boolean readingPaused;

    /// What came behind the message with which reading stopped.
    private @Nullable ByteBuffer backlog;

    private @Nullable TimerHandle timer;

    /// @param gone to be run when the connection is lost
    ClientWebSocketProtocol(
            ClientWebSocketUpgrade asked, Agreement agreement, Transport transport, Runnable gone) {
        this.asked = asked;
        this.client = asked.client();
        this.agreement = agreement;
        this.transport = transport;
        this.gone = gone;
        EventLoop loop = transport.loop();
        this.parser =
                new WebSocketParser(
                        Role.CLIENT,
                        options().limits(),
                        agreement.deflate(),
                        client.incoming(loop));
        this.inbox = new ClientWebSocketInbox(this, options());
        this.output =
                new ClientWebSocketOutput(
                        this, transport, client, agreement.deflate(), asked.call().writeNanos);
        this.pings = new ClientWebSocketPings(this, output);
        this.heartbeat = new ClientWebSocketHeartbeat(this, pings, options().heartbeat());
    }

    // ---- for any thread

    RequestInfo request() {
        return asked.request();
    }

    ClientWebSocketOptions options() {
        return asked.options();
    }

    Agreement agreement() {
        return agreement;
    }

    EventLoop loop() {
        return transport.loop();
    }

    ClientWebSocketInbox inbox() {
        return inbox;
    }

    ClientWebSocketOutput output() {
        return output;
    }

    /// Counted down when the connection is gone.
    CountDownLatch over() {
        return over;
    }

    /// Whether messages may be sent.
    boolean isOpen() {
        return state == State.OPEN && !transport.isClosing();
    }

    /// Null while it is not over.
    @Nullable Closed closed() {
        return closed;
    }

    boolean isClosedHere() {
        return closedHere;
    }

    void requireOpen() throws ServerDisconnectedException {
        if (!isOpen()) {
            throw notOpen();
        }
    }

    ServerDisconnectedException notOpen() {
        Closed how = closed;
        return new ServerDisconnectedException(
                request(),
                Phase.SEND,
                "the WebSocket is closed" + (how == null ? "" : ", code " + how.code()),
                null);
    }

    /// Gives it up, because the server has taken nothing for too long.
    ClientException stalled() {
        loop().run(() -> fail((request, _) -> asked.call().writeTimeout(request, Phase.SEND)));
        return asked.call().writeTimeout(request(), Phase.SEND);
    }

    /// Begins the closing handshake; code and reason must be fit to be sent.
    void close(int code, String reason) {
        loop().run(() -> closeNow(code, reason));
    }

    /// Gives it up at once.
    void abort() {
        loop().run(transport::abort);
    }

    /// The receiver has taken enough.
    void resumeReading() {
        loop().run(this::readOn);
    }

    /// Has something done with the pings.
    void withPings(Consumer<ClientWebSocketPings> operation) {
        loop().run(() -> operation.accept(pings));
    }

    // ---- the transport's calls

    @Override
    public void connectionMade(Transport made) {
        heartbeat.begin();
        client.opened(this);
    }

    @Override
    public void dataReceived(ByteBuffer in) {
        heartbeat.heard();
        read(in);
        if (readingPaused && in.hasRemaining()) {
            backlog = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
    }

    private void read(ByteBuffer in) {
        try {
            while (isReading()) {
                WebSocketEvent event = parser.next(in);
                if (event == null) {
                    return;
                }
                handle(event);
            }
        } catch (WebSocketProtocolException e) {
            broken(e);
        }
    }

    private boolean isReading() {
        return !readingPaused && (state == State.OPEN || state == State.CLOSING);
    }

    private void handle(WebSocketEvent event) {
        switch (event) {
            case WebSocketEvent.Text message -> received(new WebSocketMessage.Text(message.text()));
            case WebSocketEvent.Binary message ->
                    received(new WebSocketMessage.Binary(message.bytes()));
            case WebSocketEvent.Ping ping -> pings.received(ping.payload());
            case WebSocketEvent.Pong pong -> pings.answered(pong.payload());
            case WebSocketEvent.Close close -> closeReceived(close.code(), close.reason());
        }
    }

    private void received(WebSocketMessage message) {
        if (state == State.OPEN && inbox.add(message)) {
            readingPaused = true;
            transport.pauseReading();
        }
    }

    private void readOn() {
        if (!readingPaused || state == State.GONE) {
            return;
        }
        readingPaused = false;
        heartbeat.heard();
        ByteBuffer rest = backlog;
        backlog = null;
        if (rest != null) {
            read(rest);
        }
        if (readingPaused) {
            backlog = rest;
        } else {
            transport.resumeReading();
        }
    }

    boolean isReadingPaused() {
        return readingPaused;
    }

    @Override
    public void pauseWriting() {
        output.pause();
    }

    @Override
    public void resumeWriting() {
        output.resume();
        pings.roomAgain();
    }

    @Override
    public boolean eofReceived() {
        if (closed == null) {
            settle(ABNORMAL, "", lost(null));
        }
        arm(LINGER); // or a server that does not read would keep us from closing
        return false;
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        if (closed == null) {
            settle(ABNORMAL, "", lost(cause));
        }
        state = State.GONE;
        disarm();
        backlog = null;
        output.lose();
        parser.close();
        client.gone(this);
        gone.run();
        over.countDown();
    }

    private static Exchange.Failure lost(@Nullable Throwable cause) {
        return (request, phase) ->
                new ServerDisconnectedException(
                        request,
                        phase,
                        "the connection was lost without a close frame (code 1006)",
                        cause);
    }

    // ---- ends

    /// The server has not answered the heartbeat's ping.
    void silent() {
        fail(
                (request, phase) ->
                        new ServerDisconnectedException(
                                request,
                                phase,
                                "nothing came from the server for "
                                        + options().heartbeat()
                                        + ", and no answer to a ping (ClientWebSocketOptions.heartbeat)",
                                null));
    }

    private void closeNow(int code, String reason) {
        if (state != State.OPEN) {
            return;
        }
        output.close(code, reason);
        state = State.CLOSING;
        closedHere = true;
        heartbeat.stop();
        output.end();
        inbox.clear();
        arm(options().closeTimeout());
        readOn();
    }

    private void closeReceived(int code, String reason) {
        // RFC 6455 §5.5.1: "If an endpoint receives a Close frame and did not previously send a
        // Close frame, the endpoint MUST send a Close frame in response."
        if (state == State.OPEN) {
            output.close(code, "");
        }
        settle(code, reason, null);
        arm(LINGER);
    }

    /// The server has broken the rules (RFC 6455 §7.1.7).
    private void broken(WebSocketProtocolException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean first = state == State.OPEN;
        if (first) {
            output.close(cause.closeCode(), reason);
        }
        settle(
                first ? cause.closeCode() : ABNORMAL,
                first ? reason : "",
                (request, phase) ->
                        new ResponseProtocolException(
                                request,
                                phase,
                                reason + " (code " + cause.closeCode() + ")",
                                cause));
        arm(LINGER);
    }

    private void fail(Exchange.Failure why) {
        if (closed == null) {
            settle(ABNORMAL, "", why);
        }
        transport.abort();
    }

    /// It is over: nothing more is sent or received. All that waits for something is told.
    ///
    /// @param failure for the receiver, unless this side has asked for the end
    private void settle(int code, String reason, Exchange.@Nullable Failure failure) {
        closed = new Closed(code, reason);
        state = State.ENDING;
        heartbeat.stop();
        inbox.end(closedHere ? null : failure);
        output.end();
        pings.end();
    }

    private void arm(Duration limit) {
        disarm();
        timer = loop().callRuntimeLater(limit, this::tooLong);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /// The server has not answered our close frame, has not closed the connection, or does not read what is still to be sent.
    private void tooLong() {
        if (closed == null) {
            settle(ABNORMAL, "", lost(null));
        }
        if (transport.isClosing()) {
            transport.abort();
        } else {
            transport.close();
            arm(LINGER);
        }
    }
}
