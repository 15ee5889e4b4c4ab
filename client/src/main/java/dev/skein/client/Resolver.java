package dev.skein.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Looks up the addresses of hosts: give one of your own to [ConnectOptions#withResolver], for tests, for another DNS, or to keep
/// a client away from addresses it must not reach.
///
/// It is called on a virtual thread of its own, off every loop, and may block there. Lookups of one host that are asked for at the
/// same time share one call, which is never interrupted: it has to end by itself.
@FunctionalInterface
public interface Resolver {
    /// The addresses of a host, the preferred first.
    ///
    /// @param host a name in lower case, never an address
    /// @return at least one address; what comes after the first 64 is not looked at
    /// @throws IOException if there is none or the lookup fails; the message is shown to the user
    List<InetAddress> resolve(String host) throws IOException, InterruptedException;

    /// The JDK's resolver, which asks the operating system and has a cache of its own (`networkaddress.cache.ttl`, 30 s).
    static Resolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
