package dev.skein.web;

import org.jspecify.annotations.Nullable;

/// A router and all that are mounted in it, made into trees. Immutable once it is made.
final class RouterTree {
    private final RouterHosts hosts = new RouterHosts();
    private final RouterNames names;
    private final RouterSpace others;

    private RouterTree(RouterScope outermost) {
        this.names = RouterNames.of(outermost.router());
        this.others = new RouterSpace(outermost);
    }

    /// Makes trees of what was added to a router.
    ///
    /// @throws IllegalStateException if two routes have the same name, or the same method and pattern
    static RouterTree of(Router router) {
        RouterScope scope = new RouterScope(null, router);
        RouterTree tree = new RouterTree(scope);
        for (RouterEntry entry : router.entries()) {
            if (entry instanceof RouterEntry.Hosted(String pattern, Router hosted)) {
                RouterScope inner = new RouterScope(scope, hosted);
                tree.add(hosted, PathPattern.EMPTY, inner, tree.hosts.grow(pattern, inner));
            } else {
                tree.add(entry, PathPattern.EMPTY, scope, tree.others);
            }
        }
        return tree;
    }

    private void add(Router router, PathPattern prefix, RouterScope scope, RouterSpace space) {
        router.entries().forEach(entry -> add(entry, prefix, scope, space));
    }

    private void add(RouterEntry entry, PathPattern prefix, RouterScope scope, RouterSpace space) {
        switch (entry) {
            case RouterEntry.Single(Route route) -> {
                PathPattern pattern = prefix.plus(route.path());
                space.add(new RouteEndpoint(route, pattern, scope), scope);
            }
            case RouterEntry.Mounted(PathPattern more, Router router) -> {
                PathPattern whole = prefix.plus(more);
                RouterScope inner = new RouterScope(scope, router);
                space.mount(whole, inner);
                add(router, whole, inner, space);
            }
            case RouterEntry.Hosted(String pattern, Router _) ->
                    throw new IllegalStateException(
                            "expected hosts on the outermost router only, got "
                                    + pattern
                                    + " on one that is mounted");
        }
    }

    /// Finds what answers a request.
    ///
    /// @param host as in the field, or null
    /// @param path as sent
    Match match(String method, @Nullable String host, String path) {
        return space(host).match(method, path);
    }

    /// The paths of a host.
    RouterSpace space(@Nullable String host) {
        RouterSpace own = hosts.find(host);
        return own == null ? others : own;
    }

    /// Whether it matters what host a request is for.
    boolean hasHosts() {
        return !hosts.isEmpty();
    }

    /// The routes that have names.
    RouterNames names() {
        return names;
    }
}
