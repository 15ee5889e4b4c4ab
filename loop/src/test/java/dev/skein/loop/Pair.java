package dev.skein.loop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A listener on a group of one loop, for protocols of the test's choice.
final class Pair implements AutoCloseable {
    final LoopGroup group;
    final EventLoop loop;
    final Listener listener;
    final List<TestLoop.Report> reports = new CopyOnWriteArrayList<>();

    private Pair(SocketAddress address, @Nullable Tls tls, ProtocolFactory protocols)
            throws IOException {
        group = LoopGroup.start(1, LoopOptions.defaults());
        loop = group.next();
        loop.setExceptionHandler(
                (what, failure) -> reports.add(new TestLoop.Report(what, failure)));
        listener = Listener.open(group, address, 0, tls, protocols);
    }

    static Pair tcp(ProtocolFactory protocols) throws IOException {
        return new Pair(anyPort(), null, protocols);
    }

    static Pair unix(Path file, ProtocolFactory protocols) throws IOException {
        return new Pair(UnixDomainSocketAddress.of(file), null, protocols);
    }

    static Pair tls(Tls tls, ProtocolFactory protocols) throws IOException {
        return new Pair(anyPort(), tls, protocols);
    }

    static SocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /// A blocking peer.
    SocketChannel dial() throws IOException {
        return SocketChannel.open(listener.address());
    }

    int port() {
        return ((InetSocketAddress) listener.address()).getPort();
    }

    Transport connect(@Nullable Tls tls, String host, Protocol protocol)
            throws IOException, InterruptedException {
        return Connector.connect(loop, listener.address(), tls, host, protocol);
    }

    @Override
    public void close() {
        listener.close();
        group.close();
    }
}
