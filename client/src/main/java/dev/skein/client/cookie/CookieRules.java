package dev.skein.client.cookie;

import dev.skein.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which cookies are taken, and which go with a request (RFC 6265bis §5.7 and §5.8). No state but the options.
final class CookieRules {
    /// Cookies live no longer (RFC 6265bis §5.5).
    private static final Duration LONGEST_LIFE = Duration.ofDays(400);

    /// Default paths are as long as a server's URLs, so they need the limit of attributes as well.
    private static final int MAX_PATH = CookieParser.MAX_ATTRIBUTE;

    /// RFC 9110 §9.2.1.
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final CookieOptions options;

    CookieRules(CookieOptions options) {
        this.options = options;
    }

    /// The cookie that a response from `url` sets with that line; null when it sets none.
    @Nullable Cookie accept(Url url, String text, Instant now) {
        CookieLine line = CookieParser.parse(text, options.maxBytes());
        String host = url.host();
        if (line == null
                || (line.secure() && !isSecure(url))
                || (hasPrefix(line.name(), "__Host-") && line.path() == null)) {
            return null;
        }
        String asked = line.domain();
        String domain = asked == null ? host : asked;
        if (!matches(host, domain)) {
            return null;
        }
        boolean alone = asked == null || (domain.equals(host) && isNobodys(host));
        Cookie cookie = cookie(line, domain, alone, pathOf(line, url), now);
        return refusal(cookie) == null ? cookie : null;
    }

    private static Cookie cookie(
            CookieLine line, String domain, boolean hostOnly, String path, Instant now) {
        return new Cookie(
                line.name(),
                line.value(),
                domain,
                path,
                hostOnly,
                line.secure(),
                line.httpOnly(),
                line.sameSite(),
                line.partitioned(),
                expiry(line, now),
                now);
    }

    /// Max-Age goes before Expires.
    private static @Nullable Instant expiry(CookieLine line, Instant now) {
        Long age = line.maxAge();
        if (age != null) {
            return now.plusSeconds(Math.min(age, LONGEST_LIFE.toSeconds()));
        }
        return line.expires() == null ? null : capped(line.expires(), now);
    }

    private static Instant capped(Instant expiry, Instant now) {
        Instant last = now.plus(LONGEST_LIFE);
        return expiry.isAfter(last) ? last : expiry;
    }

    /// The cookie with no longer life than any may have.
    static Cookie withCappedLife(Cookie cookie, Instant now) {
        Instant expiry = cookie.expiry();
        return expiry == null ? cookie : cookie.withExpiry(capped(expiry, now));
    }

    private static String pathOf(CookieLine line, Url url) {
        String path = line.path();
        return path != null && path.startsWith("/") ? path : defaultPath(url.path());
    }

    /// RFC 6265bis §5.1.4.
    static String defaultPath(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /// Why a cookie cannot be in a jar wherever it comes from; null when it can.
    @Nullable String refusal(Cookie cookie) {
        if (cookie.name().length() + cookie.value().length() > options.maxBytes()) {
            return "its name and value are longer than " + options.maxBytes() + " bytes";
        }
        if (cookie.path().length() > MAX_PATH) {
            return "its path is longer than " + MAX_PATH + " characters";
        }
        if (!cookie.secure()) {
            String why = needOfSecure(cookie);
            if (why != null) {
                return why + " needs Secure";
            }
        }
        if (hasPrefix(cookie.name(), "__Host-")
                && !(cookie.hostOnly() && cookie.path().equals("/"))) {
            return "the prefix __Host- needs a cookie of one host and the path /";
        }
        if (cookie.name().isEmpty() && looksNamed(cookie.value())) {
            return "without a name, its value would be read as one";
        }
        return !cookie.hostOnly() && isNobodys(cookie.domain())
                ? "a domain that is a public suffix or an IP address needs a cookie of one host"
                : null;
    }

    private static @Nullable String needOfSecure(Cookie cookie) {
        if (hasPrefix(cookie.name(), "__Secure-") || hasPrefix(cookie.name(), "__Host-")) {
            return "the prefix of its name";
        }
        if (cookie.sameSite() == SameSite.NONE) {
            return "SameSite=None";
        }
        return cookie.partitioned() ? "Partitioned" : null;
    }

    /// RFC 6265bis §5.7 refuses the prefixes here; the equals sign, with which any name could be
    /// forged, goes by its leave to ignore what we like.
    private static boolean looksNamed(String value) {
        return value.indexOf('=') >= 0
                || hasPrefix(value, "__Secure-")
                || hasPrefix(value, "__Host-");
    }

    private static boolean hasPrefix(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /// Whether no cookie may be shared by the hosts below.
    private boolean isNobodys(String domain) {
        return PublicSuffixes.isAddress(domain)
                || (options.publicSuffixes() && options.suffixes().isSuffix(domain));
    }

    /// RFC 6265bis §5.1.3.
    static boolean matches(String host, String domain) {
        if (!host.endsWith(domain)) {
            return false;
        }
        int rest = host.length() - domain.length();
        return rest == 0 || (host.charAt(rest - 1) == '.' && !PublicSuffixes.isAddress(host));
    }

    /// RFC 6265bis §5.1.4.
    static boolean pathMatches(String path, String cookiePath) {
        return path.startsWith(cookiePath)
                && (path.length() == cookiePath.length()
                        || cookiePath.endsWith("/")
                        || path.charAt(cookiePath.length()) == '/');
    }

    /// Whether the connection of such a URL is trusted with Secure cookies.
    boolean isSecure(Url url) {
        if (url.isSecure() || options.treatAsSecure().isEmpty()) {
            return url.isSecure();
        }
        String origin = url.origin();
        return options.treatAsSecure().contains(origin)
                || (origin.startsWith("ws:")
                        && options.treatAsSecure().contains("http" + origin.substring(2)));
    }

    /// Under which name the cookies of a host are counted and found: its registrable domain, or
    /// itself.
    String site(String host) {
        if (host.indexOf('.') < 0 || PublicSuffixes.isAddress(host)) {
            return host;
        }
        String domain = options.suffixes().registrableDomain(host);
        return domain == null ? host : domain;
    }

    /// All the sites at which a cookie for the host may be found: one, as long as public suffixes
    /// are refused.
    List<String> sites(String host) {
        String site = site(host);
        if (options.publicSuffixes() || PublicSuffixes.isAddress(host)) {
            return List.of(site);
        }
        List<String> sites = new ArrayList<>();
        sites.add(site);
        for (String at = site; at.indexOf('.') >= 0; ) {
            at = at.substring(at.indexOf('.') + 1);
            sites.add(at);
        }
        return sites;
    }

    /// Whether a request that `initiator` caused stays in its site: the same registrable domain, and both or neither encrypted.
    boolean isSameSite(Url url, @Nullable Url initiator) {
        return initiator == null
                || (url.isSecure() == initiator.isSecure()
                        && site(url.host()).equals(site(initiator.host())));
    }

    /// Whether a request to another site than the one that caused it may carry the cookie
    /// (RFC 6265bis §5.8.3).
    static boolean mayCrossSites(Cookie cookie, String method) {
        SameSite rule = cookie.sameSite();
        return rule == SameSite.NONE || (rule != SameSite.STRICT && SAFE_METHODS.contains(method));
    }

    /// Whether domain, path and security fit.
    static boolean fits(Cookie cookie, Url url, boolean secure) {
        String host = url.host();
        return (secure || !cookie.secure())
                && (cookie.hostOnly()
                        ? host.equals(cookie.domain())
                        : matches(host, cookie.domain()))
                && pathMatches(url.path(), cookie.path());
    }

    /// Whether the new cookie, which came over an insecure connection, would lie over the old one (RFC 6265bis §5.7).
    static boolean overlays(Cookie cookie, Cookie old) {
        return old.secure()
                && old.name().equals(cookie.name())
                && (matches(old.domain(), cookie.domain())
                        || matches(cookie.domain(), old.domain()))
                && pathMatches(cookie.path(), old.path());
    }
}
