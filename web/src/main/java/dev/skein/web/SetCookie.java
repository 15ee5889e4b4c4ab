package dev.skein.web;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.HttpDate;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A cookie for the client to keep (RFC 6265 §4.1). Safe by default: not for scripts (`HttpOnly`), not in requests that other sites
/// cause but for links (`SameSite=Lax`), `Secure` where the request came encrypted, `Path=/`, until the browser closes.
///
/// @param name a token. `__Host-` and `__Secure-` at its beginning are promises to the browser, and are checked
/// @param value visible ASCII without quotes, commas, semicolons, backslashes and spaces; encode what is more than that
/// @param path where the client shows it: there and below
/// @param domain null for exactly the host that sets it; otherwise this host and all below
/// @param maxAge how long to keep it, in whole seconds, rounded up; null until the browser closes; zero deletes it
/// @param secure only over encrypted connections; null for: if this request came over one
/// @param httpOnly not for scripts
/// @param sameSite when other sites cause the request
/// @param partitioned kept apart for each site that embeds this one (CHIPS); demands `secure`
public record SetCookie(
        String name,
        String value,
        String path,
        @Nullable String domain,
        @Nullable Duration maxAge,
        @Nullable Boolean secure,
        boolean httpOnly,
        SameSite sameSite,
        boolean partitioned) {
    /// Whether a cookie goes with requests that another site causes.
    public enum SameSite {
        /// Never.
        STRICT("Strict"),
        /// With navigation by GET only.
        LAX("Lax"),
        /// Always; demands `secure`.
        NONE("None");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    /// More than this is not kept by browsers (RFC 6265 §6.1).
    private static final int MOST_BYTES = 4096;

    /// Checks the parts.
    ///
    /// @throws IllegalArgumentException naming the part that is wrong
    public SetCookie {
        require(Grammar.isToken(name), "a token as name", name);
        require(
                value.chars().allMatch(SetCookie::isOctet),
                "visible ASCII as value, without \" , ; \\",
                value);
        require(
                path.startsWith("/") && path.chars().allMatch(SetCookie::isAttribute),
                "a path",
                path);
        require(
                domain == null || isDomain(domain),
                "a domain such as example.com",
                String.valueOf(domain));
        require(
                maxAge == null || !maxAge.isNegative(),
                "a maxAge of at least zero",
                String.valueOf(maxAge));
        boolean wantsSecure = sameSite == SameSite.NONE || partitioned || isPrefixed(name);
        require(
                !wantsSecure || Boolean.TRUE.equals(secure),
                "secure with SameSite=None, partitioned and __ prefixes",
                name);
        require(
                !isPrefixed(name, "__host-") || (domain == null && path.equals("/")),
                "path / and no domain with __Host-",
                name);
        require(
                name.length() + value.length() <= MOST_BYTES,
                "at most " + MOST_BYTES + " bytes of name and value",
                name);
    }

    private static boolean isPrefixed(String name) {
        return isPrefixed(name, "__host-") || isPrefixed(name, "__secure-");
    }

    private static boolean isPrefixed(String name, String prefix) {
        return name.toLowerCase(Locale.ROOT).startsWith(prefix);
    }

    private static boolean isOctet(int c) {
        return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
    }

    private static boolean isAttribute(int c) {
        return c >= ' ' && c < 0x7F && c != ';';
    }

    private static boolean isDomain(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(
                                c ->
                                        c < 0x7F
                                                && (Character.isLetterOrDigit(c)
                                                        || c == '.'
                                                        || c == '-'));
    }

    private static void require(boolean condition, String expected, String came) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "cookie: expected " + expected + ", got \"" + Escapes.escape(came, 60) + '"');
        }
    }

    /// A cookie with the defaults named above; a name with one of the prefixes makes it secure.
    ///
    /// @throws IllegalArgumentException as of the constructor
    public static SetCookie of(String name, String value) {
        Boolean secure = isPrefixed(name) ? Boolean.TRUE : null;
        return new SetCookie(name, value, "/", null, null, secure, true, SameSite.LAX, false);
    }

    /// One that makes the client forget the cookie of that name, with the same path and domain as it was set with.
    public static SetCookie deleted(String name) {
        return of(name, "").withMaxAge(Duration.ZERO);
    }

    /// This with another path.
    public SetCookie withPath(String other) {
        return new SetCookie(
                name, value, other, domain, maxAge, secure, httpOnly, sameSite, partitioned);
    }

    /// This with another domain.
    public SetCookie withDomain(@Nullable String other) {
        return new SetCookie(
                name, value, path, other, maxAge, secure, httpOnly, sameSite, partitioned);
    }

    /// This for another time.
    public SetCookie withMaxAge(@Nullable Duration other) {
        return new SetCookie(
                name, value, path, domain, other, secure, httpOnly, sameSite, partitioned);
    }

    /// This for encrypted connections only, or not.
    public SetCookie withSecure(@Nullable Boolean other) {
        return new SetCookie(
                name, value, path, domain, maxAge, other, httpOnly, sameSite, partitioned);
    }

    /// This for scripts, or not.
    public SetCookie withHttpOnly(boolean other) {
        return new SetCookie(
                name, value, path, domain, maxAge, secure, other, sameSite, partitioned);
    }

    /// This with another rule for requests that other sites cause; [SameSite#NONE] makes it secure.
    public SetCookie withSameSite(SameSite other) {
        Boolean needed = other == SameSite.NONE ? Boolean.TRUE : secure;
        return new SetCookie(
                name, value, path, domain, maxAge, needed, httpOnly, other, partitioned);
    }

    /// This kept apart for each embedding site, which makes it secure.
    public SetCookie withPartitioned() {
        return new SetCookie(name, value, path, domain, maxAge, true, httpOnly, sameSite, true);
    }

    /// As the value of a `set-cookie` field.
    ///
    /// @param encrypted whether the request came over an encrypted connection
    public String format(boolean encrypted) {
        StringBuilder text =
                new StringBuilder(name).append('=').append(value).append("; Path=").append(path);
        if (domain != null) {
            text.append("; Domain=").append(domain);
        }
        if (maxAge != null) {
            text.append("; Max-Age=").append(maxAge.plusNanos(999_999_999).toSeconds());
            if (maxAge.isZero()) {
                text.append("; Expires=").append(HttpDate.format(0));
            }
        }
        if (secure == null ? encrypted : secure) {
            text.append("; Secure");
        }
        if (httpOnly) {
            text.append("; HttpOnly");
        }
        text.append("; SameSite=").append(sameSite.text);
        return text.append(partitioned ? "; Partitioned" : "").toString();
    }
}
