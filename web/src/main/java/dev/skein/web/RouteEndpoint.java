package dev.skein.web;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A route at its place in a tree: under the prefixes of its routers, inside their middlewares.
final class RouteEndpoint {
    private final Route route;
    private final PathPattern pattern;
    private final RouterScope scope;
    private final List<String> names;
    private final Handler handler;
    private final Match match;

    /// @param pattern with all prefixes
    RouteEndpoint(Route route, PathPattern pattern, RouterScope scope) {
        this.route = route;
        this.pattern = pattern;
        this.scope = scope;
        this.names = pattern.names();
        this.handler = scope.around(RouterScope.inside(route.middlewares(), route.handler()));
        this.match = new Match(route, Parameters.EMPTY, handler, scope);
    }

    Route route() {
        return route;
    }

    PathPattern pattern() {
        return pattern;
    }

    /// A match with these values of the pattern's variables.
    ///
    /// @param values decoded, in order; there may be more
    Match match(@Nullable String[] values) {
        if (names.isEmpty()) {
            return match;
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            pairs.add(new SimpleImmutableEntry<>(names.get(i), String.valueOf(values[i])));
        }
        return new Match(route, Parameters.of(pairs), handler, scope);
    }

    /// The match of a path without variables: always the same one.
    Match match() {
        return match;
    }

    /// For messages: method, pattern, and where it was added.
    String describe() {
        return route.describe(pattern);
    }
}
