package dev.skein.loop;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Accepts TCP or Unix-domain connections and gives each to a loop and a protocol; asyncio's `Server`.
///
/// One loop accepts; the connections go to the loops of the group in turn. When the system has no file descriptors left,
/// accepting pauses for a moment instead of spinning.
public final class Listener implements AutoCloseable {
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    /// How many connections are accepted before the loop looks at other things again.
    private static final int ACCEPTS_PER_TURN = 64;

    /// The JDK's default of 50 overflows in any burst, and who does not fit in tries again only a second later.
    private static final int LONGEST_QUEUE = 4096;

    private final EventLoop loop;
    private final Supplier<EventLoop> workers;
    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final @Nullable Tls tls;
    private final ProtocolFactory protocols;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable SelectionKey key;

    private Listener(
            LoopGroup group,
            ServerSocketChannel channel,
            @Nullable Tls tls,
            ProtocolFactory protocols)
            throws IOException {
        this.loop = group.loops().getFirst();
        this.workers = group::next;
        this.channel = channel;
        this.address = channel.getLocalAddress();
        this.tls = tls;
        this.protocols = protocols;
    }

    /// Binds `address` and begins to accept.
    ///
    /// @param address an [InetSocketAddress], port 0 for any free one, or a [UnixDomainSocketAddress], whose file must not exist and
    ///     is deleted by [#close()]
    /// @param backlog how many connections the system keeps waiting; 0 for as many as it allows, up to 4096
    /// @param tls null for plain connections
    /// @throws IOException if the address cannot be bound: in use, not ours, or not permitted
    public static Listener open(
            LoopGroup group,
            SocketAddress address,
            int backlog,
            @Nullable Tls tls,
            ProtocolFactory protocols)
            throws IOException {
        ServerSocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        try {
            if (!(address instanceof UnixDomainSocketAddress)) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(address, backlog == 0 ? LONGEST_QUEUE : backlog);
            channel.configureBlocking(false);
            Listener listener = new Listener(group, channel, tls, protocols);
            listener.loop.run(listener::register);
            return listener;
        } catch (UnresolvedAddressException e) {
            channel.close();
            throw new IOException(
                    "expected an address of this machine, but " + address + " has none", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The bound address, with the actual port.
    public SocketAddress address() {
        return address;
    }

    /// Accepts what the system has queued, then stops accepting, for good. Connections that were accepted live on. The address is
    /// free a turn of the loop later.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return; // another listener may have the address, and its file, by now
        }
        loop.core.post(this::acceptTheRestAndClose);
        if (address instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                EventLoop.LOG.log(
                        Level.WARNING, "the socket file " + unix + " could not be deleted", e);
            }
        }
    }

    /// The peers of connections the system has queued believe to be connected, and may have sent a request already. The channel is
    /// taken out of the selector first, so that closing it is immediate and the system queues no more in between.
    private void acceptTheRestAndClose() {
        try {
            if (key != null && !loop.core.isClosed()) {
                loop.core.poller().forget(key);
                while (acceptSome()) {
                    // until none is left
                }
            }
            channel.close();
        } catch (IOException e) {
            loop.core.aside(
                    () ->
                            EventLoop.LOG.log(
                                    Level.WARNING,
                                    "closing the listener on " + address + " failed",
                                    e));
        }
    }

    private final class Doorbell implements Poller.Sink {
        @Override
        public void ready(int ready) {
            acceptSome();
        }

        @Override
        public void loopClosed() {
            close();
        }

        @Override
        public String toString() {
            return "Listener[" + address + "]";
        }
    }

    private void register() {
        try {
            key = loop.core.poller().register(channel, SelectionKey.OP_ACCEPT, new Doorbell());
        } catch (IOException e) {
            loop.core.report("accepting on " + address + " failed", e);
        }
    }

    /// True when there may be more.
    private boolean acceptSome() {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return false;
                }
                EventLoop worker = workers.get();
                worker.run(() -> serve(worker, accepted));
            }
            return true;
        } catch (IOException e) {
            pause(e);
            return false;
        }
    }

    private void pause(IOException cause) {
        SelectionKey registered = key;
        if (!channel.isOpen() || registered == null || !registered.isValid()) {
            return;
        }
        loop.core.aside(
                () ->
                        EventLoop.LOG.log(
                                Level.WARNING,
                                "accepting on {0} pauses for {1} ms: {2}",
                                address,
                                RETRY_AFTER.toMillis(),
                                cause));
        registered.interestOps(0);
        loop.callRuntimeLater(
                RETRY_AFTER,
                () -> {
                    if (registered.isValid()) {
                        registered.interestOps(SelectionKey.OP_ACCEPT);
                    }
                });
    }

    private void serve(EventLoop worker, SocketChannel accepted) {
        try {
            configure(accepted);
            Protocol protocol = protocols.create(worker);
            Protocol outer = tls == null ? protocol : TlsTransport.server(worker, tls, protocol);
            new SocketTransport(worker, accepted, outer).open();
        } catch (IOException e) {
            EventLoop.logDebug("a connection was gone before it could be served", e);
            closeQuietly(accepted);
        } catch (RuntimeException | Error e) {
            closeQuietly(accepted);
            worker.core.report("a connection accepted on " + address + " could not be served", e);
        }
    }

    static void configure(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            EventLoop.logDebug("closing a connection failed", e);
        }
    }
}
