package dev.skein.client.cookie;

import dev.skein.http.Escapes;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One cookie, as RFC 6265bis §5.7 stores it. Names and values have one character per byte (0 to 0xFF), quotes and all: what came is
/// what goes back.
///
/// [#toString()] hides the value.
///
/// @param name may be empty, if the value is not; no control characters, no `;` and no `=`
/// @param value no control characters and no `;`; at its ends no blanks
/// @param domain in lower case, in ASCII (punycode), without a leading dot; an IPv6 address in brackets
/// @param path begins with `/`
/// @param hostOnly sent to `domain` alone, not to the hosts below it
/// @param secure sent over secure connections only
/// @param httpOnly hidden from scripts; a client has none, it is kept for whoever asks
/// @param sameSite null when the server did not say, which works as [SameSite#LAX]
/// @param partitioned asked to be kept apart for each top-level site. A client visits no such sites: one jar is one partition
/// @param expiry null for a cookie that ends with the session
/// @param creation when it, or the one it replaced, was set first
public record Cookie(
        String name,
        String value,
        String domain,
        String path,
        boolean hostOnly,
        boolean secure,
        boolean httpOnly,
        @Nullable SameSite sameSite,
        boolean partitioned,
        @Nullable Instant expiry,
        Instant creation) {
    /// The longest domain in characters; DNS and [dev.skein.http.Url] have none longer (RFC 1035 §2.3.4).
    static final int MAX_DOMAIN = 255;

    /// Checks the texts and writes the domain in lower case.
    ///
    /// @throws IllegalArgumentException when one cannot be part of a cookie
    public Cookie {
        domain = domain.toLowerCase(Locale.ROOT);
        requireText("name", name, ";=");
        requireText("value", value, ";");
        requireText("path", path, "");
        if (name.isEmpty() && value.isEmpty()) {
            throw new IllegalArgumentException("expected a name or a value, came neither");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "expected a path that begins with \"/\", came \""
                            + Escapes.escape(path, 100)
                            + '"');
        }
        requireDomain(domain);
    }

    /// A cookie for the session: for that host alone, for all its paths, not Secure, created now.
    ///
    /// @throws IllegalArgumentException when a text cannot be part of a cookie
    public static Cookie of(String name, String value, String host) {
        return new Cookie(
                name, value, host, "/", true, false, false, null, false, null, Instant.now());
    }

    /// This one with another [#path()].
    public Cookie withPath(String other) {
        return new Cookie(
                name,
                value,
                domain,
                other,
                hostOnly,
                secure,
                httpOnly,
                sameSite,
                partitioned,
                expiry,
                creation);
    }

    /// This one with another [#hostOnly()].
    public Cookie withHostOnly(boolean only) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                only,
                secure,
                httpOnly,
                sameSite,
                partitioned,
                expiry,
                creation);
    }

    /// This one with another [#secure()].
    public Cookie withSecure(boolean only) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                hostOnly,
                only,
                httpOnly,
                sameSite,
                partitioned,
                expiry,
                creation);
    }

    /// This one with another [#httpOnly()].
    public Cookie withHttpOnly(boolean only) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                hostOnly,
                secure,
                only,
                sameSite,
                partitioned,
                expiry,
                creation);
    }

    /// This one with another [#sameSite()].
    public Cookie withSameSite(@Nullable SameSite rule) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                hostOnly,
                secure,
                httpOnly,
                rule,
                partitioned,
                expiry,
                creation);
    }

    /// This one with another [#partitioned()].
    public Cookie withPartitioned(boolean apart) {
        return new Cookie(
                name, value, domain, path, hostOnly, secure, httpOnly, sameSite, apart, expiry,
                creation);
    }

    /// This one with another [#expiry()].
    public Cookie withExpiry(@Nullable Instant end) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                hostOnly,
                secure,
                httpOnly,
                sameSite,
                partitioned,
                end,
                creation);
    }

    /// This one with another [#creation()].
    public Cookie withCreation(Instant time) {
        return new Cookie(
                name,
                value,
                domain,
                path,
                hostOnly,
                secure,
                httpOnly,
                sameSite,
                partitioned,
                expiry,
                time);
    }

    /// Whether its time is over.
    public boolean isExpired(Instant now) {
        return expiry != null && !now.isBefore(expiry);
    }

    /// All but the value: fit for logs.
    @Override
    public String toString() {
        return Escapes.escape(name, 100)
                + "=<"
                + value.length()
                + " characters>; Domain="
                + domain
                + "; Path="
                + Escapes.escape(path, 100)
                + (expiry == null ? "" : "; Expires=" + expiry)
                + (hostOnly ? "; host only" : "")
                + (secure ? "; Secure" : "")
                + (httpOnly ? "; HttpOnly" : "")
                + (sameSite == null ? "" : "; SameSite=" + sameSite)
                + (partitioned ? "; Partitioned" : "");
    }

    /// Whether the character may be part of a cookie: a byte, and no control but the tab.
    static boolean isText(char c) {
        return c >= 0x20 ? c <= 0xFF && c != 0x7F : c == '\t';
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static void requireText(String what, String text, String forbidden) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isText(c) || forbidden.indexOf(c) >= 0) {
                throw new IllegalArgumentException(
                        "expected a cookie's "
                                + what
                                + " of bytes without controls"
                                + (forbidden.isEmpty() ? "" : " and without any of " + forbidden)
                                + ", came '"
                                + Escapes.escape(String.valueOf(c), 1)
                                + "' at "
                                + i
                                + ": encode it, as percent-encoded UTF-8 for example");
            }
        }
        if (!text.isEmpty()
                && (isBlank(text.charAt(0)) || isBlank(text.charAt(text.length() - 1)))) {
            throw new IllegalArgumentException(
                    "expected no blank at the ends of a cookie's "
                            + what
                            + ": receivers cut it off; quote or encode it");
        }
    }

    private static void requireDomain(String domain) {
        boolean right =
                !domain.isEmpty() && domain.length() <= MAX_DOMAIN && domain.charAt(0) != '.';
        for (int i = 0; right && i < domain.length(); i++) {
            char c = domain.charAt(i);
            right = c > 0x20 && c < 0x7F;
        }
        if (!right) {
            throw new IllegalArgumentException(
                    "expected a domain such as example.org, of 1 to "
                            + MAX_DOMAIN
                            + " ASCII characters (punycode), without a leading dot, came \""
                            + Escapes.escape(domain, 100)
                            + '"');
        }
    }
}
