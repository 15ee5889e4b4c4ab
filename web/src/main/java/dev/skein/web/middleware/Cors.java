package dev.skein.web.middleware;

import dev.skein.http.Grammar;
import dev.skein.http.Header;
import dev.skein.http.Headers;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpForbidden;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets pages of other origins read what is answered here (the CORS protocol of the Fetch standard, §3.3), errors included, and answers
/// what browsers ask before they send more than a form could (preflights).
///
/// It keeps nobody away: requests that need no preflight are handled whatever their origin is. [Csrf] is for that. Put it outside of
/// everything that refuses requests: preflights bring no credentials.
///
/// @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, CORS protocol</a>
public final class Cors implements Middleware {
    private static final String ANY = "*";
    private static final String ORIGIN = "access-control-allow-origin";
    private static final String CREDENTIALS = "access-control-allow-credentials";
    private static final String METHODS = "access-control-allow-methods";
    private static final String HEADERS = "access-control-allow-headers";
    private static final String EXPOSED = "access-control-expose-headers";

    /// Empty for all.
    private final List<OriginPattern> origins;

    private final Headers preflight;
    private final Headers actual;
    private final boolean privateNetwork;

    private Cors(
            List<OriginPattern> origins,
            Headers preflight,
            Headers actual,
            boolean privateNetwork) {
        if (actual.contains(CREDENTIALS)
                && (origins.isEmpty() || ANY.equals(actual.get(EXPOSED)))) {
            throw new IllegalArgumentException(
                    "expected origins and exposed headers by name with credentials, got *: every page in the world could read what"
                            + " belongs to whoever looks at it");
        }
        this.origins = origins;
        this.preflight = preflight;
        this.actual = actual;
        this.privateNetwork = privateNetwork;
    }

    /// For pages of some origins. Methods GET, HEAD, POST, PUT, PATCH, DELETE; beside the fields that need no permission `content-type`;
    /// no credentials; no private network.
    ///
    /// @param origins such as `https://example.com`, `https://*.example.com` for all hosts below, or a single `*` for all
    /// @throws IllegalArgumentException if there is none, or one is no origin
    public static Cors of(String... origins) {
        if (origins.length == 0) {
            throw new IllegalArgumentException("expected at least one origin, got none");
        }
        List<String> named = List.of(origins);
        List<OriginPattern> patterns =
                named.equals(List.of(ANY))
                        ? List.of()
                        : named.stream().map(OriginPattern::parse).toList();
        Headers preflight =
                Headers.of(METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE", HEADERS, "content-type");
        return new Cors(patterns, preflight, Headers.EMPTY, false);
    }

    /// This with cookies and other credentials: what those pages ask for, they get in the name of the user.
    ///
    /// @throws IllegalArgumentException if all origins are let in
    public Cors withCredentials() {
        return new Cors(
                origins,
                preflight.with(CREDENTIALS, "true"),
                actual.with(CREDENTIALS, "true"),
                privateNetwork);
    }

    /// This with other methods.
    ///
    /// @param methods `*` for all
    /// @throws IllegalArgumentException if one is no token
    public Cors withMethods(String... methods) {
        return new Cors(origins, preflight.with(METHODS, joined(methods)), actual, privateNetwork);
    }

    /// This with other request fields that pages may set.
    ///
    /// @param names `*` for all
    /// @throws IllegalArgumentException if one is no token
    public Cors withHeaders(String... names) {
        return new Cors(origins, preflight.with(HEADERS, joined(names)), actual, privateNetwork);
    }

    /// This with response fields that pages may read, beside those that they always may.
    ///
    /// @param names `*` for all, but not with credentials
    /// @throws IllegalArgumentException if one is no token
    public Cors withExposedHeaders(String... names) {
        return new Cors(origins, preflight, actual.with(EXPOSED, joined(names)), privateNetwork);
    }

    /// This with a time for which browsers need not ask again, in whole seconds. Without one it is 5; most take two hours at most.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Cors withMaxAge(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("expected a maxAge of at least zero, got " + time);
        }
        String seconds = String.valueOf(time.toSeconds());
        return new Cors(
                origins, preflight.with("access-control-max-age", seconds), actual, privateNetwork);
    }

    /// This for pages from the open internet also where this server stands in a private network (Private Network Access).
    public Cors withPrivateNetwork() {
        return new Cors(origins, preflight, actual, true);
    }

    /// An asterisk is a token, too.
    private static String joined(String... names) {
        for (String name : names) {
            if (!Grammar.isToken(name)) {
                throw new IllegalArgumentException(
                        "expected names of methods or fields, got \"" + name + '"');
            }
        }
        return String.join(", ", names);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        String origin = origin(request);
        String asked = request.header("access-control-request-method");
        if (origin != null && asked != null && request.method().equals("OPTIONS")) {
            return preflight(request, origin, asked);
        }
        request.onResponse((_, response) -> actual(response, origin));
        return next.handle(request);
    }

    /// Null without one, and where there are several.
    private static @Nullable String origin(Request request) {
        List<String> values = request.headers().getAll("origin");
        return values.size() == 1 ? values.getFirst() : null;
    }

    private boolean isAllowed(String origin) {
        return isForAll() || origins.stream().anyMatch(each -> each.matches(origin));
    }

    private boolean isForAll() {
        return origins.isEmpty();
    }

    /// What differs by origin says so even to those without one: caches must not give one the other's.
    private Response actual(Response response, @Nullable String origin) {
        Response varied = isForAll() ? response : response.withVary("origin");
        if (origin == null || !isAllowed(origin)) {
            return varied;
        }
        Headers.Builder headers =
                varied.headers().toBuilder().set(ORIGIN, isForAll() ? ANY : origin);
        for (Header field : actual) {
            headers.set(field.name(), field.value());
        }
        return varied.withHeaders(headers.build());
    }

    private Response preflight(Request request, String origin, String method) {
        request.onResponse((_, response) -> varied(response));
        if (!isAllowed(origin)) {
            throw new HttpForbidden("pages of this origin may not ask here");
        }
        Headers.Builder headers = preflight.toBuilder().set(ORIGIN, isForAll() ? ANY : origin);
        // With credentials * is the name of a method or field, so what is asked for is said in its
        // place.
        if (ANY.equals(preflight.get(METHODS))) {
            headers.set(METHODS, method);
        }
        if (ANY.equals(preflight.get(HEADERS))) {
            headers.set(
                    HEADERS,
                    String.join(", ", request.headers().getAll("access-control-request-headers")));
        }
        if (privateNetwork
                && "true".equals(request.header("access-control-request-private-network"))) {
            headers.set("access-control-allow-private-network", "true");
        }
        return Response.of(204).withHeaders(headers.build());
    }

    private static Response varied(Response response) {
        return response.withVary("origin")
                .withVary("access-control-request-method")
                .withVary("access-control-request-headers");
    }
}
