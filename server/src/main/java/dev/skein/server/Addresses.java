package dev.skein.server;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// Addresses as people write them.
final class Addresses {
    private Addresses() {}

    static String format(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six ->
                    "[" + six.getHostAddress() + "]:" + inet.getPort();
            case InetSocketAddress inet when inet.getAddress() != null ->
                    inet.getAddress().getHostAddress() + ":" + inet.getPort();
            case InetSocketAddress inet -> inet.getHostString() + ":" + inet.getPort();
            case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
            default -> address.toString();
        };
    }

    static String url(SocketAddress address, boolean encrypted) {
        return address instanceof UnixDomainSocketAddress
                ? format(address)
                : (encrypted ? "https://" : "http://") + format(address);
    }
}
