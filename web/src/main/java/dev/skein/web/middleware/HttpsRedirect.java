package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Grammar;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpBadRequest;
import org.jspecify.annotations.Nullable;

/// Sends requests that came unencrypted to the same URL by `https`, with status 308. Behind a proxy that does the encryption,
/// [ForwardedHeaders] has to stand around this: otherwise it goes round in circles.
///
/// What such a request carried has been on the wire already, cookies too: `Strict-Transport-Security` ([SecurityHeaders]) makes browsers
/// not try again.
public final class HttpsRedirect implements Middleware {
    private static final int HTTPS = 443;

    private final @Nullable String host;
    private final int port;

    private HttpsRedirect(@Nullable String host, int port) {
        this.host = host;
        this.port = port;
    }

    /// To the host that the request names, port 443.
    public static HttpsRedirect defaults() {
        return new HttpsRedirect(null, HTTPS);
    }

    /// This to another port.
    ///
    /// @throws IllegalArgumentException if it is not from 1 to 65535
    public HttpsRedirect withPort(int other) {
        if (other < 1 || other > 65_535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535, got " + other);
        }
        return new HttpsRedirect(host, other);
    }

    /// This always to one host. Where a cache stands in front, it must not keep what somebody's invented `host` brought about.
    ///
    /// @param name without port
    /// @throws IllegalArgumentException if it is no host
    public HttpsRedirect withHost(String name) {
        if (!name.equals(hostOf(name))) {
            throw new IllegalArgumentException("expected a host without port, got \"" + name + '"');
        }
        return new HttpsRedirect(name, port);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        if (request.isSecure()) {
            return next.handle(request);
        }
        String to = host == null ? hostOf(request.host()) : host;
        if (to == null || !request.rawPath().startsWith("/")) {
            throw new HttpBadRequest("expected a request by https");
        }
        String query = request.queryString().isEmpty() ? "" : "?" + request.queryString();
        String authority = port == HTTPS ? to : to + ":" + port;
        return Response.redirect(308, "https://" + authority + request.rawPath() + query);
    }

    /// Without port; null if it is no host.
    private static @Nullable String hostOf(String authority) {
        byte[] bytes = authority.getBytes(UTF_8);
        if (!Grammar.isAuthority(bytes, 0, bytes.length)) {
            return null;
        }
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}
