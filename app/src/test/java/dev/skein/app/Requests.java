package dev.skein.app;

import dev.skein.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Requests as a server would make them.
final class Requests {
    private Requests() {}

    static HttpRequest get(String target) {
        return with(target, Headers.of("host", "a"), new byte[0], false);
    }

    static HttpRequest with(String target, Headers headers, byte[] content, boolean moreContent) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return new HttpRequest(
                "GET",
                "http",
                "1.1",
                path.replace("%20", " "),
                path,
                query < 0 ? "" : target.substring(query + 1),
                headers,
                address(50_000),
                address(8000),
                content,
                moreContent,
                null);
    }

    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
