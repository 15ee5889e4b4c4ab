package dev.skein.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Opens connections; asyncio's `create_connection`.
public final class Connector {
    private Connector() {}

    /// Connects to `address` and waits until the connection, and for TLS the handshake, is done. Limit the time with [Timeout].
    ///
    /// @param address a resolved [InetSocketAddress] or a [UnixDomainSocketAddress]
    /// @param tls null for a plain connection
    /// @param host the name to verify the certificate against and to send as SNI; ignored without TLS
    /// @throws IOException if the connection or the handshake fails
    /// @throws InterruptedException if the caller is interrupted; the attempt is then given up
    public static Transport connect(
            EventLoop loop,
            SocketAddress address,
            @Nullable Tls tls,
            String host,
            Protocol protocol)
            throws IOException, InterruptedException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IOException(
                    "expected a resolved address, but " + inet + " is not: look the name up first");
        }
        Attempt attempt = new Attempt(loop, protocol);
        Protocol outer = tls == null ? attempt : TlsTransport.client(loop, tls, host, attempt);
        loop.run(() -> attempt.begin(address, outer));
        return attempt.await();
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
        private @Nullable SocketTransport socket;

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
            IOException cause = (IOException) result;
            throw new IOException(
                    cause == null ? "the connection was lost" : cause.getMessage(), cause);
        }

        /// The caller waits no longer. The connection may have been made in the same moment.
        private void abandon() {
            giveUp(new IOException("interrupted while connecting"));
            if (outcome.get() instanceof Transport made) {
                made.abort();
            }
        }

        void begin(SocketAddress address, Protocol outermost) {
            outer = outermost;
            try {
                SocketChannel opened =
                        address instanceof UnixDomainSocketAddress
                                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                                : SocketChannel.open();
                channel = opened;
                Listener.configure(opened);
                if (opened.connect(address)) {
                    connected(opened);
                } else {
                    key = loop.core.poller().register(opened, SelectionKey.OP_CONNECT, this);
                }
            } catch (IOException | RuntimeException e) {
                giveUp(e instanceof IOException io ? io : new IOException(e.toString(), e));
            }
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
                socket = made;
                made.open();
            }
        }

        private void giveUp(IOException e) {
            if (outcome.compareAndSet(null, e) && channel != null) {
                if (key != null) {
                    key.cancel();
                }
                if (socket != null) {
                    socket.abort();
                }
                Listener.closeQuietly(channel);
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
    }
}
