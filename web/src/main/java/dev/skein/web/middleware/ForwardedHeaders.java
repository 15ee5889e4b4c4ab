package dev.skein.web.middleware;

import dev.skein.app.HttpRequest;
import dev.skein.http.Headers;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Believes proxies that are trusted about who the client is, and what scheme and host it asked for: [Request#remote],
/// [Request#scheme], [Request#host] say so to all that stands inside. To be the outermost.
///
/// It reads `x-forwarded-for`, `-proto` and `-host`, or else `forwarded` (RFC 7239), never both: the one that the proxies do not write
/// could be the client's. Lists are read from the right, as long as the address that is reached is a trusted one; what is farther to the
/// left anybody may have written, and nobody looks at. What does not parse before that is answered with 400: passed over, it would make
/// the client look like the proxy.
///
/// **The proxies must write all of them**: replace or extend what the client sends. A client that a proxy does not name (`unknown`, or an
/// obfuscated name such as `_gateway`) has an unresolved address of that name.
///
/// Routes have been found by then: [dev.skein.web.Router#host] goes by the host of the request as it came.
public final class ForwardedHeaders implements Middleware {
    private static final String UNIX = "unix";

    private final List<Network> trusted;
    private final boolean unix;
    private final boolean standard;

    private ForwardedHeaders(List<Network> trusted, boolean unix, boolean standard) {
        this.trusted = trusted;
        this.unix = unix;
        this.standard = standard;
    }

    /// Trusts some proxies, reading `x-forwarded-for` and its kin.
    ///
    /// @param peers networks (`10.0.0.0/8`), addresses (`::1`), or `unix` for whoever connects to a Unix socket
    /// @throws IllegalArgumentException if one is neither
    public static ForwardedHeaders trust(String... peers) {
        List<Network> networks = new ArrayList<>();
        for (String peer : peers) {
            if (!peer.equals(UNIX)) {
                networks.add(Network.parse(peer));
            }
        }
        return new ForwardedHeaders(List.copyOf(networks), List.of(peers).contains(UNIX), false);
    }

    /// This reading `forwarded` (RFC 7239) in place of the others.
    public ForwardedHeaders withForwarded() {
        return new ForwardedHeaders(trusted, unix, true);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        if (!isTrusted(request.remote())) {
            return next.handle(request);
        }
        Stream<ForwardedHop> hops =
                standard
                        ? ForwardedHop.standard(request.headers())
                        : ForwardedHop.usual(request.headers());
        ForwardedHop outermost = outermost(hops.iterator());
        return next.handle(
                outermost == null
                        ? request
                        : request.withMessage(with(request.message(), outermost)));
    }

    private boolean isTrusted(SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress inet)) {
            return unix;
        }
        return inet.getAddress() != null
                && trusted.stream().anyMatch(each -> each.contains(inet.getAddress()));
    }

    /// What the outermost proxy that is trusted has said; null if nobody said anything.
    private @Nullable ForwardedHop outermost(Iterator<ForwardedHop> hops) {
        ForwardedHop reached = null;
        while (hops.hasNext()) {
            reached = hops.next();
            if (reached.client() == null || !isTrusted(reached.client())) {
                return reached;
            }
        }
        return reached;
    }

    private static HttpRequest with(HttpRequest message, ForwardedHop hop) {
        String host = hop.host();
        Headers headers = host == null ? message.headers() : message.headers().with("host", host);
        return new HttpRequest(
                message.method(),
                scheme(message.scheme(), hop.scheme()),
                message.httpVersion(),
                message.path(),
                message.rawPath(),
                message.queryString(),
                headers,
                hop.client() == null ? message.client() : hop.client(),
                message.server(),
                message.content(),
                message.moreContent(),
                message.tls());
    }

    /// WebSockets have schemes of their own.
    private static String scheme(String present, @Nullable String forwarded) {
        if (forwarded == null) {
            return present;
        }
        boolean encrypted = forwarded.equals("https");
        return present.startsWith("ws") ? (encrypted ? "wss" : "ws") : forwarded;
    }
}
