package dev.skein.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A pattern of paths, or the prefix of one: `/users/{id:int}`. [Router] tells how to write one.
///
/// @param text as written
/// @param segments what it says of the text after each slash
record PathPattern(String text, List<PathSegment> segments) {
    /// Without any segment: nothing is added to a prefix.
    static final PathPattern EMPTY = new PathPattern("", List.of());

    /// @throws IllegalArgumentException if a variable comes twice
    PathPattern {
        segments = List.copyOf(segments);
        Set<String> seen = new HashSet<>();
        for (PathSegment segment : segments) {
            for (String name : segment.names()) {
                if (!seen.add(name)) {
                    throw new IllegalArgumentException(
                            text + ": expected every variable once, got {" + name + "} twice");
                }
            }
        }
    }

    /// Understands a pattern.
    ///
    /// @throws IllegalArgumentException if it is none; the message tells why
    static PathPattern parse(String text) {
        return new PathPattern(text, new PathPatternParser(text).parse());
    }

    /// Understands what a router can be mounted at.
    ///
    /// @throws IllegalArgumentException if it is no pattern, ends with a slash or with a tail
    static PathPattern parsePrefix(String text) {
        PathPattern prefix = parse(text);
        if (text.endsWith("/") || prefix.endsWithTail()) {
            throw new IllegalArgumentException(
                    "expected a prefix such as /api, or \"\" for none; got \"" + text + '"');
        }
        return prefix;
    }

    private boolean endsWithTail() {
        return !segments.isEmpty() && segments.getLast() instanceof PathSegment.Tail;
    }

    /// This, and then another one.
    ///
    /// @throws IllegalArgumentException if both have a variable of the same name
    PathPattern plus(PathPattern other) {
        List<PathSegment> all = new ArrayList<>(segments);
        all.addAll(other.segments);
        return new PathPattern(text + other.text, all);
    }

    /// The names of all variables, in order.
    List<String> names() {
        return segments.stream().flatMap(segment -> segment.names().stream()).toList();
    }

    /// As written.
    @Override
    public String toString() {
        return text;
    }
}
