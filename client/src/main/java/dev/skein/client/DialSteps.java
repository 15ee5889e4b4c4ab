package dev.skein.client;

import dev.skein.loop.Connector;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Tls;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One dial of a [Dialer]: the steps to one connection. For one thread.
final class DialSteps {
    private static final String ALPN = "http/1.1";

    private final Dialer dialer;
    private final ConnectOptions options;
    private final EventLoop loop;
    private final Route route;
    private final RequestInfo request;
    private final DialObserver observer;

    /// The connection so far, which a failure aborts.
    private @Nullable Transport transport;

    DialSteps(
            Dialer dialer,
            EventLoop loop,
            Route route,
            RequestInfo request,
            DialObserver observer) {
        this.dialer = dialer;
        this.options = dialer.options();
        this.loop = loop;
        this.route = route;
        this.request = request;
        this.observer = observer;
    }

    /// See [Dialer#dial].
    Transport open(Protocol protocol) throws ClientException, InterruptedException {
        boolean done = false;
        try {
            DialStream stream = wayToTarget();
            Transport made = route.secure() ? secure(stream, protocol) : handOver(stream, protocol);
            done = true;
            return made;
        } finally {
            if (!done) {
                abort();
            }
        }
    }

    private void abort() {
        if (transport != null) {
            transport.abort();
        }
    }

    private DialStream wayToTarget() throws ClientException, InterruptedException {
        Proxy proxy = route.proxy();
        Path socket = route.unixSocket();
        if (socket != null) {
            return unix(socket);
        }
        if (proxy == null) {
            return direct();
        }
        return switch (proxy.kind()) {
            case HTTP, HTTPS -> throughHttp(proxy);
            case SOCKS5 -> throughSocks(proxy, targetAddresses());
            case SOCKS5H -> throughSocks(proxy, List.of());
        };
    }

    // ---- without a proxy
    // ---------------------------------------------------------------------------------------------------------

    private DialStream unix(Path socket) throws ConnectionException, InterruptedException {
        DialStream stream = new DialStream();
        try {
            transport = Connector.connect(loop, UnixDomainSocketAddress.of(socket), null, stream);
            return stream;
        } catch (IOException e) {
            throw new ConnectionException(
                    request,
                    Phase.CONNECT,
                    "cannot connect to the socket " + socket + ": " + e.getMessage(),
                    e);
        }
    }

    private DialStream direct() throws ClientException, InterruptedException {
        List<InetAddress> addresses = targetAddresses();
        try {
            return tcp(addresses, route.port());
        } catch (IOException e) {
            throw new ConnectionException(
                    request,
                    Phase.CONNECT,
                    "cannot connect to " + route.authority() + ": " + e.getMessage(),
                    e);
        }
    }

    private List<InetAddress> targetAddresses() throws ResolutionException, InterruptedException {
        try {
            return addresses(route.host());
        } catch (IOException e) {
            throw new ResolutionException(
                    request,
                    "cannot look up the address of " + route.host() + ": " + e.getMessage(),
                    e);
        }
    }

    /// The addresses that may be used, in the order in which they are tried.
    private List<InetAddress> addresses(String host) throws IOException, InterruptedException {
        List<InetAddress> all = dialer.dns().lookup(host, observer);
        List<InetAddress> admitted = all.stream().filter(options::admits).toList();
        if (admitted.isEmpty()) {
            throw new UnknownHostException(
                    "none of its addresses "
                            + all.stream().map(InetAddress::getHostAddress).toList()
                            + " is of the family asked for");
        }
        return HappyEyeballs.interleave(admitted, options.preferIpv4());
    }

    private DialStream tcp(List<InetAddress> addresses, int port)
            throws IOException, InterruptedException {
        DialStream stream =
                new HappyEyeballs<>(
                                loop,
                                (delay, call) -> loop.callRuntimeLater(delay, call)::cancel,
                                options.happyEyeballsDelay(),
                                address -> connect(address, port),
                                late -> late.transport().abort())
                        .race(addresses);
        transport = stream.transport();
        return stream;
    }

    /// Called by several tasks at once.
    private DialStream connect(InetAddress address, int port)
            throws IOException, InterruptedException {
        InetSocketAddress remote = new InetSocketAddress(address, port);
        InetAddress local = options.localAddress();
        DialStream stream = new DialStream();
        observer.connectStart(remote);
        Connector.connect(
                loop, remote, local == null ? null : new InetSocketAddress(local, 0), stream);
        try {
            observer.connectEnd(remote);
        } catch (RuntimeException | Error e) {
            stream.transport().abort(); // which nobody else knows yet
            throw e;
        }
        return stream;
    }

    // ---- with one
    // ----------------------------------------------------------------------------------------------------------------

    /// Without a tunnel the proxy itself is asked: by requests in absolute form (RFC 9112 §3.2.2).
    private DialStream throughHttp(Proxy proxy) throws ClientException, InterruptedException {
        DialStream stream = toProxy(proxy);
        if (proxy.kind() == Proxy.Kind.HTTPS) {
            stream = secureProxy(proxy, stream);
        }
        if (route.tunnel()) {
            observer.proxyStart(proxy);
            new DialHttpTunnel(request, proxy, stream).open(route.authority());
            observer.proxyEnd(proxy);
        }
        return stream;
    }

    private DialStream toProxy(Proxy proxy) throws ProxyException, InterruptedException {
        List<InetAddress> addresses;
        try {
            addresses = addresses(proxy.host());
        } catch (IOException e) {
            throw failed(proxy, "its address cannot be looked up: " + e.getMessage(), e);
        }
        try {
            return tcp(addresses, proxy.port());
        } catch (IOException e) {
            throw failed(proxy, "cannot connect to it: " + e.getMessage(), e);
        }
    }

    private DialStream secureProxy(Proxy proxy, DialStream stream)
            throws ProxyException, InterruptedException {
        Tls tls = dialer.proxyTls();
        DialStream inner = new DialStream();
        try {
            handshake(stream, tls, proxy.host(), inner);
            return inner;
        } catch (IOException e) {
            throw failed(proxy, DialTlsFailure.explain(verified(tls, proxy.host()), e), e);
        }
    }

    /// @param addresses of the target, of which one after the other is tried, each by a connection of its own: the proxy may reach
    ///     one kind only. None when the proxy looks the name up
    private DialStream throughSocks(Proxy proxy, List<InetAddress> addresses)
            throws ProxyException, InterruptedException {
        int next = 0;
        while (true) {
            InetAddress target = addresses.isEmpty() ? null : addresses.get(next++);
            DialStream stream = toProxy(proxy);
            observer.proxyStart(proxy);
            try {
                talk(stream, socks(proxy, target));
                observer.proxyEnd(proxy);
                return stream;
            } catch (Socks5.Refused e) {
                abort();
                if (next == addresses.size() || !e.isAboutTheAddress()) {
                    throw failed(proxy, to(target) + e.getMessage(), e);
                }
            } catch (IOException e) {
                throw failed(proxy, e.getMessage(), e);
            }
        }
    }

    private String to(@Nullable InetAddress target) {
        return "asked for "
                + (target == null
                        ? route.authority()
                        : route.authority() + " at " + target.getHostAddress())
                + ", ";
    }

    private Socks5 socks(Proxy proxy, @Nullable InetAddress target) throws IOException {
        InetAddress address = target == null ? DialAddress.literal(route.host()) : target;
        return address == null
                ? Socks5.to(route.host(), route.port(), proxy.user(), proxy.password())
                : Socks5.to(address, route.port(), proxy.user(), proxy.password());
    }

    private static void talk(DialStream stream, Socks5 socks)
            throws IOException, InterruptedException {
        stream.write(socks.greeting());
        while (!socks.isDone()) {
            ByteBuffer in = stream.read();
            while (in.hasRemaining() && !socks.isDone()) {
                byte[] out = socks.next(in);
                if (out.length > 0) {
                    stream.write(out);
                }
            }
            if (in.hasRemaining()) {
                throw new IOException(
                        "it sent " + in.remaining() + " bytes too many after its reply");
            }
        }
    }

    private ProxyException failed(Proxy proxy, @Nullable String what, Throwable cause) {
        return new ProxyException(
                request,
                0,
                "proxy " + DialAddress.authority(proxy.host(), proxy.port()) + ": " + what,
                cause);
    }

    // ---- the last step
    // -----------------------------------------------------------------------------------------------------------

    private Transport secure(DialStream stream, Protocol protocol)
            throws TlsException, InterruptedException {
        Tls own = route.tls();
        String name = route.serverName();
        Tls tls = own == null ? Tls.client() : own;
        if (name != null) {
            tls = tls.withServerName(name);
        }
        try {
            return handshake(stream, tls, route.host(), protocol);
        } catch (IOException e) {
            throw new TlsException(
                    request, DialTlsFailure.explain(verified(tls, route.host()), e), e);
        }
    }

    private static String verified(Tls tls, String host) {
        String name = tls.serverName();
        return name == null ? host : name;
    }

    private Transport handshake(DialStream stream, Tls tls, String host, Protocol protocol)
            throws IOException, InterruptedException {
        observer.tlsStart(verified(tls, host));
        Transport secured =
                Connector.startTls(
                        stream.transport(), tls.withApplicationProtocols(ALPN), host, protocol);
        transport = secured;
        SSLSession session = secured.tlsSession();
        if (session != null) {
            observer.tlsEnd(
                    session.getProtocol(), session.getCipherSuite(), secured.applicationProtocol());
        }
        return secured;
    }

    private Transport handOver(DialStream stream, Protocol protocol)
            throws ClientException, InterruptedException {
        try {
            stream.handOver(protocol);
            return stream.transport();
        } catch (IOException e) {
            throw new ConnectionException(
                    request,
                    Phase.CONNECT,
                    "the connection to "
                            + route.authority()
                            + " was lost at once: "
                            + e.getMessage(),
                    e);
        }
    }
}
