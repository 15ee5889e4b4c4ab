package dev.skein.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A place in the tree of patterns: the segments on the way from the root have matched. Built by one thread, then read by many.
final class PathNode {
    /// Where a segment with variables leads.
    record Edge(PathMixed segment, PathNode node) {}

    private final Map<String, PathNode> literals = new HashMap<>();
    private final List<Edge> mixed = new ArrayList<>();
    private @Nullable PathNode plain;
    private @Nullable PathNode tail;
    private @Nullable PathLeaf leaf;
    private @Nullable RouterScope scope;

    /// The place where a pattern leads from here, made if need be.
    PathNode grow(PathPattern pattern) {
        PathNode node = this;
        for (PathSegment segment : pattern.segments()) {
            node = node.child(segment);
        }
        return node;
    }

    private PathNode child(PathSegment segment) {
        return switch (segment) {
            case PathSegment.Literal literal ->
                    literals.computeIfAbsent(literal.text(), _ -> new PathNode());
            case PathMixed variables -> mixedChild(variables);
            case PathSegment.Plain _ -> {
                PathNode node = plain == null ? new PathNode() : plain;
                plain = node;
                yield node;
            }
            case PathSegment.Tail _ -> {
                PathNode node = tail == null ? new PathNode() : tail;
                tail = node;
                yield node;
            }
        };
    }

    private PathNode mixedChild(PathMixed segment) {
        for (Edge edge : mixed) {
            if (edge.segment.isSame(segment)) {
                return edge.node;
            }
        }
        Edge edge = new Edge(segment, new PathNode());
        mixed.add(edge);
        mixed.sort(
                (one, other) -> PathMixed.MORE_SPECIFIC_FIRST.compare(one.segment, other.segment));
        return edge.node;
    }

    /// Where that text leads, or null.
    @Nullable PathNode literal(String segment) {
        return literals.get(segment);
    }

    /// Where segments with variables lead, in the order in which they are to be tried.
    List<Edge> mixed() {
        return mixed;
    }

    /// Where any text but none leads, or null.
    @Nullable PathNode plain() {
        return plain;
    }

    /// Where all that follows leads, or null.
    @Nullable PathNode tail() {
        return tail;
    }

    /// The routes of paths that end here, or null.
    @Nullable PathLeaf leaf() {
        return leaf;
    }

    /// The routes of paths that end here, made if need be.
    ///
    /// @param scope whose routes they are, if they are made
    PathLeaf growLeaf(RouterScope scope) {
        PathLeaf routes = leaf == null ? new PathLeaf(scope) : leaf;
        leaf = routes;
        return routes;
    }

    /// The router that was mounted here, or null.
    @Nullable RouterScope scope() {
        return scope;
    }

    /// Mounts a router here; the first one stays.
    void claim(RouterScope router) {
        if (scope == null) {
            scope = router;
        }
    }
}
