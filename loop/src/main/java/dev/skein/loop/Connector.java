package dev.skein.loop;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Opens connections; asyncio's `create_connection`, and encrypts open ones; its `start_tls`.
///
/// A failure keeps its kind: an [SSLException] is about TLS, a [SocketException] such as [ConnectException] about the network.
public final class Connector {
    private Connector() {}

    /// Connects to `address` and waits until the connection, and for TLS the handshake, is done. Limit the time with [Timeout].
    ///
    /// @param address a resolved [InetSocketAddress] or a [UnixDomainSocketAddress]
    /// @param tls null for a plain connection
    /// @param host the name to verify the certificate against and to send as SNI, unless `tls` has a [Tls#serverName()]; ignored without
    ///     TLS
    /// @throws IOException if the connection or the handshake fails
    /// @throws InterruptedException if the caller is interrupted; the attempt is then given up
    public static Transport connect(
            EventLoop loop,
            SocketAddress address,
            @Nullable Tls tls,
            String host,
            Protocol protocol)
            throws IOException, InterruptedException {
        requireResolved(address);
        Attempt attempt = new Attempt(loop, protocol);
        Protocol outer =
                tls == null
                        ? attempt
                        : TlsTransport.client(loop, tls, host, portOf(address), attempt);
        loop.run(() -> attempt.begin(address, null, outer));
        return attempt.await();
    }

    /// Makes a plain connection from a local address of the caller's choice.
    ///
    /// @param remote as for [#connect(EventLoop, SocketAddress, Tls, String, Protocol)]
    /// @param local a resolved [InetSocketAddress] of this machine, its port 0 for any; null to leave it to the system
    /// @throws IOException if `local` cannot be bound or the connection fails
    /// @throws InterruptedException if the caller is interrupted; the attempt is then given up
    public static Transport connect(
            EventLoop loop, SocketAddress remote, @Nullable SocketAddress local, Protocol protocol)
            throws IOException, InterruptedException {
        requireResolved(remote);
        if (local != null) {
            requireResolved(local);
        }
        Attempt attempt = new Attempt(loop, protocol);
        loop.run(() -> attempt.begin(remote, local, attempt));
        return attempt.await();
    }

    /// Begins TLS, as the client, on an open connection: after a proxy's answer to CONNECT, say. Waits until the handshake is done.
    /// `transport` may be encrypted already, to a proxy; then there is TLS in TLS.
    ///
    /// What was written before goes out first, unencrypted by this TLS. What the peer has sent before belongs to the previous
    /// protocol, whether it has used it or not: a protocol that must not get bytes of the peer's TLS pauses reading in time; reading
    /// is resumed here. The previous protocol hears nothing more, not even of the connection's end.
    ///
    /// @param host as for [#connect(EventLoop, SocketAddress, Tls, String, Protocol)]
    /// @param protocol of the encrypted connection; its first call is [Protocol#connectionMade]
    /// @return the encrypted connection, from now on to be used in place of `transport`
    /// @throws IOException if the handshake fails, or `transport` is closing; it has then been aborted
    /// @throws InterruptedException if the caller is interrupted; `transport` has then been aborted
    public static Transport startTls(Transport transport, Tls tls, String host, Protocol protocol)
            throws IOException, InterruptedException {
        EventLoop loop = transport.loop();
        Attempt attempt = new Attempt(loop, protocol);
        TlsTransport secured;
        try {
            secured =
                    TlsTransport.client(
                            loop, tls, host, portOf(transport.remoteAddress()), attempt);
        } catch (IOException | RuntimeException e) {
            transport.abort();
            throw e;
        }
        loop.run(() -> attempt.secure(transport, secured));
        return attempt.await();
    }

    private static void requireResolved(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IOException(
                    "expected a resolved address, but " + inet + " is not: look the name up first");
        }
    }

    private static int portOf(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    /// One attempt: first a sink that waits for the channel to connect, then the protocol until the connection is made.
    private static final class Attempt implements Protocol, Poller.Sink {
        private final EventLoop loop;
        private final Protocol protocol;
        private final Parker parker = new Parker();
        private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
        private @Nullable SocketChannel channel;
        private @Nullable SelectionKey key;
        private @Nullable Protocol outer;

        /// What the connection, or the encrypted connection, is built on.
        private @Nullable Transport base;

        Attempt(EventLoop loop, Protocol protocol) {
            this.loop = loop;
            this.protocol = protocol;
        }

        Transport await() throws IOException, InterruptedException {
            try {
                parker.await();
            } catch (InterruptedException e) {
                loop.run(this::abandon);
                throw e;
            }
            Object result = outcome.get();
            if (result instanceof Transport transport) {
                return transport;
            }
            throw result instanceof IOException cause
                    ? sameKind(cause)
                    : new IOException("the connection was lost");
        }

        /// The caller waits no longer. The connection may have been made in the same moment.
        private void abandon() {
            giveUp(new IOException("interrupted while connecting"));
            if (outcome.get() instanceof Transport made) {
                made.abort();
            }
        }

        void begin(SocketAddress remote, @Nullable SocketAddress local, Protocol outermost) {
            outer = outermost;
            try {
                SocketChannel opened =
                        remote instanceof UnixDomainSocketAddress
                                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                                : SocketChannel.open();
                channel = opened;
                Listener.configure(opened);
                if (local != null) {
                    opened.bind(local);
                }
                if (opened.connect(remote)) {
                    connected(opened);
                } else {
                    key = loop.core.poller().register(opened, SelectionKey.OP_CONNECT, this);
                }
            } catch (IOException | RuntimeException e) {
                giveUp(e instanceof IOException io ? io : new IOException(e.toString(), e));
            }
        }

        void secure(Transport transport, TlsTransport secured) {
            base = transport;
            if (!transport.isWritable()) {
                giveUp(
                        new IOException(
                                "expected an open connection to begin TLS on, but it is closing or closed"));
                return;
            }
            transport.setProtocol(secured);
            transport.setReading(true);
            transport.tell(() -> secured.connectionMade(transport));
        }

        @Override
        public void ready(int ready) {
            SocketChannel pending = channel;
            if (pending == null) {
                return;
            }
            try {
                if (pending.finishConnect()) {
                    connected(pending);
                }
            } catch (IOException | RuntimeException e) {
                giveUp(e instanceof IOException io ? io : new IOException(e.toString(), e));
            }
        }

        @Override
        public void loopClosed() {
            giveUp(new IOException("the loop was closed"));
        }

        private void connected(SocketChannel open) throws IOException {
            if (outcome.get() == null && outer != null) {
                SocketTransport made = new SocketTransport(loop, open, outer);
                base = made;
                made.open();
            }
        }

        private void giveUp(IOException e) {
            if (outcome.compareAndSet(null, e)) {
                if (key != null) {
                    key.cancel();
                }
                if (base != null) {
                    base.abort();
                }
                if (channel != null) {
                    Listener.closeQuietly(channel);
                }
            }
            parker.signal();
        }

        @Override
        public void connectionMade(Transport transport) {
            if (!outcome.compareAndSet(null, transport)) {
                transport.abort();
                return;
            }
            transport.setProtocol(protocol);
            try {
                protocol.connectionMade(transport);
            } catch (RuntimeException | Error e) {
                outcome.set(new IOException("the protocol failed in connectionMade: " + e, e));
                throw e;
            } finally {
                parker.signal();
            }
        }

        @Override
        public void dataReceived(java.nio.ByteBuffer data) {
            throw new IllegalStateException("data before the connection was made");
        }

        @Override
        public void connectionLost(@Nullable IOException cause) {
            giveUp(
                    cause == null
                            ? new IOException("the peer closed the connection at once")
                            : cause);
        }

        /// The same failure, of the same kind, with the caller's own stack.
        private static IOException sameKind(IOException cause) {
            String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            IOException same =
                    switch (cause) {
                        case SSLHandshakeException _ -> new SSLHandshakeException(message);
                        case SSLPeerUnverifiedException _ ->
                                new SSLPeerUnverifiedException(message);
                        case SSLException _ -> new SSLException(message);
                        case ConnectException _ -> new ConnectException(message);
                        case NoRouteToHostException _ -> new NoRouteToHostException(message);
                        case BindException _ -> new BindException(message);
                        case SocketException _ -> new SocketException(message);
                        default -> new IOException(message);
                    };
            same.initCause(cause);
            return same;
        }
    }
}
