package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.BasicCredentials;
import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.PercentCoding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A proxy: where it is, how to talk with it, and who asks.
///
/// @param kind how to talk with it
/// @param host a name in lower case (a capital becomes small), an IPv4 address, or an IPv6 address
///     in brackets
/// @param port 1 to 65535
/// @param user null for none
/// @param password null for none; there is none without a user
/// @param headers further fields for the proxy itself; empty for SOCKS, which has no such thing
public record Proxy(
        Kind kind,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        Headers headers) {
    /// How to talk with a proxy.
    public enum Kind {
        /// HTTP without TLS: CONNECT for https, ws and wss, absolute URLs for http.
        HTTP("http", 80),
        /// The same inside TLS.
        HTTPS("https", 443),
        /// SOCKS 5 (RFC 1928); the client looks the host's address up.
        SOCKS5("socks5", 1080),
        /// SOCKS 5; the proxy looks the host's address up.
        SOCKS5H("socks5h", 1080);

        private final String scheme;
        private final int defaultPort;

        Kind(String scheme, int defaultPort) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
        }

        /// What stands before `://`.
        public String scheme() {
            return scheme;
        }

        /// The port when none is given: 80, 443 or 1080.
        public int defaultPort() {
            return defaultPort;
        }

        /// Whether it is SOCKS.
        public boolean isSocks() {
            return this == SOCKS5 || this == SOCKS5H;
        }

        private static Kind ofScheme(String scheme) {
            for (Kind kind : values()) {
                if (kind.scheme.equalsIgnoreCase(scheme)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "expected a proxy with http, https, socks5 or socks5h, came \""
                            + Escapes.escape(scheme, 20)
                            + '"');
        }
    }

    /// How long a user or password may be for SOCKS (RFC 1929 §2).
    private static final int MOST_SOCKS_BYTES = 255;

    /// @throws IllegalArgumentException when a part is not what is said above, or the user or
    ///     password cannot be sent in the proxy's way; the message never shows the password
    public Proxy {
        host = host.toLowerCase(Locale.ROOT);
        if (!isHost(host)) {
            throw new IllegalArgumentException(
                    "expected a host name, an IPv4 address or an IPv6 address in brackets, came \""
                            + Escapes.escape(host, 100)
                            + '"');
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535, came " + port);
        }
        if (user == null && password != null) {
            throw new IllegalArgumentException("expected a user beside the password, came none");
        }
        if (kind.isSocks() && !headers.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected no headers, since SOCKS has none: " + kind.scheme);
        }
        if (user != null) {
            requireSendable(kind, user, password == null ? "" : password, headers);
        }
    }

    /// A proxy without user and headers.
    public Proxy(Kind kind, String host, int port) {
        this(kind, host, port, null, null, Headers.EMPTY);
    }

    /// A proxy from `scheme://[user[:password]@]host[:port][/]`. Without a scheme it is http.
    /// User and password are percent-decoded.
    ///
    /// @throws IllegalArgumentException when the text is none, or has a path or query; the message
    ///     never shows user and password
    public static Proxy parse(String text) {
        int colon = text.indexOf(':');
        boolean hasScheme = text.startsWith("://", Math.max(colon, 0));
        Kind kind = hasScheme ? Kind.ofScheme(text.substring(0, colon)) : Kind.HTTP;
        int from = hasScheme ? colon + "://".length() : 0;
        int to = text.length() > from && text.endsWith("/") ? text.length() - 1 : text.length();
        String rest = text.substring(from, to);
        int at = rest.lastIndexOf('@');
        Proxy bare = parseAddress(kind, rest.substring(at + 1));
        if (at < 0) {
            return bare;
        }
        String secret = rest.substring(0, at);
        int split = secret.indexOf(':');
        String user = decode("user", split < 0 ? secret : secret.substring(0, split));
        return bare.withUser(
                user, split < 0 ? null : decode("password", secret.substring(split + 1)));
    }

    /// This one with another user and password.
    public Proxy withUser(@Nullable String newUser, @Nullable String newPassword) {
        return new Proxy(kind, host, port, newUser, newPassword, headers);
    }

    /// This one with other headers for the proxy itself.
    public Proxy withHeaders(Headers newHeaders) {
        return new Proxy(kind, host, port, user, password, newHeaders);
    }

    private static Proxy parseAddress(Kind kind, String address) {
        byte[] bytes = address.getBytes(ISO_8859_1);
        int colon = address.indexOf(':', address.indexOf(']') + 1);
        if (!Grammar.isAuthority(bytes, 0, bytes.length)) {
            // Where a host is forgotten, a password stands in place of the port: not to be shown.
            String host = colon < 0 ? address : address.substring(0, colon) + ":***";
            throw new IllegalArgumentException(
                    "expected "
                            + kind.scheme
                            + "://[user:password@]host[:port] without a path, came \""
                            + Escapes.escape(host, 100)
                            + "\" as host and port");
        }
        return colon < 0
                ? new Proxy(kind, address, kind.defaultPort)
                : new Proxy(
                        kind,
                        address.substring(0, colon),
                        (int) Grammar.decimal(address.substring(colon + 1)));
    }

    private static String decode(String name, String encoded) {
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) > 0x7F) {
                throw new IllegalArgumentException(
                        "expected the proxy's " + name + " in ASCII: percent-encode the rest");
            }
        }
        try {
            return PercentCoding.decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected a percent-encoded "
                            + name
                            + " for the proxy (write % as %25): "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isHost(String host) {
        byte[] bytes = host.getBytes(ISO_8859_1);
        return Grammar.isAuthority(bytes, 0, bytes.length)
                && (host.startsWith("[") ? host.endsWith("]") : host.indexOf(':') < 0)
                && host.indexOf('%') < 0;
    }

    private static void requireSendable(Kind kind, String user, String password, Headers headers) {
        if (kind.isSocks()) {
            requireSocksLength("user", user, 1);
            requireSocksLength("password", password, 0);
            return;
        }
        if (headers.contains("proxy-authorization")) {
            throw new IllegalArgumentException(
                    "expected a user or a proxy-authorization header, came both");
        }
        var _ = new BasicCredentials(user, password);
    }

    /// The fields that an HTTP proxy is sent for itself: who asks, and [#headers()].
    Headers fields() {
        return user == null
                ? headers
                : Headers.of(
                                "proxy-authorization",
                                BasicCredentials.header(user, password == null ? "" : password))
                        .plusAll(headers);
    }

    private static void requireSocksLength(String name, String text, int least) {
        int length = text.getBytes(UTF_8).length;
        if (length < least || length > MOST_SOCKS_BYTES) {
            throw new IllegalArgumentException(
                    "expected a "
                            + name
                            + " of "
                            + least
                            + " to "
                            + MOST_SOCKS_BYTES
                            + " bytes for SOCKS, came "
                            + length);
        }
    }

    /// As [#parse] reads it, but without password and headers.
    @Override
    public String toString() {
        String who =
                user == null ? "" : Escapes.escape(user, 100) + (password == null ? "@" : ":***@");
        return kind.scheme + "://" + who + host + ':' + port;
    }
}
