package dev.skein.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The host of a URL, brought into its one canonical form (URL standard, "host parser").
final class UrlHost {
    /// RFC 1035 §2.3.4: no name of the DNS is longer. It also bounds the work on foreign letters.
    static final int LIMIT = 255;

    private UrlHost() {}

    /// A registered name or an IPv4 address, or an IPv6 address in brackets, in lower case and
    /// ASCII.
    ///
    /// @param text as it stands in the URL
    static String parse(String text) {
        if (text.isEmpty()) {
            throw new UrlException("expected a host, came none");
        }
        if (text.charAt(0) == '[') {
            return UrlIpv6.canonical(text);
        }
        String name = UrlPercent.decode(text);
        requireLength(name);
        String host = isAscii(name) ? lower(name) : UrlDomain.toAscii(name);
        requireLength(host);
        requireCharacters(host);
        UrlIpv4.requireCanonical(host);
        return host;
    }

    private static void requireLength(String host) {
        if (host.length() > LIMIT) {
            throw new UrlException(
                    "expected a host of at most "
                            + LIMIT
                            + " characters, came one of "
                            + host.length());
        }
    }

    private static void requireCharacters(String host) {
        int i = UrlPercent.end(host, 0, host.length(), UrlPercent.HOST);
        if (i < host.length()) {
            throw new UrlException(
                    "the character \""
                            + Escapes.escape(host.substring(i, i + 1), 1)
                            + "\" may not stand in a host: \""
                            + Escapes.escape(host, 100)
                            + '"');
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String lower(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Grammar.lower(bytes[i]);
        }
        return new String(bytes, UTF_8);
    }
}
