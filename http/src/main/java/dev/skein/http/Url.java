package dev.skein.http;

import org.jspecify.annotations.Nullable;

/// An absolute URL of a scheme with a host: `http`, `https`, `ws` or `wss`. Immutable, and always
/// in canonical form: two texts for the same thing mostly make equal URLs.
///
/// Texts are read as browsers read them (URL standard, https://url.spec.whatwg.org): space around
/// them is dropped; scheme and host become lower case; dot segments are resolved, `/../` above the
/// root included; a port that is the scheme's own is left out; characters that may not stand where
/// they stand are percent-encoded as UTF-8. Escapes that are there already stay as they are, right
/// (`%2f`) or wrong (`%zz`).
///
/// It is stricter than browsers where a lenient reading lets an address slip past a filter that
/// reads more strictly. Refused, with a [UrlException]:
/// * tabs and line breaks inside, which browsers drop;
/// * a backslash in host or path, which browsers take for a slash;
/// * IPv4 addresses that are not four decimal numbers, such as `127.1`, `0x7f.1` and `2130706433`;
/// * hosts with characters that no Host field can carry, and hosts longer than 255 characters;
/// * international names that IDNA 2003, which the JDK speaks, and browsers take for different
///   hosts, and some more that IDNA 2003 does not know; their `xn--` form passes;
/// * texts longer than 65536 characters.
///
/// The parts come percent-encoded unless their method says otherwise.
public final class Url {
    private final UrlSite site;
    private final String path;
    private final @Nullable String query;
    private final @Nullable String fragment;

    // Written without a lock: every thread computes the same, and strings are safe to race.
    private @Nullable String text;
    private @Nullable String target;

    /// @param text the whole, when it is at hand
    Url(
            UrlSite site,
            String path,
            @Nullable String query,
            @Nullable String fragment,
            @Nullable String text) {
        this.site = site;
        this.path = path;
        this.query = query;
        this.fragment = fragment;
        this.text = text;
    }

    /// Parses an absolute URL.
    ///
    /// @throws UrlException when the text is none, has another scheme, or is refused for safety
    public static Url parse(String text) {
        Url url = UrlCanonical.read(text);
        return url != null ? url : new UrlParser(text, null).parse();
    }

    /// The URL that a reference means here (RFC 3986 §5): a relative or absolute path, `//host…`,
    /// `?query`, `#fragment`, nothing, or an absolute URL. Of this URL's fragment nothing is kept;
    /// its user information goes along while scheme and host come from here.
    ///
    /// @throws UrlException as from [#parse]
    public Url resolve(String reference) {
        Url url = UrlCanonical.read(reference);
        return url != null ? url : new UrlParser(reference, this).parse();
    }

    UrlSite site() {
        return site;
    }

    /// `http`, `https`, `ws` or `wss`.
    public String scheme() {
        return site.scheme().text();
    }

    /// Percent-encoded, without the `@`; null for none.
    public @Nullable String userInfo() {
        return site.userInfo();
    }

    /// What precedes the first colon of the user information, decoded; null when there is none.
    public @Nullable String user() {
        String info = site.userInfo();
        if (info == null) {
            return null;
        }
        int colon = info.indexOf(':');
        return UrlPercent.decode(colon < 0 ? info : info.substring(0, colon));
    }

    /// What follows the first colon of the user information, decoded; null when there is none.
    public @Nullable String password() {
        String info = site.userInfo();
        int colon = info == null ? -1 : info.indexOf(':');
        return info == null || colon < 0 ? null : UrlPercent.decode(info.substring(colon + 1));
    }

    /// In lower case and ASCII; an IPv6 address in brackets; a trailing dot is kept.
    public String host() {
        return site.host();
    }

    /// The host as name services and sockets take it: an IPv6 address without its brackets.
    public String hostWithoutBrackets() {
        String host = site.host();
        return host.charAt(0) == '[' ? host.substring(1, host.length() - 1) : host;
    }

    /// Whether the host is an IPv4 or IPv6 address, not a name.
    public boolean isIpAddress() {
        String host = site.host();
        return host.charAt(0) == '[' || UrlIpv4.parse(host, 0, host.length()) >= 0;
    }

    /// The port, the scheme's own if none is given.
    public int port() {
        return site.port();
    }

    /// Percent-encoded, begins with `/`, without dot segments.
    public String path() {
        return path;
    }

    /// Percent-encoded, without the `?`; null for none.
    public @Nullable String query() {
        return query;
    }

    /// Percent-encoded, without the `#`; null for none.
    public @Nullable String fragment() {
        return fragment;
    }

    /// Whether the scheme is https or wss.
    public boolean isSecure() {
        return site.scheme().isSecure();
    }

    /// Whether scheme, host and port are those of the other (RFC 6454 §5). `ws` is not `http`.
    public boolean isSameOrigin(Url other) {
        return site.isSameOrigin(other.site);
    }

    /// What goes into a request line: path and query.
    public String requestTarget() {
        if (query == null) {
            return path;
        }
        String known = target;
        if (known == null) {
            known = path + "?" + query;
            target = known;
        }
        return known;
    }

    /// What goes into a Host field: the host, and the port unless it is the scheme's own.
    public String authority() {
        return site.authority();
    }

    /// Scheme, host and port: `https://example.com`.
    public String origin() {
        return site.scheme().prefix() + site.authority();
    }

    /// Without user information and fragment: fit for logs.
    public String withoutSecrets() {
        return origin() + requestTarget();
    }

    /// The same with another scheme. A port that is the scheme's own becomes the other's own.
    ///
    /// @param scheme `http`, `https`, `ws` or `wss`
    /// @throws UrlException when it is another
    public Url withScheme(String scheme) {
        UrlScheme other = UrlScheme.of(scheme);
        if (other == null) {
            throw new UrlException(
                    "expected scheme http, https, ws or wss, came \""
                            + Escapes.escape(scheme, 40)
                            + '"');
        }
        return other == site.scheme()
                ? this
                : new Url(site.with(other), path, query, fragment, null);
    }

    /// The same without user and password.
    public Url withoutUserInfo() {
        return site.userInfo() == null
                ? this
                : new Url(site.withoutUserInfo(), path, query, fragment, null);
    }

    /// The same with another path. What may not stand in a path is encoded, `?` and `#` too; dot
    /// segments are resolved.
    ///
    /// @param path begins with `/`
    /// @throws UrlException when it does not, or holds a backslash, a tab or a line break
    public Url withPath(String path) {
        requirePart(path);
        if (!path.startsWith("/") || path.indexOf('\\') >= 0) {
            throw new UrlException(
                    "expected a path that begins with / and has no \\, came \""
                            + Escapes.escape(path, 100)
                            + '"');
        }
        StringBuilder out = new StringBuilder(path.length() + 16);
        UrlPath.append(path, 1, path.length(), out);
        return new Url(site, out.toString(), query, fragment, null);
    }

    /// The same with another query.
    ///
    /// @param encoded without the `?`; what may not stand in a query is encoded, `#` too; null for
    ///     none
    /// @throws UrlException when it holds a tab or a line break, or is too long
    public Url withQuery(@Nullable String encoded) {
        if (encoded == null) {
            return query == null ? this : new Url(site, path, null, fragment, null);
        }
        requirePart(encoded);
        String other = UrlPercent.encode(encoded, 0, encoded.length(), UrlPercent.QUERY);
        return new Url(site, path, other, fragment, null);
    }

    /// The same with one more `name=value` at the end of the query, encoded as forms are
    /// ([UrlEncoded]). What is there stays as it is.
    ///
    /// @throws UrlException when the query becomes too long
    public Url plusQuery(String name, String value) {
        StringBuilder out = new StringBuilder(64);
        if (query != null && !query.isEmpty()) {
            out.append(query).append('&');
        }
        UrlEncoded.append(name, value, out);
        UrlParser.requireLength(out.length());
        return new Url(site, path, out.toString(), fragment, null);
    }

    /// The same without what follows the `#`.
    public Url withoutFragment() {
        return fragment == null ? this : new Url(site, path, query, null, null);
    }

    private static void requirePart(String part) {
        UrlParser.requireLength(part.length());
        UrlParser.requireOneLine(part, 0, part.length());
    }

    /// Whether all parts are equal. Escapes are compared as written: `%7E` is not `~`.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Url url && (url == this || toString().equals(url.toString()));
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /// The whole, user information and fragment included: not for logs, see [#withoutSecrets].
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = format();
            text = known;
        }
        return known;
    }

    private String format() {
        StringBuilder out = new StringBuilder(path.length() + 64).append(site.scheme().prefix());
        if (site.userInfo() != null) {
            out.append(site.userInfo()).append('@');
        }
        out.append(site.authority()).append(path);
        if (query != null) {
            out.append('?').append(query);
        }
        if (fragment != null) {
            out.append('#').append(fragment);
        }
        return out.toString();
    }
}
