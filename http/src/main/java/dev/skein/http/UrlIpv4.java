package dev.skein.http;

/// IPv4 addresses in the one spelling that Skein takes: four decimal numbers without leading zeros.
///
/// `127.1`, `0x7f.1`, `2130706433` and `0177.0.0.1` all reach 127.0.0.1 in browsers and in C
/// libraries. A filter that looks for forbidden addresses sees a name in them, so they are refused
/// (aiohttp does so too).
final class UrlIpv4 {
    private UrlIpv4() {}

    /// The address as a number, or -1 when the text is none.
    static long parse(String text, int from, int to) {
        long address = 0;
        int i = from;
        for (int octet = 0; octet < 4; octet++) {
            if (octet > 0 && (i == to || text.charAt(i++) != '.')) {
                return -1;
            }
            int start = i;
            int value = 0;
            while (i < to && i - start < 3 && isDigit(text.charAt(i))) {
                value = value * 10 + text.charAt(i++) - '0';
            }
            boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
            if (i == start || value > 255 || leadingZero) {
                return -1;
            }
            address = address << 8 | value;
        }
        return i == to ? address : -1;
    }

    /// Refuses a host that ends like an address (URL standard, "ends in a number checker") and is
    /// no canonical one.
    static void requireCanonical(String host) {
        if (endsInNumber(host) && parse(host, 0, host.length()) < 0) {
            throw new UrlException(
                    "expected an IPv4 address as four decimal numbers from 0 to 255, came \""
                            + Escapes.escape(host, 100)
                            + "\": other spellings are refused, they slip through address filters");
        }
    }

    private static boolean endsInNumber(String host) {
        int to = host.endsWith(".") ? host.length() - 1 : host.length();
        int from = host.lastIndexOf('.', to - 1) + 1;
        if (from >= to || !isDigit(host.charAt(from))) {
            return false;
        }
        boolean hexadecimal = host.startsWith("0x", from);
        int i = hexadecimal ? from + 2 : from;
        while (i < to && (hexadecimal ? isHex(host.charAt(i)) : isDigit(host.charAt(i)))) {
            i++;
        }
        return i == to;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(char c) {
        return c < 128 && Grammar.hex(c) >= 0;
    }
}
