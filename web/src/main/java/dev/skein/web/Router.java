package dev.skein.web;

import dev.skein.app.HttpRequest;
import dev.skein.http.UrlEncoded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the handler of a request by its path and method.
///
/// ```java
/// var users = new Router();
/// users.get("", request -> list());
/// users.get("/{id:int}", request -> user(request.parameters().getInt("id"))).name("user");
/// app.router().mount("/users", users);
/// app.router().url("user", "id", 7); // "/users/7"
/// ```
///
/// **Patterns.** A path is split at its slashes first and decoded then: `%2F` separates nothing. Text in a pattern is compared decoded.
/// A variable takes at least one character, and none across a slash.
///
/// | in a pattern | takes |
/// |---|---|
/// | `{name}` | any text |
/// | `{id:int}`, `{id:long}` | a whole number of 32 or 64 bits, perhaps with a minus sign |
/// | `{id:uuid}` | a UUID |
/// | `{title:slug}` | ASCII letters, digits, `-` and `_` |
/// | `{year:\d{4}}` | what the regular expression matches as a whole, of at most 1000 characters |
/// | `v{version:int}`, `{name}.json`, `{a}-{b}` | text and variables side by side; the earlier variable takes as much as it can |
/// | `{path...}` | at the end of a pattern: the rest, with slashes, perhaps empty |
///
/// Slashes count: `/users` and `/users/` are two paths, and `//` has an empty segment. Segments `.` and `..` are not resolved: they match
/// variables, so that who makes a file name of those must look at them.
///
/// **Which one.** Of the patterns that match and take the method, the most specific: segment by segment, text goes before a choosy
/// variable (more text, then `int`, `long`, `uuid`, `slug`, regular expression, then the order of adding), that before `{name}`, that before
/// `{path...}`. The order of adding decides nothing else. A route for GET takes HEAD too, unless one for HEAD is there.
///
/// **No route.** 404; 405 if the path has routes for other methods; 400 if it does not decode. OPTIONS is answered with what the path
/// takes, unless a route does it. These answers come through the middlewares of the routers as well.
///
/// **Cost.** A path without variables is looked up at once; for others a tree is searched, segment by segment. The number of routes
/// matters to neither; only choosy variables at the same place of their patterns are tried one after another.
///
/// **Threads.** One thread adds; with the first request, or the start of its application, it is fixed. From then on it is safe for threads.
public final class Router {
    /// The application whose routes these are; null for a table of routes.
    @Nullable Application application;

    private final List<RouterEntry> entries = new ArrayList<>();
    private final List<Middleware> middlewares = new ArrayList<>();
    private @Nullable Router outer;
    private String prefix = "";
    private volatile boolean started;
    private volatile @Nullable RouterTree tree;

    /// Without routes.
    public Router() {}

    // ---- routes
    // ---------------------------------------------------------------------------------------------------------------

    /// Adds a route.
    ///
    /// @param method with its case; `*` for all
    /// @param pattern begins with a slash; or empty, for just the prefix at which this is mounted
    /// @throws IllegalArgumentException if either is none
    /// @throws IllegalStateException if the application has started
    public Route add(String method, String pattern, Handler handler) {
        requireNotStarted();
        Route route = new Route(this, method, PathPattern.parse(pattern), handler);
        entries.add(new RouterEntry.Single(route));
        return route;
    }

    /// Adds a route for GET, and for HEAD unless there is one.
    public Route get(String pattern, Handler handler) {
        return add("GET", pattern, handler);
    }

    /// Adds a route for POST.
    public Route post(String pattern, Handler handler) {
        return add("POST", pattern, handler);
    }

    /// Adds a route for PUT.
    public Route put(String pattern, Handler handler) {
        return add("PUT", pattern, handler);
    }

    /// Adds a route for PATCH.
    public Route patch(String pattern, Handler handler) {
        return add("PATCH", pattern, handler);
    }

    /// Adds a route for DELETE.
    public Route delete(String pattern, Handler handler) {
        return add("DELETE", pattern, handler);
    }

    /// Adds a route for HEAD, where the one for GET would do too much.
    public Route head(String pattern, Handler handler) {
        return add("HEAD", pattern, handler);
    }

    /// Adds a route for OPTIONS, in place of the answer that is given without one.
    public Route options(String pattern, Handler handler) {
        return add(Route.OPTIONS, pattern, handler);
    }

    /// Adds a route for all methods that have none of their own with the same pattern.
    public Route any(String pattern, Handler handler) {
        return add(Route.ANY, pattern, handler);
    }

    /// Adds a route for WebSockets.
    public Route webSocket(String pattern, WebSocketHandler handler) {
        return webSocket(pattern, WebSocketTerms.defaults(), handler);
    }

    /// Adds a route for WebSockets on other terms.
    public Route webSocket(String pattern, WebSocketTerms terms, WebSocketHandler handler) {
        return get(pattern, request -> WebSocket.serve(request, terms, handler));
    }

    /// Several methods of one pattern.
    ///
    /// @throws IllegalArgumentException if it is none
    public Resource resource(String pattern) {
        PathPattern.parse(pattern);
        return new Resource(this, pattern);
    }

    /// Adds a route for each method of an object that is called like one of HTTP and answers a request:
    /// `public Response get(Request request)`; also `head`, `post`, `put`, `patch`, `delete`, `options`.
    ///
    /// @param view if its module has a name: of a public class in an exported package, or in a package that is open to `dev.skein.web`
    /// @return the routes
    /// @throws IllegalArgumentException if it has none, one with other parameters or another result, or one that cannot be called
    /// @throws IllegalStateException if the application has started
    public List<Route> view(String pattern, Object view) {
        List<Route> routes = new ArrayList<>();
        ViewMethods.of(view)
                .forEach((method, handler) -> routes.add(add(method, pattern, handler)));
        return routes;
    }

    // ---- routers
    // --------------------------------------------------------------------------------------------------------------

    /// Puts middlewares around all handlers of this router and of those mounted in it, also where there is no route, inside those that
    /// are there. The first one given is the outermost.
    ///
    /// @return this
    /// @throws IllegalStateException if the application has started
    public Router use(Middleware... middlewares) {
        requireNotStarted();
        this.middlewares.addAll(List.of(middlewares));
        return this;
    }

    /// Adds the routes of another router below a prefix. What is there without a route, also one of this router, is answered inside its
    /// middlewares too. What is added to it later counts.
    ///
    /// @param prefix such as `/api` or `/users/{user}`; empty to include a table of routes, which then answers for its routes only
    /// @return this
    /// @throws IllegalArgumentException if the prefix ends with a slash or `{name...}`, or the other is this one or has it mounted
    /// @throws IllegalStateException if the application has started
    public Router mount(String prefix, Router other) {
        PathPattern parsed = PathPattern.parsePrefix(prefix);
        adopt(other, prefix);
        entries.add(new RouterEntry.Mounted(parsed, other));
        return this;
    }

    /// Adds the routes of another router for a host: that is asked before those for all hosts, which are not asked then.
    ///
    /// @param pattern a name such as `example.com`, or `*.example.com` for all below it; any case, without port. Names go before those
    ///     with a star, the longest of which goes first
    /// @return this
    /// @throws IllegalArgumentException if it is no such pattern, or the other router is this one or has it mounted
    /// @throws IllegalStateException if the application has started; at the start, if this router is mounted itself
    public Router host(String pattern, Router other) {
        String checked = RouterHosts.checked(pattern);
        adopt(other, "");
        entries.add(new RouterEntry.Hosted(checked, other));
        return this;
    }

    private void adopt(Router other, String at) {
        requireNotStarted();
        if (other.contains(this)) {
            throw new IllegalArgumentException(
                    "expected another router, got one that is mounted around this one, or this one");
        }
        if (other.outer == null) {
            other.outer = this;
            other.prefix = at;
        }
    }

    private boolean contains(Router other) {
        return this == other || inner().stream().anyMatch(each -> each.contains(other));
    }

    /// Those that are mounted here, in order.
    private List<Router> inner() {
        List<Router> inner = new ArrayList<>();
        for (RouterEntry entry : entries) {
            switch (entry) {
                case RouterEntry.Single _ -> {}
                case RouterEntry.Mounted(_, Router router) -> inner.add(router);
                case RouterEntry.Hosted(_, Router router) -> inner.add(router);
            }
        }
        return inner;
    }

    // ---- what it has
    // ----------------------------------------------------------------------------------------------------------

    /// All routes, also those of mounted routers, in the order of adding.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (RouterEntry entry : entries) {
            switch (entry) {
                case RouterEntry.Single(Route route) -> routes.add(route);
                case RouterEntry.Mounted(_, Router router) -> routes.addAll(router.routes());
                case RouterEntry.Hosted(_, Router router) -> routes.addAll(router.routes());
            }
        }
        return routes;
    }

    /// The path of the route of some name, anywhere in the outermost router around this one: `url("user", "id", 7)`.
    ///
    /// @param namesAndValues of the pattern's variables, by turns; values are taken as text, and percent-encoded
    /// @return visible ASCII
    /// @throws IllegalArgumentException as of [#url(String, Map)]
    public String url(String name, Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "expected names and values by turns, got "
                            + namesAndValues.length
                            + " of them");
        }
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String parameter = String.valueOf(namesAndValues[i]);
            if (parameters.put(parameter, namesAndValues[i + 1]) != null) {
                throw new IllegalArgumentException(
                        "expected each name once, got " + parameter + " twice");
            }
        }
        return url(name, parameters);
    }

    /// The path of the route of some name, anywhere in the outermost router around this one. A request for it has the same values, if it
    /// does not match a more specific pattern.
    ///
    /// @param parameters the values of the pattern's variables; taken as text, and percent-encoded
    /// @return visible ASCII
    /// @throws IllegalArgumentException if there is no such route, a variable is missing or there is one too many, or a value is not what
    ///     its variable takes, or no path could have it: `..`, or `//` at the beginning
    public String url(String name, Map<String, ?> parameters) {
        return UrlFor.path(outermost().names().pattern(name), parameters);
    }

    /// The path of the route of some name, and a query.
    ///
    /// @param query names and values, as of [UrlEncoded#format]
    /// @return visible ASCII
    /// @throws IllegalArgumentException as of [#url(String, Map)]
    public String url(
            String name, Map<String, ?> parameters, List<Map.Entry<String, String>> query) {
        String path = url(name, parameters);
        return query.isEmpty() ? path : path + "?" + UrlEncoded.format(query);
    }

    private Router outermost() {
        Router router = this;
        for (Router around = outer; around != null; around = around.outer) {
            router = around;
        }
        return router;
    }

    private RouterNames names() {
        RouterTree made = tree;
        return made == null ? RouterNames.of(this) : made.names();
    }

    /// The prefixes under which it has been mounted, first of all.
    String prefix() {
        return outer == null ? prefix : outer.prefix() + prefix;
    }

    List<RouterEntry> entries() {
        return entries;
    }

    List<Middleware> middlewares() {
        return middlewares;
    }

    // ---- running
    // --------------------------------------------------------------------------------------------------------------

    /// Makes the trees, once. Nothing can be changed after that, here and in what is mounted here.
    ///
    /// @throws IllegalStateException if two routes have the same name, or the same method and pattern; nothing is fixed then
    void freeze() {
        made();
    }

    private RouterTree made() {
        RouterTree made = tree;
        return made == null ? make() : made;
    }

    private synchronized RouterTree make() {
        RouterTree made = tree;
        if (made == null) {
            made = RouterTree.of(this);
            start();
            tree = made;
        }
        return made;
    }

    private void start() {
        started = true;
        inner().forEach(Router::start);
    }

    /// @throws IllegalStateException if it does not take changes any more
    void requireNotStarted() {
        if (started) {
            throw new IllegalStateException(
                    "the application has started: its routes cannot be changed any more");
        }
    }

    /// Finds what answers a request. The first call fixes the routes.
    ///
    /// @param host as in the field, or null without it
    /// @param rawPath as sent
    Match match(String method, @Nullable String host, String rawPath) {
        return made().match(method, host, rawPath);
    }

    /// Finds what answers a request. The first call fixes the routes.
    Match match(HttpRequest request) {
        RouterTree routes = made();
        String host = routes.hasHosts() ? request.headers().get("host") : null;
        return routes.match(request.method(), host, request.rawPath());
    }
}
