package dev.skein.web;

import java.util.Map;
import java.util.TreeMap;

/// The routes of a router, and of all that are mounted in it, by their names. Immutable once it is made.
final class RouterNames {
    private record Named(Route route, PathPattern pattern) {
        String describe() {
            return route.describe(pattern);
        }
    }

    private final Map<String, Named> names = new TreeMap<>();

    private RouterNames() {}

    /// Collects names.
    ///
    /// @throws IllegalStateException if two routes have the same name
    static RouterNames of(Router router) {
        RouterNames names = new RouterNames();
        names.add(router, PathPattern.EMPTY);
        return names;
    }

    private void add(Router router, PathPattern prefix) {
        for (RouterEntry entry : router.entries()) {
            switch (entry) {
                case RouterEntry.Single(Route route) -> add(route, prefix);
                case RouterEntry.Mounted(PathPattern more, Router inner) ->
                        add(inner, prefix.plus(more));
                case RouterEntry.Hosted(_, Router inner) -> add(inner, prefix);
            }
        }
    }

    private void add(Route route, PathPattern prefix) {
        String name = route.name();
        if (name == null) {
            return;
        }
        Named named = new Named(route, prefix.plus(route.path()));
        Named there = names.putIfAbsent(name, named);
        if (there != null) {
            throw new IllegalStateException(
                    "expected one route of the name \""
                            + name
                            + "\", got "
                            + there.describe()
                            + " and "
                            + named.describe());
        }
    }

    /// The pattern of the route of that name, with all prefixes.
    ///
    /// @throws IllegalArgumentException if there is none
    PathPattern pattern(String name) {
        Named named = names.get(name);
        if (named == null) {
            throw new IllegalArgumentException(
                    "expected the name of a route, one of "
                            + names.keySet()
                            + "; got \""
                            + name
                            + '"');
        }
        return named.pattern;
    }
}
