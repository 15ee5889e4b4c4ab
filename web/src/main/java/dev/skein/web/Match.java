package dev.skein.web;

import org.jspecify.annotations.Nullable;

/// What a [Router] found for a request: a route, or the answer that there is none. Immutable.
public final class Match {
    private final @Nullable Route route;
    private final Parameters parameters;
    private final Handler handler;
    private final RouterScope scope;

    Match(@Nullable Route route, Parameters parameters, Handler handler, RouterScope scope) {
        this.route = route;
        this.parameters = parameters;
        this.handler = handler;
        this.scope = scope;
    }

    /// The route, or null if the router itself answers: 404, 405, 400, or OPTIONS without a route.
    public @Nullable Route route() {
        return route;
    }

    /// The variables of the path, decoded, in order.
    public Parameters parameters() {
        return parameters;
    }

    /// Answers the request: the handler inside all middlewares, those of the outermost router first.
    public Handler handler() {
        return handler;
    }

    /// The innermost router that the request is the business of.
    public Router router() {
        return scope.router();
    }

    /// The application of that router, or of the nearest one around it that has one.
    @Nullable Application application() {
        return scope.application();
    }

    /// The route, or that there is none.
    @Override
    public String toString() {
        return route == null ? "Match[no route]" : "Match[" + route + ", " + parameters + "]";
    }
}
