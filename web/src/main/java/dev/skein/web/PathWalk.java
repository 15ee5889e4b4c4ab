package dev.skein.web;

import dev.skein.http.PercentCoding;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One search through the tree of patterns: depth first, at every place the most specific way first, back where a way ends. So the
/// first route found is that of the most specific pattern, segment by segment, that takes path and method.
///
/// **Cost.** A place in a tree has one way from the root, and every segment on it stands for one segment of the path: no place is
/// visited twice, however the path is made. Places that the path does not lead to are not visited at all.
final class PathWalk {
    private static final int END = -1;

    private final String method;
    private final String path;
    private final @Nullable String[] segments;
    private final int[] following;
    private final @Nullable String[] values;
    private final @Nullable RouteEndpoint endpoint;
    private RouterScope scope;
    private int scopeDepth;
    private @Nullable RouterScope refusing;
    private @Nullable SortedSet<String> allowed;
    private int visited;

    /// Walks.
    ///
    /// @param scope whose business the path is, unless a router is mounted on the way
    /// @param depth the most segments a pattern of this tree has
    /// @param variables the most variables a pattern of this tree has
    /// @param path well-formed, with a slash at its beginning
    PathWalk(
            RouterScope scope,
            PathNode root,
            int depth,
            int variables,
            String method,
            String path) {
        this.scope = scope;
        this.method = method;
        this.path = path;
        this.segments = new String[depth + 1];
        this.following = new int[depth + 1];
        this.values = new String[variables];
        this.endpoint = visit(root, 0, 1, 0);
    }

    /// What was found.
    Match match() {
        if (endpoint != null) {
            return endpoint.match(values);
        }
        return refusing == null || allowed == null
                ? scope.notFound()
                : refusing.withoutRoute(method, allowed);
    }

    /// How many places of the tree were visited.
    int visited() {
        return visited;
    }

    /// @param depth how many segments have matched
    /// @param start where the next segment begins, or [#END] if there is none
    /// @param count how many values have been taken
    private @Nullable RouteEndpoint visit(PathNode node, int depth, int start, int count) {
        visited++;
        if (node.scope() != null && depth > scopeDepth) {
            scope = node.scope();
            scopeDepth = depth;
        }
        if (start == END) {
            return take(node);
        }
        String segment = segment(depth, start);
        PathNode literal = node.literal(segment);
        RouteEndpoint found =
                literal == null ? null : visit(literal, depth + 1, following[depth], count);
        if (found == null && !segment.isEmpty()) {
            found = visitVariables(node, depth, segment, count);
        }
        return found == null ? takeTail(node.tail(), start, count) : found;
    }

    private @Nullable RouteEndpoint visitVariables(
            PathNode node, int depth, String segment, int count) {
        int next = following[depth];
        for (PathNode.Edge edge : node.mixed()) {
            if (edge.segment().match(segment, values, count)) {
                int more = edge.segment().names().size();
                RouteEndpoint found = visit(edge.node(), depth + 1, next, count + more);
                if (found != null) {
                    return found;
                }
            }
        }
        PathNode plain = node.plain();
        if (plain == null) {
            return null;
        }
        RouteEndpoint found = visit(plain, depth + 1, next, count + 1);
        if (found != null) {
            values[count] = segment;
        }
        return found;
    }

    private @Nullable RouteEndpoint takeTail(@Nullable PathNode tail, int start, int count) {
        RouteEndpoint found = tail == null ? null : take(tail);
        if (found != null) {
            values[count] = PercentCoding.decode(path.substring(start));
        }
        return found;
    }

    /// The path ends here, or a tail takes the rest of it.
    private @Nullable RouteEndpoint take(PathNode node) {
        PathLeaf leaf = node.leaf();
        RouteEndpoint found = leaf == null ? null : leaf.find(method);
        if (leaf != null && found == null) {
            refuse(leaf);
        }
        return found;
    }

    private void refuse(PathLeaf leaf) {
        if (refusing == null || allowed == null) {
            refusing = leaf.scope();
            allowed = new TreeSet<>();
        }
        leaf.addMethods(allowed);
    }

    /// A segment, decoded once.
    private String segment(int depth, int start) {
        String known = segments[depth];
        if (known != null) {
            return known;
        }
        int slash = path.indexOf('/', start);
        following[depth] = slash < 0 ? END : slash + 1;
        String segment =
                PercentCoding.decode(path.substring(start, slash < 0 ? path.length() : slash));
        segments[depth] = segment;
        return segment;
    }
}
