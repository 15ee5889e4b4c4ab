package dev.skein.http;

import org.jspecify.annotations.Nullable;

/// The schemes that Skein speaks, with the port that each of them means when none is written.
enum UrlScheme {
    HTTPS("https", 443),
    HTTP("http", 80),
    WSS("wss", 443),
    WS("ws", 80);

    private static final UrlScheme[] ALL = values();

    private final String text;
    private final String prefix;
    private final int port;

    UrlScheme(String text, int port) {
        this.text = text;
        this.prefix = text + "://";
        this.port = port;
    }

    /// The scheme of that name in lower case, or null for another.
    static @Nullable UrlScheme of(String text) {
        for (UrlScheme scheme : ALL) {
            if (scheme.text.equals(text)) {
                return scheme;
            }
        }
        return null;
    }

    /// The scheme whose prefix, in lower case, the URL begins with, or null for none.
    static @Nullable UrlScheme ofPrefix(String url) {
        for (UrlScheme scheme : ALL) {
            if (url.startsWith(scheme.prefix)) {
                return scheme;
            }
        }
        return null;
    }

    String text() {
        return text;
    }

    /// The scheme and `://`.
    String prefix() {
        return prefix;
    }

    int port() {
        return port;
    }

    boolean isSecure() {
        return this == HTTPS || this == WSS;
    }
}
