package dev.skein.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// TLS over another transport: to that one it is the protocol, to the application's protocol it is the transport. The other is a
/// socket, or TLS itself (to a proxy), through which this one's records then go as its application's bytes.
///
/// Handshake computations run off the loop; reading rests meanwhile. A record that has not come in whole is kept here, and only
/// then does an idle connection own a buffer.
final class TlsTransport extends Transport implements Protocol {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// How many records are encrypted before the loop looks at other connections again.
    private static final int FAIR_RECORDS = 64;

    private final SSLEngine engine;
    private final Tls tls;

    /// Of the engine, which other threads must not ask: it has a lock for which the loop would wait.
    private volatile SSLSession session;

    private volatile String agreed = "";
    private @Nullable Transport lower;
    private @Nullable TimerHandle handshakeDeadline;

    /// Bytes of a record that is not whole, or that came while the protocol was not reading.
    private @Nullable ByteBuffer kept;

    private boolean open;
    private boolean draining;

    /// The engine took no output because it wants something from the peer first.
    private boolean outputStuck;

    private boolean computing;
    private boolean reading = true;
    private boolean lowerPaused;
    private boolean peerClosed;

    private TlsTransport(EventLoop loop, Tls tls, SSLEngine engine, Protocol protocol) {
        super(loop, protocol);
        this.tls = tls;
        this.engine = engine;
        this.session = engine.getSession();
    }

    static TlsTransport server(EventLoop loop, Tls tls, Protocol protocol) {
        return new TlsTransport(loop, tls, tls.serverEngine(), protocol);
    }

    /// @param port the peer's, or -1: together with `host` it says which TLS sessions may be resumed
    /// @throws SSLException if `host` cannot be a name or an address
    static TlsTransport client(EventLoop loop, Tls tls, String host, int port, Protocol protocol)
            throws SSLException {
        return new TlsTransport(loop, tls, tls.clientEngine(host, port), protocol);
    }

    // ---- the lower transport's protocol
    // ----------------------------------------------------------------------------------------------

    @Override
    public void connectionMade(Transport transport) {
        lower = transport;
        handshakeDeadline = loop().callRuntimeLater(tls.handshakeTimeout(), this::handshakeTooSlow);
        try {
            engine.beginHandshake();
            advance(engine.getHandshakeStatus());
            lower().drainAndSettle();
        } catch (SSLException e) {
            fail(e);
        }
    }

    private void handshakeTooSlow() {
        lose(
                new SSLException(
                        "the TLS handshake took longer than "
                                + tls.handshakeTimeout().toMillis()
                                + " ms"),
                true);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        if (peerClosed || isLost()) {
            return; // RFC 8446 §6.1: "Any data received after a closure alert has been received
            // MUST be ignored."
        }
        ByteBuffer in = data;
        if (kept != null) {
            in =
                    ByteBuffer.allocate(kept.remaining() + data.remaining())
                            .put(kept)
                            .put(data)
                            .flip();
            kept = null;
        } else if (lower instanceof TlsTransport) { // both decrypt into the loop's one buffer
            in = ByteBuffer.allocate(data.remaining()).put(data).flip();
        }
        unwrap(in);
        if (isLost()) {
            return;
        }
        if (in.hasRemaining() && !peerClosed) {
            kept = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
        if (outputStuck) {
            outputStuck = false;
            drainAndSettle();
        } else if (lower().writeBufferSize() > 0) {
            lower().drainAndSettle(); // what the engine answered by itself
        }
    }

    @Override
    public boolean eofReceived() {
        if (!peerClosed) {
            lose(
                    new SSLException(
                            open
                                    ? "the peer ended the connection without close_notify: data may be missing"
                                    : "the peer closed the connection during the TLS handshake"),
                    false);
        }
        return !isClosing();
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        lose(cause, false);
    }

    @Override
    public void pauseWriting() {
        lowerPaused = true;
    }

    @Override
    public void resumeWriting() {
        lowerPaused = false;
        if (!draining) {
            drainAndSettle();
        }
    }

    // ---- in
    // -----------------------------------------------------------------------------------------------------------------

    private void unwrap(ByteBuffer in) {
        try {
            while (in.hasRemaining() && reading && !computing && !peerClosed && !isLost()) {
                if (!unwrapRecord(in)) {
                    return;
                }
            }
        } catch (SSLException e) {
            fail(e);
        }
    }

    /// Decrypts one record; false when it is not whole.
    private boolean unwrapRecord(ByteBuffer in) throws SSLException {
        ByteBuffer plain = loop().core.buffers().forDecrypting();
        SSLEngineResult result = engine.unwrap(in, plain);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            return false;
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new SSLException("a record is larger than RFC 8446 §5.2 allows");
        }
        if (plain.position() > 0) {
            tell(() -> protocol.dataReceived(plain.flip()));
        }
        refuseRenegotiation(result.getHandshakeStatus());
        advance(result.getHandshakeStatus());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED || engine.isInboundDone()) {
            peerClosed();
        }
        return true;
    }

    /// Renegotiation (RFC 5246 §7.4.1.1) lets a client burn a server's time, HTTP/2 forbids it (RFC 9113 §9.2.1), and TLS 1.3 has
    /// none. An open TLS 1.2 connection that wants to compute was asked for one.
    private void refuseRenegotiation(HandshakeStatus status) throws SSLException {
        if (open && status == HandshakeStatus.NEED_TASK && !isTls13()) {
            throw new SSLException("the peer asked for TLS renegotiation, which is refused");
        }
    }

    private boolean isTls13() {
        return "TLSv1.3".equals(engine.getSession().getProtocol());
    }

    private void peerClosed() {
        if (peerClosed || isLost()) {
            return;
        }
        peerClosed = true;
        tell(
                () -> {
                    if (!open || !protocol.eofReceived()) {
                        close();
                    }
                });
    }

    // ---- handshake
    // ------------------------------------------------------------------------------------------------------------

    /// Does what the engine asks for until it wants bytes from the peer or nothing.
    private void advance(HandshakeStatus status) throws SSLException {
        HandshakeStatus next = status;
        while (!isLost()) {
            switch (next) {
                case NEED_TASK -> {
                    compute();
                    return;
                }
                case NEED_WRAP -> {
                    SSLEngineResult result = wrap(NOTHING);
                    boolean stuck =
                            result.bytesProduced() == 0
                                    && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
                    if (stuck) {
                        return;
                    }
                    next = result.getHandshakeStatus();
                }
                case FINISHED -> {
                    opened();
                    next = engine.getHandshakeStatus();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /// Runs the engine's computations (signatures, key exchange, certificate checks) on the JDK's pool.
    private void compute() {
        computing = true;
        lower().setReading(false);
        ForkJoinPool.commonPool().execute(this::runTasks);
    }

    private void runTasks() {
        Throwable failure = null;
        try {
            for (Runnable task = engine.getDelegatedTask();
                    task != null;
                    task = engine.getDelegatedTask()) {
                task.run();
            }
        } catch (Throwable e) { // or the connection would wait for its deadline
            failure = e;
        }
        Throwable thrown = failure;
        loop().core.post(() -> computed(thrown));
    }

    private void computed(@Nullable Throwable failure) {
        computing = false;
        if (isLost() || !hasPinnedPeer()) {
            return;
        }
        try {
            if (failure != null) {
                throw new SSLException("a TLS computation failed: " + failure, failure);
            }
            advance(engine.getHandshakeStatus());
            lower().drainAndSettle();
            drainAndSettle();
        } catch (SSLException e) {
            fail(e);
        }
        readOn();
    }

    /// No alert for a peer that is not pinned: before it the engine would send what it has ready, our own certificate for one.
    private boolean hasPinnedPeer() {
        try {
            Pins.checkEarly(tls.pins(), engine);
            return true;
        } catch (SSLHandshakeException e) {
            lose(e, true);
            return false;
        }
    }

    private void opened() throws SSLException {
        if (open) {
            return;
        }
        session = engine.getSession();
        Pins.check(tls.pins(), session);
        String chosen = engine.getApplicationProtocol();
        agreed = chosen == null ? "" : chosen;
        open = true;
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel();
        }
        tell(() -> protocol.connectionMade(this));
        drainAndSettle();
    }

    // ---- out
    // ----------------------------------------------------------------------------------------------------------------

    /// Encrypts what is queued, record by record, as long as the lower transport is not held back.
    @Override
    boolean drain() throws IOException {
        if (draining || computing || lower == null || lower.isLost()) {
            return false; // computing: the engine's lock is taken; computed() comes back here
        }
        if (!open) {
            return outbox.size() == 0;
        }
        draining = true;
        try {
            encryptAndSend();
        } finally {
            draining = false;
        }
        return outbox.size() == 0;
    }

    private void encryptAndSend() throws IOException {
        int budget = FAIR_RECORDS;
        boolean accepted = true;
        while (accepted && outbox.size() > 0 && !lowerPaused && !lower().isLost()) {
            while (accepted && outbox.size() > 0 && !lowerPaused) {
                accepted = encryptRecord() && budget-- > 0;
                lower().settleWaterMarks();
            }
            if (isClosing() && outbox.size() == 0) {
                return; // close_notify goes out in the same write: a peer that has closed answers
                // it by a reset, fatal to a next
            }
            lower().drainAndSettle(); // which may take lowerPaused back
        }
        lower().drainAndSettle();
        if (budget < 0) {
            loop().core.post(this::drainAndSettle);
        }
    }

    /// Encrypts what is next; false when the engine does not take it.
    private boolean encryptRecord() throws IOException {
        ByteBuffer plain = loop().core.buffers().forEncrypting();
        outbox.copyTo(plain);
        plain.flip();
        SSLEngineResult result = wrap(plain);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException("the peer has closed the connection");
        }
        outbox.consume(plain.position(), loop().core.buffers());
        outputStuck = result.bytesConsumed() == 0 && result.bytesProduced() == 0;
        return !outputStuck;
    }

    @SuppressWarnings("ByteBufferBackingArray") // a whole array of our own
    private SSLEngineResult wrap(ByteBuffer plain) throws SSLException {
        ByteBuffer record = loop().core.buffers().forRecord();
        SSLEngineResult result = engine.wrap(plain, record);
        lower().gather(record.array(), 0, record.position());
        return result;
    }

    @Override
    void sendEof() throws IOException {
        if (!engine.isOutboundDone()) {
            endOutput();
            lower().drainAndSettle();
        }
    }

    private void endOutput() throws SSLException {
        if (!engine.isOutboundDone()) {
            engine.closeOutbound();
            wrapAlerts();
        }
    }

    /// During a handshake there may be two: user_canceled and close_notify.
    private void wrapAlerts() throws SSLException {
        while (!engine.isOutboundDone() && wrap(NOTHING).bytesProduced() > 0) {
            // The next one.
        }
    }

    /// Sends close_notify (RFC 8446 §6.1) and closes the lower transport without waiting for the peer's.
    @Override
    void finishClose() {
        Transport below = lower;
        if (below == null) {
            return;
        }
        try {
            endOutput();
        } catch (SSLException e) {
            lose(e, true);
            return;
        }
        below.close();
    }

    /// Tells the peer by an alert why, if the engine has one to send, and gives the connection up.
    private void fail(SSLException cause) {
        try {
            engine.closeOutbound();
            wrapAlerts();
        } catch (SSLException e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
        Transport below = lower();
        below.close();
        if (!below.isLost()) { // the peer does not read: the alert must not keep the connection
            below.lose(null, true);
        }
        lose(cause, false);
    }

    // ---- what a transport does
    // ------------------------------------------------------------------------------------------------

    @Override
    void setReading(boolean on) {
        reading = on;
        if (on) {
            loop().core.post(this::readOn);
        } else if (lower != null) {
            lower.setReading(false);
        }
    }

    /// Reads on: first what is kept, then what comes, unless the former made the protocol pause again.
    private void readOn() {
        if (isLost() || isClosing() || !reading || computing) {
            return;
        }
        ByteBuffer rest = kept;
        if (rest != null) {
            kept = null;
            dataReceived(rest);
        }
        if (reading && !computing && !isClosing()) {
            lower().setReading(true);
        }
    }

    @Override
    void stopReading() {
        reading = false;
        if (lower != null) {
            lower.stopReading();
        }
    }

    @Override
    void release(boolean reset) {
        kept = null;
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel();
        }
        if (lower != null && (reset || !lower.isClosing())) {
            lower.lose(null, reset);
        }
    }

    @Override
    long backlog() {
        return lowerPaused ? writeBufferSize() : outbox.size();
    }

    @Override
    public long writeBufferSize() {
        return outbox.size() + (lower == null ? 0 : lower.writeBufferSize());
    }

    @Override
    public long bytesWritten() {
        return lower().bytesWritten();
    }

    @Override
    public SocketAddress localAddress() {
        return lower().localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return lower().remoteAddress();
    }

    @Override
    public SSLSession tlsSession() {
        return session;
    }

    @Override
    public String applicationProtocol() {
        return agreed;
    }

    /// How many undecrypted bytes wait here.
    int keptBytes() {
        ByteBuffer waiting = kept;
        return waiting == null ? 0 : waiting.remaining();
    }

    private Transport lower() {
        Transport below = lower;
        if (below == null) {
            throw new IllegalStateException(
                    "expected a connected TLS transport, but it has no connection yet");
        }
        return below;
    }

    @Override
    public String toString() {
        return "TlsTransport[" + (lower == null ? "not connected" : lower) + "]";
    }
}
