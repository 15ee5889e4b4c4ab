package dev.skein.web.middleware;

import dev.skein.http.Escapes;
import java.util.regex.Pattern;

/// An origin, or those of all hosts below a domain: `https://example.com`, `https://*.example.com:8443`.
///
/// @param prefix up to the asterisk, or all of it
/// @param suffix from the dot after the asterisk; empty without one
record OriginPattern(String prefix, String suffix) {
    private static final Pattern ORIGIN =
            Pattern.compile(
                    "[a-z][a-z0-9+.-]*://(\\*\\.)?([a-z0-9_-][a-z0-9._-]*|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");
    private static final Pattern DEFAULT_PORT = Pattern.compile("http://.*:80|https://.*:443");

    /// Reads a pattern. Origins have no path, no default port, and are in lower case (RFC 6454 §6.2).
    ///
    /// @throws IllegalArgumentException if it is none
    static OriginPattern parse(String text) {
        if (!ORIGIN.matcher(text).matches() || DEFAULT_PORT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "expected an origin such as https://example.com or https://*.example.com, in lower case, without path and"
                            + " default port, got \""
                            + Escapes.escape(text, 100)
                            + '"');
        }
        int star = text.indexOf('*');
        return star < 0
                ? new OriginPattern(text, "")
                : new OriginPattern(text.substring(0, star), text.substring(star + 1));
    }

    boolean matches(String origin) {
        if (suffix.isEmpty()) {
            return origin.equals(prefix);
        }
        int from = prefix.length();
        int to = origin.length() - suffix.length();
        return to > from
                && origin.startsWith(prefix)
                && origin.endsWith(suffix)
                && areLabels(origin, from, to);
    }

    /// Nothing that could end a host: no slash, colon, at sign.
    private static boolean areLabels(String origin, int from, int to) {
        char before = '.';
        for (int i = from; i < to; i++) {
            char c = origin.charAt(i);
            boolean letter =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!letter && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }
}
