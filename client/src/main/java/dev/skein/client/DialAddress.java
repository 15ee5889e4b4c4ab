package dev.skein.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Hosts that are addresses, and how they are written.
final class DialAddress {
    private DialAddress() {}

    /// The address that a host is, or null when it is a name.
    ///
    /// @param host IPv6 with or without brackets
    /// @throws UnknownHostException if it ends in a number but is no address in its one right form. `127.1` or `0x7f000001` would be
    ///     taken for 127.0.0.1 by the system, behind the back of whoever has looked at the host
    static @Nullable InetAddress literal(String host) throws UnknownHostException {
        String text = withoutBrackets(host);
        boolean ipv6 = text.indexOf(':') >= 0;
        if (!ipv6 && !endsInNumber(text)) {
            return null;
        }
        if (ipv6 || isDottedDecimal(text)) {
            try {
                return InetAddress.ofLiteral(text);
            } catch (IllegalArgumentException _) {
                // Refused below.
            }
        }
        throw new UnknownHostException(
                "expected a name, an IPv4 address of four decimal numbers or an IPv6 address");
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    /// `host:port`, IPv6 in brackets: what CONNECT wants (RFC 9110 §9.3.6).
    static String authority(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }

    private static boolean endsInNumber(String host) {
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        int start = host.lastIndexOf('.', end - 1) + 1;
        boolean hex = host.startsWith("0x", start) || host.startsWith("0X", start);
        for (int i = hex ? start + 2 : start; i < end; i++) {
            boolean fits = hex ? Character.digit(host.charAt(i), 16) >= 0 : isDigit(host.charAt(i));
            if (!fits) {
                return false;
            }
        }
        return end > start;
    }

    private static boolean isDottedDecimal(String text) {
        int octets = 0;
        int i = 0;
        while (i < text.length()) {
            int start = i;
            int value = 0;
            while (i < text.length() && i - start < 3 && isDigit(text.charAt(i))) {
                value = value * 10 + text.charAt(i++) - '0';
            }
            boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
            if (i == start || value > 255 || leadingZero || ++octets > 4) {
                return false;
            }
            boolean atEnd = i == text.length();
            if (!atEnd && (text.charAt(i++) != '.' || i == text.length())) {
                return false;
            }
        }
        return octets == 4;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
