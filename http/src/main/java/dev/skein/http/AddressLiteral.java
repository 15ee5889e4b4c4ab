package dev.skein.http;

/// Bracketed IPv6 addresses of RFC 3986 §3.2.2, without zones and without future versions.
final class AddressLiteral {
    private static final int GROUPS = 8;

    private AddressLiteral() {}

    /// The position after the closing bracket, or -1 when the bytes do not start with a right
    /// address.
    static int end(byte[] bytes, int from, int to) {
        int close = from + 1;
        while (close < to && bytes[close] != ']') {
            close++;
        }
        return close < to && isAddress(bytes, from + 1, close) ? close + 1 : -1;
    }

    private static boolean isAddress(byte[] bytes, int from, int to) {
        int groups = 0;
        boolean elided = false;
        int i = from;
        while (i < to) {
            if (bytes[i] == ':') {
                // A colon where a group should start can only be the second one of "::".
                boolean pair = i + 1 < to && bytes[i + 1] == ':' && i == from;
                boolean second = i > from && bytes[i - 1] == ':';
                if (elided || !(pair || second)) {
                    return false;
                }
                elided = true;
                i += pair ? 2 : 1;
                continue;
            }
            int end = groupEnd(bytes, i, to);
            if (end < to && bytes[end] == '.') {
                return isFull(groups + 2, elided) && isIpv4(bytes, i, to);
            }
            if (end == i || end - i > 4 || (end < to && bytes[end] != ':') || end + 1 == to) {
                return false;
            }
            groups++;
            i = end + 1;
        }
        return isFull(groups, elided);
    }

    private static boolean isFull(int groups, boolean elided) {
        return elided ? groups < GROUPS : groups == GROUPS;
    }

    private static int groupEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && Grammar.hex(bytes[i]) >= 0) {
            i++;
        }
        return i;
    }

    private static boolean isIpv4(byte[] bytes, int from, int to) {
        int octets = 0;
        int i = from;
        while (i < to) {
            int start = i;
            int value = 0;
            while (i < to && bytes[i] >= '0' && bytes[i] <= '9' && i - start < 3) {
                value = value * 10 + bytes[i++] - '0';
            }
            boolean leadingZero = i - start > 1 && bytes[start] == '0';
            if (i == start || value > 255 || leadingZero || ++octets > 4) {
                return false;
            }
            if (i < to && (bytes[i++] != '.' || i == to)) {
                return false;
            }
        }
        return octets == 4;
    }
}
