package dev.skein.client;

import dev.skein.client.cookie.CookieJar;
import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.loop.LoopOptions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a session works. Immutable; start from [#defaults()] and change what you need.
///
/// @param baseUrl what relative URLs are resolved against (RFC 3986 §5); its path ends with `/`; null, the default, for none
/// @param headers sent with every request unless it has fields of the same name; default none
/// @param skipAutoHeaders names of fields that are not added by themselves: `user-agent`, `accept`, `accept-encoding`,
///     `content-type`; default none
/// @param cookies null, the default, for a jar of the session's own
/// @param request how each request is carried out, unless it says otherwise
/// @param pool see there
/// @param connect see there
/// @param trustEnvironment whether proxies come from `http_proxy` and its kin, and passwords from the netrc file; default false
/// @param traces who is told what happens ([TraceEvent]), on the thread where it happens; default nobody
/// @param loops how many loops of its own a session runs for callers that are on none; default 1, which carries about 100,000
///     small requests a second
/// @param loopOptions for these loops
public record ClientOptions(
        @Nullable Url baseUrl,
        Headers headers,
        Set<String> skipAutoHeaders,
        @Nullable CookieJar cookies,
        RequestOptions request,
        PoolOptions pool,
        ConnectOptions connect,
        boolean trustEnvironment,
        List<Consumer<TraceEvent>> traces,
        int loops,
        LoopOptions loopOptions) {
    private static final ClientOptions DEFAULTS =
            new ClientOptions(
                    null,
                    Headers.EMPTY,
                    Set.of(),
                    null,
                    RequestOptions.defaults(),
                    PoolOptions.defaults(),
                    ConnectOptions.defaults(),
                    false,
                    List.of(),
                    1,
                    LoopOptions.defaults().withName("skein-client"));

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException if one is out of range, naming it
    public ClientOptions {
        skipAutoHeaders =
                skipAutoHeaders.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        traces = List.copyOf(traces);
        if (baseUrl != null && !baseUrl.path().endsWith("/")) {
            throw new IllegalArgumentException(
                    "the path of baseUrl must end with /, got "
                            + baseUrl.withoutSecrets()
                            + ": without it the last segment would be dropped");
        }
        if (loops < 1) {
            throw new IllegalArgumentException("loops must be at least 1, got " + loops);
        }
        for (String name : skipAutoHeaders) {
            if (!Grammar.isToken(name)) {
                throw new IllegalArgumentException("skipAutoHeaders must be field names");
            }
        }
    }

    /// The defaults named above.
    public static ClientOptions defaults() {
        return DEFAULTS;
    }

    /// These with another [#baseUrl()].
    ///
    /// @throws dev.skein.http.UrlException if it is no URL
    public ClientOptions withBaseUrl(String url) {
        return with(draft -> draft.baseUrl = Url.parse(url));
    }

    /// These with one more field in [#headers()], in place of those of that name.
    public ClientOptions withHeader(String name, String value) {
        return with(draft -> draft.headers = draft.headers.with(name, value));
    }

    /// These with other [#headers()].
    public ClientOptions withHeaders(Headers fields) {
        return with(draft -> draft.headers = fields);
    }

    /// These with other [#skipAutoHeaders()].
    public ClientOptions withSkipAutoHeaders(String... names) {
        return with(draft -> draft.skipAutoHeaders = Set.of(names));
    }

    /// These with a jar of [#cookies()] that others may share; [CookieJar#none()] for no cookies at all.
    public ClientOptions withCookies(CookieJar jar) {
        return with(draft -> draft.cookies = jar);
    }

    /// These with other options for each [#request()].
    public ClientOptions withRequest(RequestOptions options) {
        return with(draft -> draft.request = options);
    }

    /// These with other [RequestOptions#timeouts()].
    public ClientOptions withTimeouts(ClientTimeouts timeouts) {
        return with(draft -> draft.request = draft.request.withTimeouts(timeouts));
    }

    /// These with other [RequestOptions#middlewares()].
    public ClientOptions withMiddlewares(ClientMiddleware... middlewares) {
        return with(draft -> draft.request = draft.request.withMiddlewares(middlewares));
    }

    /// These with another [#pool()].
    public ClientOptions withPool(PoolOptions options) {
        return with(draft -> draft.pool = options);
    }

    /// These with another [#connect()].
    public ClientOptions withConnect(ConnectOptions options) {
        return with(draft -> draft.connect = options);
    }

    /// These with [#trustEnvironment()] on or off.
    public ClientOptions withTrustEnvironment(boolean on) {
        return with(draft -> draft.trustEnvironment = on);
    }

    /// These with one more of [#traces()].
    public ClientOptions withTrace(Consumer<TraceEvent> listener) {
        return with(
                draft ->
                        draft.traces =
                                Stream.concat(draft.traces.stream(), Stream.of(listener)).toList());
    }

    /// These with another number of [#loops()].
    public ClientOptions withLoops(int count) {
        return with(draft -> draft.loops = count);
    }

    /// These with other [#loopOptions()].
    public ClientOptions withLoopOptions(LoopOptions options) {
        return with(draft -> draft.loopOptions = options);
    }

    private ClientOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /// The same fields, to be changed one by one.
    private static final class Draft {
        @Nullable Url baseUrl;
        Headers headers;
        Set<String> skipAutoHeaders;
        @Nullable CookieJar cookies;
        RequestOptions request;
        PoolOptions pool;
        ConnectOptions connect;
        boolean trustEnvironment;
        List<Consumer<TraceEvent>> traces;
        int loops;
        LoopOptions loopOptions;

        Draft(ClientOptions from) {
            baseUrl = from.baseUrl;
            headers = from.headers;
            skipAutoHeaders = from.skipAutoHeaders;
            cookies = from.cookies;
            request = from.request;
            pool = from.pool;
            connect = from.connect;
            trustEnvironment = from.trustEnvironment;
            traces = from.traces;
            loops = from.loops;
            loopOptions = from.loopOptions;
        }

        ClientOptions options() {
            return new ClientOptions(
                    baseUrl,
                    headers,
                    skipAutoHeaders,
                    cookies,
                    request,
                    pool,
                    connect,
                    trustEnvironment,
                    traces,
                    loops,
                    loopOptions);
        }
    }
}
