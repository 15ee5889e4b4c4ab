package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import dev.skein.http.RemoteProtocolException;
import org.jspecify.annotations.Nullable;

/// What a request is for, in the form it was written (RFC 9112 §3.2).
///
/// Path and query are raw: visible ASCII, nothing decoded, no segment resolved.
///
/// @param scheme `http` or `https`; only in [Form#ABSOLUTE]
/// @param authority host and port as written, checked; only in [Form#ABSOLUTE] and [Form#AUTHORITY]
/// @param path as received, starting with `/`; `*` for the whole server; `""` in [Form#AUTHORITY]
/// @param query what follows the first `?`, without it; `""` if there is none
public record RequestTarget(
        Form form, @Nullable String scheme, @Nullable String authority, String path, String query) {
    /// How a target is written.
    public enum Form {
        /// `/path?query`
        ORIGIN,
        /// `http://host/path?query`
        ABSOLUTE,
        /// `host:port`, for CONNECT
        AUTHORITY,
        /// `*`, for OPTIONS
        ASTERISK
    }

    private static final RequestTarget ASTERISK =
            new RequestTarget(Form.ASTERISK, null, null, "*", "");
    private static final RequestTarget ROOT = new RequestTarget(Form.ORIGIN, null, null, "/", "");

    /// Reads a target.
    ///
    /// @throws RemoteProtocolException status 400 when it is none, or not one for that method
    static RequestTarget parse(String method, byte[] bytes, int from, int to)
            throws RemoteProtocolException {
        int query = requireCharacters(bytes, from, to);
        // RFC 9112 §3.2.3: "The authority-form of request-target is only used for CONNECT requests"
        if (method.equals("CONNECT")) {
            if (!Grammar.isAuthorityWithPort(bytes, from, to)) {
                throw error("CONNECT target is not host:port", bytes, from, to);
            }
            return new RequestTarget(Form.AUTHORITY, null, text(bytes, from, to), "", "");
        }
        if (bytes[from] == '/') {
            return to == from + 1 ? ROOT : origin(bytes, from, query, to);
        }
        if (bytes[from] == '*' && to == from + 1) {
            // RFC 9112 §3.2.4: "The asterisk-form of request-target is only used for a server-wide
            // OPTIONS request"
            if (!method.equals("OPTIONS")) {
                throw error("target * is only for OPTIONS", bytes, from, to);
            }
            return ASTERISK;
        }
        return absolute(method, bytes, from, to);
    }

    private static RequestTarget origin(byte[] bytes, int from, int query, int to) {
        if (query < 0) {
            return new RequestTarget(Form.ORIGIN, null, null, text(bytes, from, to), "");
        }
        return new RequestTarget(
                Form.ORIGIN, null, null, text(bytes, from, query), text(bytes, query + 1, to));
    }

    private static RequestTarget absolute(String method, byte[] bytes, int from, int to)
            throws RemoteProtocolException {
        boolean secure = startsWith(bytes, from, to, "https://");
        if (!secure && !startsWith(bytes, from, to, "http://")) {
            throw error("target is neither a path nor an http URI", bytes, from, to);
        }
        int start = from + (secure ? 8 : 7);
        int end = start;
        while (end < to && bytes[end] != '/' && bytes[end] != '?') {
            end++;
        }
        // RFC 9110 §4.2.4: "Before making use of an "http" or "https" URI reference received from
        // an untrusted source, a recipient SHOULD parse for userinfo and treat its presence as an
        // error"
        if (!Grammar.isAuthority(bytes, start, end)) {
            throw error("target has no valid host", bytes, from, to);
        }
        int query = end;
        while (query < to && bytes[query] != '?') {
            query++;
        }
        String path = query > end ? text(bytes, end, query) : "/";
        // RFC 9112 §3.2.4: "If a proxy receives an OPTIONS request with an absolute-form of
        // request-target in which the URI has an empty path and no query component, then the last
        // proxy on the request chain MUST send a request-target of "*"" - we are the last one.
        if (end == to && method.equals("OPTIONS")) {
            path = "*";
        }
        String rest = query < to ? text(bytes, query + 1, to) : "";
        return new RequestTarget(
                Form.ABSOLUTE, secure ? "https" : "http", text(bytes, start, end), path, rest);
    }

    /// Returns where the first `?` is, or -1.
    private static int requireCharacters(byte[] bytes, int from, int to)
            throws RemoteProtocolException {
        if (from == to) {
            throw error("target is empty", bytes, from, to);
        }
        int query = -1;
        for (int i = from; i < to; i++) {
            if (!Grammar.isTarget(bytes[i])) {
                throw error(
                        "target contains a forbidden byte " + Escapes.hex(bytes[i]),
                        bytes,
                        from,
                        to);
            }
            if (bytes[i] == '?' && query < 0) {
                query = i;
            }
        }
        return query;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, String text) {
        int end = from + text.length();
        return end <= to && Grammar.equalsIgnoreCase(bytes, from, end, text);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }

    private static RemoteProtocolException error(String message, byte[] bytes, int from, int to) {
        return new RemoteProtocolException(400, message, bytes, from, to);
    }

    /// The target in its wire form.
    @Override
    public String toString() {
        String full = query.isEmpty() ? path : path + "?" + query;
        return switch (form) {
            case ORIGIN, ASTERISK -> full;
            case AUTHORITY -> String.valueOf(authority);
            case ABSOLUTE -> scheme + "://" + authority + (path.equals("*") ? "" : full);
        };
    }
}
