package dev.skein.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The routes of one pattern, by their methods. Built by one thread, then read by many.
final class PathLeaf {
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";

    private final RouterScope scope;
    private final Map<String, RouteEndpoint> endpoints = new HashMap<>();
    private @Nullable RouteEndpoint any;

    /// @param scope whose middlewares stand around refusals
    PathLeaf(RouterScope scope) {
        this.scope = scope;
    }

    RouterScope scope() {
        return scope;
    }

    /// Adds a route.
    ///
    /// @throws IllegalStateException if there is one of the same method
    void add(RouteEndpoint endpoint) {
        String method = endpoint.route().method();
        boolean forAny = method.equals(Route.ANY);
        RouteEndpoint there = forAny ? any : endpoints.get(method);
        if (there != null) {
            throw new IllegalStateException(
                    "expected one route for each method and pattern, got "
                            + there.describe()
                            + " and "
                            + endpoint.describe()
                            + ", which would never be reached");
        }
        if (forAny) {
            any = endpoint;
        } else {
            endpoints.put(method, endpoint);
        }
    }

    /// The route for a method, or null. Who takes GET takes HEAD (RFC 9110 §9.1: servers must support both).
    @Nullable RouteEndpoint find(String method) {
        RouteEndpoint endpoint = endpoints.get(method);
        if (endpoint == null && method.equals(HEAD)) {
            endpoint = endpoints.get(GET);
        }
        return endpoint == null ? any : endpoint;
    }

    /// Adds the methods that are taken here by name.
    void addMethods(Set<String> methods) {
        methods.addAll(endpoints.keySet());
        if (endpoints.containsKey(GET)) {
            methods.add(HEAD);
        }
    }
}
