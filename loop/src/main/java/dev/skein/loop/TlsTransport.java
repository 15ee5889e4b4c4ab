package dev.skein.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// TLS over a [SocketTransport]: to the socket it is the protocol, to the application's protocol it is the transport.
///
/// Handshake computations run off the loop; reading rests meanwhile. A record that has not come in whole is kept here, and only
/// then does an idle connection own a buffer.
final class TlsTransport extends Transport implements Protocol {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Tls tls;
    private @Nullable SocketTransport lower;
    private @Nullable TimerHandle handshakeDeadline;

    /// Bytes of a record that is not whole, or that came while the protocol was not reading.
    private @Nullable ByteBuffer kept;

    private boolean open;
    private boolean computing;
    private boolean reading = true;
    private boolean lowerPaused;
    private boolean peerClosed;

    private TlsTransport(EventLoop loop, Tls tls, SSLEngine engine, Protocol protocol) {
        super(loop, protocol);
        this.tls = tls;
        this.engine = engine;
    }

    static TlsTransport server(EventLoop loop, Tls tls, Protocol protocol) {
        return new TlsTransport(loop, tls, tls.serverEngine(), protocol);
    }

    static TlsTransport client(EventLoop loop, Tls tls, String host, Protocol protocol) {
        return new TlsTransport(loop, tls, tls.clientEngine(host), protocol);
    }

    // ---- the socket's protocol
    // ----------------------------------------------------------------------------------------------

    @Override
    public void connectionMade(Transport transport) {
        lower = (SocketTransport) transport;
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
        ByteBuffer in = data;
        if (kept != null) {
            in =
                    ByteBuffer.allocate(kept.remaining() + data.remaining())
                            .put(kept)
                            .put(data)
                            .flip();
            kept = null;
        }
        unwrap(in);
        if (in.hasRemaining() && !isLost()) {
            kept = ByteBuffer.allocate(in.remaining()).put(in).flip();
        }
    }

    @Override
    public boolean eofReceived() {
        if (!peerClosed) {
            lose(
                    new SSLException(
                            "the peer ended the connection without close_notify: data may be missing"),
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
        drainAndSettle();
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
        ByteBuffer plain = loop().buffers().forDecrypting();
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
        advance(result.getHandshakeStatus());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED || engine.isInboundDone()) {
            peerClosed();
        }
        return true;
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
                case NEED_WRAP -> next = wrap(NOTHING).getHandshakeStatus();
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
        ForkJoinPool.commonPool()
                .execute(
                        () -> {
                            for (Runnable task = engine.getDelegatedTask();
                                    task != null;
                                    task = engine.getDelegatedTask()) {
                                task.run();
                            }
                            loop().post(this::computed);
                        });
    }

    private void computed() {
        computing = false;
        if (isLost()) {
            return;
        }
        try {
            advance(engine.getHandshakeStatus());
            lower().drainAndSettle();
        } catch (SSLException e) {
            fail(e);
        }
        readOn();
    }

    private void opened() {
        if (open) {
            return;
        }
        open = true;
        if (handshakeDeadline != null) {
            handshakeDeadline.cancel();
        }
        tell(() -> protocol.connectionMade(this));
        drainAndSettle();
    }

    // ---- out
    // ----------------------------------------------------------------------------------------------------------------

    /// Encrypts what is queued, record by record, as long as the socket is not held back.
    @Override
    boolean drain() throws IOException {
        if (!open) {
            return outbox.size() == 0;
        }
        while (outbox.size() > 0 && !lowerPaused) {
            ByteBuffer plain = loop().buffers().forEncrypting();
            outbox.copyTo(plain);
            plain.flip();
            outbox.consume(encrypt(plain), loop().buffers());
            lower().settleWaterMarks();
        }
        lower().drainAndSettle();
        return outbox.size() == 0;
    }

    private int encrypt(ByteBuffer plain) throws SSLException {
        while (plain.hasRemaining()) {
            SSLEngineResult result = wrap(plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("the peer has closed the connection");
            }
        }
        return plain.position();
    }

    @SuppressWarnings("ByteBufferBackingArray") // a whole array of our own
    private SSLEngineResult wrap(ByteBuffer plain) throws SSLException {
        ByteBuffer record = loop().buffers().forRecord();
        SSLEngineResult result = engine.wrap(plain, record);
        lower().gather(record.array(), 0, record.position());
        return result;
    }

    @Override
    void sendEof() throws IOException {
        if (!engine.isOutboundDone()) {
            engine.closeOutbound();
            wrap(NOTHING);
            lower().drainAndSettle();
        }
    }

    /// Sends close_notify (RFC 8446 §6.1) and closes the socket without waiting for the peer's.
    @Override
    void finishClose() {
        SocketTransport socket = lower;
        if (socket == null) {
            return;
        }
        try {
            sendEof();
        } catch (IOException e) {
            lose(e, true);
            return;
        }
        socket.close();
    }

    /// Tells the peer by an alert why, if the engine has one to send, and gives the connection up.
    private void fail(SSLException cause) {
        try {
            if (!engine.isOutboundDone()) {
                wrap(NOTHING);
            }
        } catch (SSLException e) {
            cause.addSuppressed(e);
        }
        if (!isLost()) {
            lower().close();
        }
        lose(cause, false);
    }

    // ---- what a transport does
    // ------------------------------------------------------------------------------------------------

    @Override
    void setReading(boolean on) {
        reading = on;
        if (on) {
            loop().post(this::readOn);
        } else if (lower != null) {
            lower.setReading(false);
        }
    }

    /// Reads on: first what is kept, then the socket, unless the former made the protocol pause again.
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
        return engine.getSession();
    }

    @Override
    public String applicationProtocol() {
        String agreed = engine.getApplicationProtocol();
        return agreed == null ? "" : agreed;
    }

    private SocketTransport lower() {
        SocketTransport socket = lower;
        if (socket == null) {
            throw new IllegalStateException(
                    "expected a connected TLS transport, but it has no connection yet");
        }
        return socket;
    }

    @Override
    public String toString() {
        return "TlsTransport[" + (lower == null ? "not connected" : lower) + "]";
    }
}
