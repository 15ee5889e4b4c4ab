package dev.skein.client;

import dev.skein.loop.Tls;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a connection goes and how: two requests whose routes are equal may use the same one. The key of the pool, so its hash code
/// is computed once.
final class Route {
    private final boolean secure;
    private final String host;
    private final int port;
    private final @Nullable Tls tls;
    private final @Nullable String serverName;
    private final @Nullable Proxy proxy;
    private final @Nullable Path unixSocket;
    private final boolean tunnel;
    private final int hash;

    /// @param host in lower case; IPv6 in brackets or not, but always the same way
    /// @param tls compared by identity; null for [Tls#client()]; always null when not `secure`
    /// @param serverName the name the certificate is verified against, if not `host`
    /// @param proxy null for none; there is none on the way to a Unix-domain socket
    /// @param unixSocket where to connect instead of host and port
    Route(
            boolean secure,
            String host,
            int port,
            @Nullable Tls tls,
            @Nullable String serverName,
            @Nullable Proxy proxy,
            @Nullable Path unixSocket) {
        this.secure = secure;
        this.host = host;
        this.port = port;
        this.tls = secure ? tls : null;
        this.serverName = secure ? serverName : null;
        this.proxy = unixSocket == null ? proxy : null;
        this.unixSocket = unixSocket;
        this.tunnel = secure && isToHttpProxy();
        this.hash = hash();
    }

    private Route(Route other) {
        this.secure = other.secure;
        this.host = other.host;
        this.port = other.port;
        this.tls = other.tls;
        this.serverName = other.serverName;
        this.proxy = other.proxy;
        this.unixSocket = other.unixSocket;
        this.tunnel = isToHttpProxy();
        this.hash = hash();
    }

    private boolean isToHttpProxy() {
        return proxy != null && !proxy.kind().isSocks();
    }

    /// The same, but a plain target too is reached in a tunnel through an HTTP proxy.
    Route tunnelled() {
        return tunnel == isToHttpProxy() ? this : new Route(this);
    }

    /// Without varargs: there is a route for every request.
    private int hash() {
        int h = 31 * host.hashCode() + port;
        h = 31 * h + Boolean.hashCode(secure);
        h = 31 * h + System.identityHashCode(tls);
        h = 31 * h + Objects.hashCode(serverName);
        h = 31 * h + Objects.hashCode(proxy);
        h = 31 * h + Boolean.hashCode(tunnel);
        return 31 * h + Objects.hashCode(unixSocket);
    }

    /// Whether the target speaks TLS.
    boolean secure() {
        return secure;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    @Nullable Tls tls() {
        return tls;
    }

    @Nullable String serverName() {
        return serverName;
    }

    @Nullable Proxy proxy() {
        return proxy;
    }

    /// Whether an HTTP proxy is asked for a tunnel to the target.
    boolean tunnel() {
        return tunnel;
    }

    /// The HTTP proxy that is sent the requests themselves; null when they go to the target.
    @Nullable Proxy askedProxy() {
        return tunnel || !isToHttpProxy() ? null : proxy;
    }

    @Nullable Path unixSocket() {
        return unixSocket;
    }

    /// `host:port`, IPv6 in brackets.
    String authority() {
        return DialAddress.authority(host, port);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Route that
                        && hash == that.hash
                        && port == that.port
                        && secure == that.secure
                        && tunnel == that.tunnel
                        && tls == that.tls
                        && host.equals(that.host)
                        && Objects.equals(serverName, that.serverName)
                        && Objects.equals(proxy, that.proxy)
                        && Objects.equals(unixSocket, that.unixSocket));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// For logs; shows no password.
    @Override
    public String toString() {
        return (secure ? "https://" : "http://")
                + authority()
                + (proxy == null
                        ? ""
                        : " through " + DialAddress.authority(proxy.host(), proxy.port()))
                + (unixSocket == null ? "" : " at " + unixSocket);
    }
}
