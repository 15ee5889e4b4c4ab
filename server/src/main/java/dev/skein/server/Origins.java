package dev.skein.server;

import dev.skein.app.HttpRequest;
import dev.skein.http.RemoteProtocolException;
import java.util.List;
import java.util.Locale;

/// Which pages may open a WebSocket here (RFC 6455 §10.2).
final class Origins {
    private Origins() {}

    /// @throws RemoteProtocolException with status 403 if a browser asks on behalf of a page of another origin
    static void require(List<String> allowed, HttpRequest request) throws RemoteProtocolException {
        String origin = request.headers().get("origin");
        if (allowed.isEmpty() || origin == null) {
            return;
        }
        if (request.headers().getAll("origin").size() > 1) {
            throw new RemoteProtocolException(400, "more than one origin");
        }
        for (String each : allowed) {
            boolean same =
                    each.equals(WebSocketOptions.SAME_ORIGIN)
                            ? isOwn(origin, request)
                            : each.equalsIgnoreCase(origin);
            if (same) {
                return;
            }
        }
        throw new RemoteProtocolException(
                403, "pages of this origin may not open a WebSocket here");
    }

    private static boolean isOwn(String origin, HttpRequest request) {
        String host = String.valueOf(request.headers().get("host")).toLowerCase(Locale.ROOT);
        String scheme = request.tls() == null ? "http" : "https";
        return origin.equalsIgnoreCase(scheme + "://" + host);
    }
}
