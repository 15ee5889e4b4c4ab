package dev.skein.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Is told how far a dial has come, for traces and for naming the phase in which the time ran out.
///
/// Called by the dialling thread, but [#connectStart] and [#connectEnd] by the tasks that race for a connection, perhaps at the same
/// time. An end is told only after success; after a failure the dial goes on elsewhere or throws.
interface DialObserver {
    /// Looks at nothing.
    DialObserver NONE = new DialObserver() {};

    /// A name is asked for, by this dial or by another one whose answer it shares.
    default void dnsStart(String host) {}

    /// The answer, as the resolver gave it.
    default void dnsEnd(List<InetAddress> addresses) {}

    /// The name's addresses were remembered.
    default void dnsCacheHit(String host) {}

    /// They were not; [#dnsStart] follows.
    default void dnsCacheMiss(String host) {}

    /// An attempt to connect begins.
    default void connectStart(InetSocketAddress address) {}

    /// An attempt has led to a connection, though another one may have been quicker.
    default void connectEnd(InetSocketAddress address) {}

    /// The proxy is asked for a way to the target.
    default void proxyStart(Proxy proxy) {}

    /// The proxy has opened the way.
    default void proxyEnd(Proxy proxy) {}

    /// A handshake with the target or a proxy begins.
    default void tlsStart(String host) {}

    /// The handshake is done.
    ///
    /// @param alpn the protocol agreed on, perhaps empty
    default void tlsEnd(String protocol, String cipher, String alpn) {}
}
