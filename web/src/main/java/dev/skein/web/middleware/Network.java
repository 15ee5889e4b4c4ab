package dev.skein.web.middleware;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`.
///
/// IPv4 addresses that are written as IPv6 (`::ffff:10.0.0.1`) are IPv4 addresses here.
///
/// @param bits how many of the first bits count
@SuppressWarnings("ArrayRecordComponent") // never handed out
record Network(byte[] address, int bits) {
    /// Reads a network or an address.
    ///
    /// @throws IllegalArgumentException if it is neither
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        if (address != null) {
            byte[] bytes = address.getAddress();
            long bits = slash < 0 ? bytes.length * 8L : Grammar.decimal(text.substring(slash + 1));
            if (bits >= 0 && bits <= bytes.length * 8L) {
                return new Network(bytes, (int) bits);
            }
        }
        throw new IllegalArgumentException(
                "expected an address or network such as 10.0.0.0/8, got \""
                        + Escapes.escape(text, 100)
                        + '"');
    }

    boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != address[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((bytes[whole] ^ address[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    /// Reads an address as it stands in a field, never asking for a name: four decimal numbers, or IPv6 without zone and brackets.
    static @Nullable InetAddress address(String text) {
        boolean plain =
                text.indexOf(':') < 0
                        ? isIpv4(text)
                        : text.indexOf('%') < 0 && text.indexOf('[') < 0;
        if (!plain) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// RFC 3986 §3.2.2: no leading zeros, which some read as octal.
    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        boolean right = parts.length == 4;
        for (String part : parts) {
            boolean canonical = part.length() <= 3 && (part.length() == 1 || !part.startsWith("0"));
            long value = Grammar.decimal(part);
            right &= canonical && value >= 0 && value <= 255;
        }
        return right;
    }
}
