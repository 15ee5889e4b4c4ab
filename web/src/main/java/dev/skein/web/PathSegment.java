package dev.skein.web;

import java.util.List;

/// What a pattern says of one segment of a path, the text between two slashes.
sealed interface PathSegment
        permits PathSegment.Literal, PathSegment.Plain, PathSegment.Tail, PathMixed {
    /// This text, which may be empty.
    ///
    /// @param text decoded
    record Literal(String text) implements PathSegment {
        @Override
        public List<String> names() {
            return List.of();
        }
    }

    /// Any text but none: `{name}`.
    record Plain(String name) implements PathSegment {
        @Override
        public List<String> names() {
            return List.of(name);
        }
    }

    /// This segment and all that follow, if any: `{name...}`.
    record Tail(String name) implements PathSegment {
        @Override
        public List<String> names() {
            return List.of(name);
        }
    }

    /// The names of its variables, in order.
    List<String> names();

    /// Whether the segment is one of those that browsers and file systems resolve (RFC 3986 §3.3).
    static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }
}
