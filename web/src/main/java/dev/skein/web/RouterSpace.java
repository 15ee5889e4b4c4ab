package dev.skein.web;

import dev.skein.http.PercentCoding;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The tree of patterns of one host, or of all hosts that have none of their own. Built by one thread, then read by many.
final class RouterSpace {
    private final RouterScope scope;
    private final PathNode root = new PathNode();
    private final Map<String, PathLeaf> literals = new HashMap<>();
    private final SortedSet<String> methods = new TreeSet<>();
    private int depth;
    private int variables;

    /// @param scope whose business all paths are, unless a router is mounted at their prefix
    RouterSpace(RouterScope scope) {
        this.scope = scope;
    }

    /// Adds a route.
    ///
    /// @throws IllegalStateException if there is one of the same method and shape
    void add(RouteEndpoint endpoint, RouterScope router) {
        PathPattern pattern = endpoint.pattern();
        if (pattern.segments().isEmpty()) {
            throw new IllegalStateException(
                    "expected a pattern that begins with a slash, got " + endpoint.describe());
        }
        PathLeaf leaf = root.grow(pattern).growLeaf(router);
        leaf.add(endpoint);
        leaf.addMethods(methods);
        depth = Math.max(depth, pattern.segments().size());
        variables = Math.max(variables, pattern.names().size());
        String path = onlySpelling(pattern);
        if (path != null) {
            literals.put(path, leaf);
        }
    }

    /// Makes what is below a prefix the business of a router, also where there is no route.
    void mount(PathPattern prefix, RouterScope router) {
        if (!prefix.segments().isEmpty()) {
            root.grow(prefix).claim(router);
            depth = Math.max(depth, prefix.segments().size());
            variables = Math.max(variables, prefix.names().size());
        }
    }

    /// How a path without percent signs must be spelt to match a pattern without variables; null if there is no such path.
    private static @Nullable String onlySpelling(PathPattern pattern) {
        StringBuilder path = new StringBuilder();
        for (PathSegment segment : pattern.segments()) {
            if (!(segment instanceof PathSegment.Literal(String text))
                    || !text.chars().allMatch(c -> isVisible(c) && c != '/' && c != '%')) {
                return null;
            }
            path.append('/').append(text);
        }
        return path.toString();
    }

    private static boolean isVisible(int c) {
        return c > ' ' && c < 0x7F;
    }

    /// Finds the route of a request.
    ///
    /// @param path as sent
    Match match(String method, String path) {
        PathLeaf leaf = literals.get(path);
        RouteEndpoint endpoint = leaf == null ? null : leaf.find(method);
        return endpoint == null ? search(method, path) : endpoint.match();
    }

    private Match search(String method, String path) {
        if (path.equals("*") && method.equals(Route.OPTIONS)) {
            return scope.withoutRoute(
                    method, new TreeSet<>(methods)); // about the server as a whole
        }
        if (!path.startsWith("/")) {
            return scope.notFound();
        }
        return isWellFormed(path) ? walk(method, path).match() : scope.badRequest();
    }

    /// A path that does not decode is refused as a whole, wherever it is broken. What is not visible ASCII cannot have come by HTTP
    /// (RFC 3986 §3.3).
    private static boolean isWellFormed(String path) {
        boolean encoded = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isVisible(c)) {
                return false;
            }
            encoded |= c == '%';
        }
        if (!encoded) {
            return true;
        }
        try {
            PercentCoding.decode(path);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Walks through the tree.
    ///
    /// @param path well-formed, with a slash at its beginning
    PathWalk walk(String method, String path) {
        return new PathWalk(scope, root, depth, variables, method, path);
    }
}
