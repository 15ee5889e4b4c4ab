package dev.skein.web;

import dev.skein.http.Escapes;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which host has which paths. Built by one thread, then read by many.
final class RouterHosts {
    /// No name is longer (RFC 1035 §2.3.4).
    private static final int LONGEST = 253;

    private static final String ALL_BELOW = "*.";

    private final Map<String, RouterSpace> exact = new HashMap<>();
    private final Map<String, RouterSpace> below = new HashMap<>();

    /// A host's pattern in lower case.
    ///
    /// @throws IllegalArgumentException if it is none
    static String checked(String pattern) {
        String name =
                pattern.startsWith(ALL_BELOW) ? pattern.substring(ALL_BELOW.length()) : pattern;
        String normal = normal(name);
        boolean address =
                name.startsWith("[") && name.endsWith("]") && !pattern.startsWith(ALL_BELOW);
        boolean good = address || normal.chars().allMatch(RouterHosts::isOfName);
        if (!good
                || normal.length() != name.length()
                || normal.isEmpty()
                || normal.startsWith(".")) {
            throw new IllegalArgumentException(
                    "expected a host such as example.com, *.example.com or [::1], without port; got \""
                            + Escapes.escape(pattern, 100)
                            + '"');
        }
        return pattern.startsWith(ALL_BELOW) ? ALL_BELOW + normal : normal;
    }

    private static boolean isOfName(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_');
    }

    /// The paths of a host, made if need be.
    ///
    /// @param pattern as of [#checked]
    /// @param scope whose business they are, if they are made
    RouterSpace grow(String pattern, RouterScope scope) {
        return pattern.startsWith(ALL_BELOW)
                ? below.computeIfAbsent(
                        pattern.substring(ALL_BELOW.length()), _ -> new RouterSpace(scope))
                : exact.computeIfAbsent(pattern, _ -> new RouterSpace(scope));
    }

    boolean isEmpty() {
        return exact.isEmpty() && below.isEmpty();
    }

    /// The paths of the host in a request, or null if it has none of its own.
    ///
    /// @param authority as sent, with or without port
    @Nullable RouterSpace find(@Nullable String authority) {
        if (authority == null || isEmpty()) {
            return null;
        }
        String host = normal(authority);
        RouterSpace space = exact.get(host);
        return space == null && host.length() <= LONGEST ? findBelow(host) : space;
    }

    private @Nullable RouterSpace findBelow(String host) {
        RouterSpace space = null;
        int dot = below.isEmpty() ? -1 : host.indexOf('.', 1);
        while (space == null && dot >= 0) {
            space = below.get(host.substring(dot + 1));
            dot = host.indexOf('.', dot + 1);
        }
        return space;
    }

    /// Without port and without the dot that may end a name (RFC 3986 §3.2.2), in lower case.
    private static String normal(String authority) {
        int bracket = authority.indexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
