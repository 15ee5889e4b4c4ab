package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Headers;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Task;
import dev.skein.loop.Tls;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A dialer on a loop of its own, the protocol it dials for and what its observer heard.
final class DialClient implements AutoCloseable {
    static final RequestInfo REQUEST = new RequestInfo("GET", "http://test/");

    final EventLoop loop = new EventLoop();
    final Dialer dialer;
    final Recorder protocol = new Recorder();
    final List<String> trace = new CopyOnWriteArrayList<>();

    DialClient(ConnectOptions options, Tls proxyTls) {
        dialer = new Dialer(options, proxyTls);
        loop.start();
    }

    DialClient(ConnectOptions options) {
        this(options, Tls.client());
    }

    DialClient() {
        this(ConnectOptions.defaults());
    }

    /// Options under which every name means these addresses.
    static ConnectOptions resolvingTo(String... addresses) {
        List<InetAddress> all = List.of(addresses).stream().map(InetAddress::ofLiteral).toList();
        return ConnectOptions.defaults().withResolver(_ -> all);
    }

    static Route plain(String host, int port) {
        return new Route(false, host, port, null, null, null, null);
    }

    static Route plain(String host, int port, Proxy proxy) {
        return new Route(false, host, port, null, null, proxy, null);
    }

    static Route secure(String host, int port, Tls tls, @Nullable Proxy proxy) {
        return new Route(true, host, port, tls, null, proxy, null);
    }

    static Proxy proxy(Proxy.Kind kind, int port) {
        return new Proxy(kind, "127.0.0.1", port, null, null, Headers.EMPTY);
    }

    static Proxy proxy(Proxy.Kind kind, int port, String user, String password) {
        return new Proxy(kind, "127.0.0.1", port, user, password, Headers.EMPTY);
    }

    Task<Transport> start(Route route) {
        return loop.createTask(() -> dialer.dial(loop, route, REQUEST, new Tracing(), protocol));
    }

    Transport dial(Route route) throws Exception {
        try {
            return start(route).join(Duration.ofSeconds(20));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /// Dials, sends a line and returns what comes back up to its end.
    String talk(Route route, String line) throws Exception {
        Transport transport = dial(route);
        transport.write((line + "\n").getBytes(ISO_8859_1));
        return protocol.awaitLine();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            loop.awaitStopped();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while the loop stopped", e);
        }
        loop.close();
    }

    private final class Tracing implements DialObserver {
        @Override
        public void dnsStart(String host) {
            trace.add("dnsStart " + host);
        }

        @Override
        public void dnsEnd(List<InetAddress> addresses) {
            trace.add("dnsEnd " + addresses.size());
        }

        @Override
        public void connectStart(InetSocketAddress address) {
            trace.add("connectStart " + address.getAddress().getHostAddress());
        }

        @Override
        public void connectEnd(InetSocketAddress address) {
            trace.add("connectEnd " + address.getAddress().getHostAddress());
        }

        @Override
        public void proxyStart(Proxy proxy) {
            trace.add("proxyStart " + proxy.kind());
        }

        @Override
        public void proxyEnd(Proxy proxy) {
            trace.add("proxyEnd " + proxy.kind());
        }

        @Override
        public void tlsStart(String host) {
            trace.add("tlsStart " + host);
        }

        @Override
        public void tlsEnd(String version, String cipher, String alpn) {
            trace.add("tlsEnd " + version + " " + alpn);
        }
    }

    /// Notes its calls and keeps what comes.
    static final class Recorder implements Protocol {
        final List<String> calls = new CopyOnWriteArrayList<>();
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public void connectionMade(Transport transport) {
            calls.add("made");
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            calls.add("data");
            while (data.hasRemaining()) {
                char c = (char) (data.get() & 0xFF);
                partial.append(c);
                if (c == '\n') {
                    lines.add(partial.toString());
                    partial.setLength(0);
                }
            }
        }

        @Override
        public void connectionLost(@Nullable IOException cause) {
            calls.add("lost");
            lines.add("(lost: " + cause + ")");
        }

        String awaitLine() throws InterruptedException {
            String line = lines.poll(10, TimeUnit.SECONDS);
            return line == null ? "(nothing came)" : line.stripTrailing();
        }
    }
}
