package dev.skein.web;

import dev.skein.http.Escapes;
import dev.skein.http.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A method and a pattern of paths, with the handler for them: see [Router].
///
/// For one thread until the application starts; then it cannot be changed any more.
public final class Route {
    /// The method of a route for all methods.
    static final String ANY = "*";

    static final String OPTIONS = "OPTIONS";

    private static final Set<String> USUAL_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", OPTIONS, "TRACE", "CONNECT");

    private final Router router;
    private final String method;
    private final PathPattern path;
    private final Handler handler;
    private final String origin;
    private final List<Middleware> middlewares = new ArrayList<>();
    private @Nullable String name;
    private long bodyLimit = -1;

    Route(Router router, String method, PathPattern path, Handler handler) {
        this.router = router;
        this.method = checkedMethod(method);
        this.path = path;
        this.handler = handler;
        this.origin = RouteOrigin.find();
    }

    private static String checkedMethod(String method) {
        String upper = method.toUpperCase(Locale.ROOT);
        if (!Grammar.isToken(method) || (USUAL_METHODS.contains(upper) && !upper.equals(method))) {
            throw new IllegalArgumentException(
                    "expected a method such as GET, in the right case; got \""
                            + Escapes.escape(method, 60)
                            + '"');
        }
        return method;
    }

    /// Names the route, for [Router#url]. No two routes of an application have the same name.
    ///
    /// @return this
    /// @throws IllegalArgumentException if the name is empty
    /// @throws IllegalStateException if it has one already, or the application has started
    public Route name(String name) {
        router.requireNotStarted();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("expected a name for " + this + ", got \"\"");
        }
        if (this.name != null) {
            throw new IllegalStateException(
                    "expected no name for " + this + " yet, got " + name + " after " + this.name);
        }
        this.name = name;
        return this;
    }

    /// Puts middlewares around the handler, inside those of the routers and those that are there. They do not see what is refused for
    /// its method.
    ///
    /// @return this
    /// @throws IllegalStateException if the application has started
    public Route use(Middleware... middlewares) {
        router.requireNotStarted();
        this.middlewares.addAll(List.of(middlewares));
        return this;
    }

    /// Sets the most bytes that a request's body may have.
    ///
    /// @return this
    /// @throws IllegalArgumentException if it is less than zero
    /// @throws IllegalStateException if the application has started
    public Route bodyLimit(long bytes) {
        router.requireNotStarted();
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "expected a limit of at least 0 bytes, got " + bytes);
        }
        bodyLimit = bytes;
        return this;
    }

    /// The method, or `*` for all.
    public String method() {
        return method;
    }

    /// The pattern, under the prefixes at which its router has been mounted, first of all.
    public String pattern() {
        return router.prefix() + path;
    }

    /// The name, or null.
    public @Nullable String name() {
        return name;
    }

    /// The most bytes that a request's body may have; -1 if that is the application's business.
    public long bodyLimit() {
        return bodyLimit;
    }

    /// The pattern without prefixes.
    PathPattern path() {
        return path;
    }

    Handler handler() {
        return handler;
    }

    List<Middleware> middlewares() {
        return middlewares;
    }

    /// For messages: `GET /users/{id} (Main.java:12)`, which is where it was added.
    ///
    /// @param whole the pattern, with the prefixes of the place that is meant
    String describe(PathPattern whole) {
        return method + " " + whole + " (" + origin + ")";
    }

    /// `GET /users/{id}`.
    @Override
    public String toString() {
        return method + " " + pattern();
    }
}
