package dev.skein.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Follows a dial: knows its phase, for errors, and tells whoever traces the call.
final class Dialing implements DialObserver {
    private final Call call;
    private final RequestInfo request;
    private volatile Phase phase = Phase.CONNECT;
    private volatile String host = "";

    Dialing(Call call, RequestInfo request) {
        this.call = call;
        this.request = request;
    }

    Phase phase() {
        return phase;
    }

    @Override
    public void dnsStart(String name) {
        phase = Phase.RESOLVE;
        host = name;
        call.trace(request, stamp -> new TraceEvent.DnsStarted(stamp, name));
    }

    @Override
    public void dnsEnd(List<InetAddress> addresses) {
        phase = Phase.CONNECT;
        call.trace(request, stamp -> new TraceEvent.DnsDone(stamp, host, addresses));
    }

    @Override
    public void dnsCacheHit(String name) {
        call.trace(request, stamp -> new TraceEvent.DnsCacheHit(stamp, name));
    }

    @Override
    public void connectStart(InetSocketAddress address) {
        call.trace(request, stamp -> new TraceEvent.ConnectStarted(stamp, address));
    }

    @Override
    public void connectEnd(InetSocketAddress address) {
        call.trace(request, stamp -> new TraceEvent.ConnectDone(stamp, address));
    }

    @Override
    public void proxyStart(Proxy proxy) {
        phase = Phase.PROXY;
        call.trace(request, stamp -> new TraceEvent.ProxyStarted(stamp, proxy.toString()));
    }

    @Override
    public void proxyEnd(Proxy proxy) {
        phase = Phase.CONNECT;
        call.trace(request, stamp -> new TraceEvent.ProxyDone(stamp, proxy.toString()));
    }

    @Override
    public void tlsStart(String name) {
        phase = Phase.TLS;
        call.trace(request, stamp -> new TraceEvent.TlsStarted(stamp, name));
    }

    @Override
    public void tlsEnd(String protocol, String cipher, String alpn) {
        phase = Phase.CONNECT;
        call.trace(request, stamp -> new TraceEvent.TlsDone(stamp, protocol, cipher));
    }
}
