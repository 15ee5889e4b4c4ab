package dev.skein.client;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Tls;
import dev.skein.loop.Transport;
import org.jspecify.annotations.Nullable;

/// Opens a session's connections. Thread-safe.
///
/// ```
/// route ─> DnsCache ─> HappyEyeballs ─> TCP ─┬───────────────────────────────────┬─> (TLS) ─> protocol
///          unixSocket ───────────────────────┘                                   │
///          DnsCache ─> HappyEyeballs ─> proxy ─> (TLS) ─> CONNECT or SOCKS ──────┘
/// ```
final class Dialer {
    private final ConnectOptions options;
    private final @Nullable Tls proxyTls;
    private final DnsCache dns;

    Dialer(ConnectOptions options) {
        this(options, null);
    }

    /// @param proxyTls for HTTPS proxies; null for [Tls#client()]
    Dialer(ConnectOptions options, @Nullable Tls proxyTls) {
        this.options = options;
        this.proxyTls = proxyTls;
        this.dns =
                new DnsCache(
                        options.resolver(),
                        options.dnsTtl(),
                        options.dnsCacheSize(),
                        System::nanoTime);
    }

    /// What is remembered of names.
    DnsCache dns() {
        return dns;
    }

    /// Opens a connection and waits until it is ready for the request. Limits no time: the caller does.
    ///
    /// Behind an HTTP proxy without a tunnel the connection leads to the proxy, which then is sent requests in absolute form;
    /// otherwise it leads to the target.
    ///
    /// @param loop serves the connection and carries what has to be done for it
    /// @param protocol is the transport's from then on; `connectionMade` is the first of its calls, and comes before this returns
    /// @throws ResolutionException if the target's name cannot be looked up
    /// @throws ConnectionException if none of its addresses can be reached
    /// @throws ProxyException if the proxy cannot be found or reached, or refuses
    /// @throws TlsException if the handshake with the target fails
    /// @throws InterruptedException if the caller is interrupted; nothing stays open then
    Transport dial(
            EventLoop loop,
            Route route,
            RequestInfo request,
            DialObserver observer,
            Protocol protocol)
            throws ClientException, InterruptedException {
        return new DialSteps(this, loop, route, request, observer).open(protocol);
    }

    ConnectOptions options() {
        return options;
    }

    Tls proxyTls() {
        return proxyTls == null ? Tls.client() : proxyTls;
    }
}
