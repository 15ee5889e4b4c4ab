package dev.skein.http;

import java.util.Arrays;

/// IPv6 addresses in brackets, read in every spelling of RFC 4291 §2.2, written in the one of RFC
/// 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups as `::`. As in
/// the URL standard a mapped IPv4 address is written in hexadecimal groups.
final class UrlIpv6 {
    private static final int GROUPS = 8;

    private final String text;
    private final int end;
    private final int[] groups = new int[GROUPS];
    private int count;
    private int elision = -1;
    private int at = 1;

    private UrlIpv6(String text) {
        this.text = text;
        this.end = text.length() - 1;
    }

    /// The canonical form, in brackets.
    ///
    /// @param text from `[` to the end of the host
    static String canonical(String text) {
        UrlIpv6 address = new UrlIpv6(text);
        if (!address.parse()) {
            // RFC 6874 zones name an interface of this machine; the URL standard has none.
            throw new UrlException(
                    "expected an IPv6 address in brackets, without a zone, came \""
                            + Escapes.escape(text, 100)
                            + '"');
        }
        return address.format();
    }

    private boolean parse() {
        if (text.charAt(end) != ']') {
            return false;
        }
        if (text.startsWith("::", at)) {
            elision = 0;
            at += 2;
        } else if (text.charAt(at) == ':') {
            return false;
        }
        while (at < end) {
            if (!parseNext()) {
                return false;
            }
        }
        return elision < 0 ? count == GROUPS : count < GROUPS;
    }

    private boolean parseNext() {
        if (text.charAt(at) == ':') {
            // The colon after a group is taken with it: this is the second of "::".
            boolean first = elision < 0;
            elision = count;
            at++;
            return first;
        }
        int start = at;
        int value = 0;
        while (at < end && at - start < 4 && hex(text.charAt(at)) >= 0) {
            value = value << 4 | hex(text.charAt(at++));
        }
        if (at < end && text.charAt(at) == '.') {
            return parseIpv4(start);
        }
        if (at == start || count == GROUPS) {
            return false;
        }
        groups[count++] = value;
        return at == end || (text.charAt(at++) == ':' && at < end);
    }

    private boolean parseIpv4(int start) {
        long address = UrlIpv4.parse(text, start, end);
        if (address < 0 || count > GROUPS - 2) {
            return false;
        }
        groups[count++] = (int) (address >> 16);
        groups[count++] = (int) (address & 0xFFFF);
        at = end;
        return true;
    }

    private static int hex(char c) {
        return c < 128 ? Grammar.hex(c) : -1;
    }

    private String format() {
        expand();
        int from = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosAt(i);
            if (zeros > length) {
                from = i;
                length = zeros;
            }
        }
        StringBuilder out = new StringBuilder(41).append('[');
        for (int i = 0; i < GROUPS; i++) {
            if (length > 1 && i == from) {
                out.append("::");
                i += length - 1;
                continue;
            }
            boolean separated = i == 0 || (length > 1 && i == from + length);
            out.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return out.append(']').toString();
    }

    private void expand() {
        if (elision >= 0) {
            int after = count - elision;
            int zeros = GROUPS - count;
            System.arraycopy(groups, elision, groups, elision + zeros, after);
            Arrays.fill(groups, elision, elision + zeros, 0);
        }
    }

    private int zerosAt(int from) {
        int i = from;
        while (i < GROUPS && groups[i] == 0) {
            i++;
        }
        return i - from;
    }
}
