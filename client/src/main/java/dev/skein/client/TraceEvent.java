package dev.skein.client;

import dev.skein.http.Headers;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;

/// What happens to a request, as it happens. Every event has a [Stamp]; the difference of two stamps of a call is the time
/// between them.
public sealed interface TraceEvent {
    /// Which call, and when.
    ///
    /// @param call a number that all events of one call of [ClientSession] share
    /// @param request the request at this point, after redirects another than at first
    /// @param at when, on the clock of [System#nanoTime()]
    record Stamp(long call, RequestInfo request, long at) {}

    /// Which call, and when.
    Stamp stamp();

    /// A call has begun.
    record Started(Stamp stamp, Headers headers) implements TraceEvent {}

    /// The pool is full: the call waits.
    record QueueEntered(Stamp stamp) implements TraceEvent {}

    /// It waits no longer.
    record QueueLeft(Stamp stamp) implements TraceEvent {}

    /// A kept connection is used again.
    record ConnectionReused(Stamp stamp) implements TraceEvent {}

    /// A host is looked up.
    record DnsStarted(Stamp stamp, String host) implements TraceEvent {}

    /// The lookup has ended well.
    record DnsDone(Stamp stamp, String host, List<InetAddress> addresses) implements TraceEvent {}

    /// The addresses were known.
    record DnsCacheHit(Stamp stamp, String host) implements TraceEvent {}

    /// A connection is being opened.
    record ConnectStarted(Stamp stamp, SocketAddress address) implements TraceEvent {}

    /// It is open.
    record ConnectDone(Stamp stamp, SocketAddress address) implements TraceEvent {}

    /// A proxy is asked to connect.
    record ProxyStarted(Stamp stamp, String proxy) implements TraceEvent {}

    /// The proxy has connected.
    record ProxyDone(Stamp stamp, String proxy) implements TraceEvent {}

    /// The TLS handshake begins.
    record TlsStarted(Stamp stamp, String host) implements TraceEvent {}

    /// The TLS handshake is done.
    record TlsDone(Stamp stamp, String version, String cipherSuite) implements TraceEvent {}

    /// The head of the request has been given to the system.
    record HeadersSent(Stamp stamp, Headers headers) implements TraceEvent {}

    /// A piece of the request's body has been.
    record ChunkSent(Stamp stamp, int bytes) implements TraceEvent {}

    /// The head of the response has come.
    record HeadReceived(Stamp stamp, int status, Headers headers) implements TraceEvent {}

    /// A piece of the response's body has been read.
    record ChunkReceived(Stamp stamp, int bytes) implements TraceEvent {}

    /// A redirect is followed.
    record Redirected(Stamp stamp, int status, String location) implements TraceEvent {}

    /// The request is sent once more.
    record Retried(Stamp stamp, int attempt) implements TraceEvent {}

    /// The caller has the response; its body may still be to come.
    record Ended(Stamp stamp, int status) implements TraceEvent {}

    /// The call has failed.
    record Failed(Stamp stamp, Throwable cause) implements TraceEvent {}
}
