package dev.skein.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads URLs and references as the URL standard's parser does for schemes with a host, but
/// stricter: see [Url]. One use each.
///
/// The standard's states are the methods here; its slashes are forgiven as there (`http:/host` and
/// `http:///host` mean `http://host`).
final class UrlParser {
    /// The longest text that is looked at, in characters.
    static final int LIMIT = 65_536;

    private final String text;
    private final @Nullable Url base;
    private final int end;
    private int at;

    UrlParser(String text, @Nullable Url base) {
        requireLength(text.length());
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (from < to && text.charAt(to - 1) <= ' ') {
            to--;
        }
        requireOneLine(text, from, to);
        this.text = text;
        this.base = base;
        this.at = from;
        this.end = to;
    }

    static void requireLength(int length) {
        if (length > LIMIT) {
            throw new UrlException(
                    "expected a URL of at most " + LIMIT + " characters, came one of " + length);
        }
    }

    /// The URL standard drops tabs and line breaks. What a filter saw is then not what is fetched.
    static void requireOneLine(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '\t' || c == '\n' || c == '\r') {
                throw new UrlException(
                        "expected no tab and no line break, came "
                                + Escapes.hex(c)
                                + " at index "
                                + i
                                + ": percent-encode it, or leave it out");
            }
        }
    }

    Url parse() {
        int colon = schemeEnd();
        if (colon < 0) {
            if (base == null) {
                throw wrongScheme("none");
            }
            return relative(base);
        }
        String name = text.substring(at, colon).toLowerCase(Locale.ROOT);
        UrlScheme scheme = UrlScheme.of(name);
        if (scheme == null) {
            throw wrongScheme('"' + Escapes.escape(name, 40) + '"');
        }
        at = colon + 1;
        // RFC 3986 §5.2.2 lets a reference repeat the base's scheme, for old times' sake.
        if (base != null && base.site().scheme() == scheme && !text.startsWith("//", at)) {
            return relative(base);
        }
        return absolute(scheme);
    }

    private static UrlException wrongScheme(String came) {
        return new UrlException(
                "expected a URL of scheme http, https, ws or wss, came scheme " + came);
    }

    /// Where the colon after a scheme is, or -1 when none begins the text (RFC 3986 §3.1).
    private int schemeEnd() {
        for (int i = at; i < end; i++) {
            char c = text.charAt(i);
            int lower = c | 0x20;
            boolean letter = lower >= 'a' && lower <= 'z' && c < 0x80;
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (c == ':') {
                return i > at ? i : -1;
            }
            if (!letter && (!other || i == at)) {
                return -1;
            }
        }
        return -1;
    }

    private Url relative(Url base) {
        if (at == end) {
            return base.withoutFragment();
        }
        return switch (text.charAt(at)) {
            case '/' ->
                    text.startsWith("//", at)
                            ? absolute(base.site().scheme())
                            : rest(base.site(), path(""));
            case '?' -> rest(base.site(), base.path());
            case '#' -> new Url(base.site(), base.path(), base.query(), fragment(), null);
            default -> rest(base.site(), path(directory(base.path())));
        };
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private Url absolute(UrlScheme scheme) {
        while (at < end && text.charAt(at) == '/') {
            at++;
        }
        return rest(authority(scheme), path(""));
    }

    private UrlSite authority(UrlScheme scheme) {
        int stop = at;
        while (stop < end && !isDelimiter(text.charAt(stop))) {
            stop++;
        }
        requireNoBackslash(at, stop);
        int sign = text.lastIndexOf('@', stop - 1);
        String userInfo = sign < at ? null : userInfo(sign);
        int hostStart = sign < at ? at : sign + 1;
        int hostEnd = hostEnd(hostStart, stop);
        String host = UrlHost.parse(text.substring(hostStart, hostEnd));
        int port = hostEnd == stop ? scheme.port() : port(scheme, hostEnd, stop);
        at = stop;
        return UrlSite.of(scheme, userInfo, host, port);
    }

    private static boolean isDelimiter(char c) {
        return c == '/' || c == '?' || c == '#';
    }

    /// Browsers take it for a slash, RFC 3986 for an error: whoever disagrees on it disagrees on
    /// the host.
    private void requireNoBackslash(int from, int to) {
        int i = text.indexOf('\\', from, to);
        if (i >= 0) {
            throw new UrlException(
                    "expected / between host and path segments, came \\ at index "
                            + i
                            + ": programs disagree on what it means, so it is refused;"
                            + " write / or %5C");
        }
    }

    private @Nullable String userInfo(int to) {
        int colon = text.indexOf(':', at, to);
        String user = UrlPercent.encode(text, at, colon < 0 ? to : colon, UrlPercent.USER_INFO);
        if (colon < 0 || colon + 1 == to) {
            return user.isEmpty() ? null : user;
        }
        return user + ":" + UrlPercent.encode(text, colon + 1, to, UrlPercent.USER_INFO);
    }

    /// Where the host's colon is, or `to`.
    private int hostEnd(int from, int to) {
        boolean bracket = from < to && text.charAt(from) == '[';
        int close = bracket ? text.indexOf(']', from, to) : from;
        if (close < 0) {
            return to;
        }
        int colon = text.indexOf(':', close, to);
        return colon < 0 ? to : colon;
    }

    /// Quotes no more than a character: in a mistyped URL this may be a password.
    private int port(UrlScheme scheme, int colon, int to) {
        int port = 0;
        for (int i = colon + 1; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw wrongPort('"' + Escapes.escape(String.valueOf(c), 1) + '"', i);
            }
            port = port * 10 + c - '0';
            if (port > 65_535) {
                throw wrongPort("a larger number", colon + 1);
            }
        }
        return colon + 1 == to ? scheme.port() : port;
    }

    private static UrlException wrongPort(String came, int index) {
        return new UrlException(
                "expected a port from 0 to 65535 in digits, came " + came + " at index " + index);
    }

    private String path(String directory) {
        int stop = at;
        while (stop < end && text.charAt(stop) != '?' && text.charAt(stop) != '#') {
            stop++;
        }
        requireNoBackslash(at, stop);
        int from = at < stop && text.charAt(at) == '/' ? at + 1 : at;
        at = stop;
        StringBuilder out = new StringBuilder(directory.length() + stop - from + 1);
        UrlPath.append(text, from, stop, out.append(directory));
        return out.toString();
    }

    private Url rest(UrlSite site, String path) {
        String query = null;
        if (at < end && text.charAt(at) == '?') {
            int sharp = text.indexOf('#', at, end);
            int stop = sharp < 0 ? end : sharp;
            query = UrlPercent.encode(text, at + 1, stop, UrlPercent.QUERY);
            at = stop;
        }
        return new Url(site, path, query, fragment(), null);
    }

    private @Nullable String fragment() {
        return at == end ? null : UrlPercent.encode(text, at + 1, end, UrlPercent.FRAGMENT);
    }
}
