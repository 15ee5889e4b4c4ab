package dev.skein.web;

import dev.skein.http.Escapes;
import dev.skein.http.PercentCoding;
import java.util.ArrayList;
import java.util.List;

/// Understands patterns of paths. For one text, once.
final class PathPatternParser {
    private static final String TAIL = "...";

    private final String text;
    private final List<PathSegment> segments = new ArrayList<>();
    private int position;

    // Of the segment that is being read.
    private final List<String> literals = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<PathKind> kinds = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private boolean tail;

    PathPatternParser(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if the text is no pattern
    List<PathSegment> parse() {
        if (!text.isEmpty() && text.charAt(0) != '/') {
            throw wrong("expected a slash at its beginning");
        }
        while (position < text.length()) {
            if (tail) {
                throw wrong("expected {" + names.getFirst() + TAIL + "} at its end");
            }
            position++;
            segments.add(segment());
        }
        return segments;
    }

    private PathSegment segment() {
        literals.clear();
        names.clear();
        kinds.clear();
        while (position < text.length() && text.charAt(position) != '/') {
            char c = text.charAt(position);
            switch (c) {
                case '{' -> variable();
                case '}' -> throw wrong("expected { before }");
                case '?', '#' ->
                        throw wrong(
                                "expected a path without query and fragment; write %3F for ?, %23 for #");
                default -> {
                    literal.append(c);
                    position++;
                }
            }
        }
        literals.add(takeLiteral());
        return segmentOfParts();
    }

    private PathSegment segmentOfParts() {
        if (names.isEmpty()) {
            return new PathSegment.Literal(requireNoDots(literals.getFirst()));
        }
        boolean whole = names.size() == 1 && literals.stream().allMatch(String::isEmpty);
        if (tail && !whole) {
            throw wrong("expected nothing beside a variable with " + TAIL + " in its segment");
        }
        if (tail) {
            return new PathSegment.Tail(names.getFirst());
        }
        return whole && kinds.getFirst() == PathKind.PLAIN
                ? new PathSegment.Plain(names.getFirst())
                : new PathMixed(literals, names, kinds);
    }

    private String takeLiteral() {
        String raw = literal.toString();
        literal.setLength(0);
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        if (!raw.chars().allMatch(c -> c < 0x80)) {
            throw wrong("expected text either plain or percent-encoded, got both");
        }
        try {
            return PercentCoding.decode(raw);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() + "; write %25 for %");
        }
    }

    /// Clients resolve these before they send a path (RFC 3986 §5.2.4): no honest request would match.
    private String requireNoDots(String segment) {
        if (PathSegment.isDots(segment)) {
            throw wrong("expected no segment . or ..");
        }
        return segment;
    }

    private void variable() {
        int end = closingBrace();
        String content = text.substring(position + 1, end);
        if (!names.isEmpty() && literal.isEmpty()) {
            throw wrong("expected text between variables, got none before {" + content + "}");
        }
        literals.add(takeLiteral());
        position = end + 1;
        tail = content.endsWith(TAIL);
        int colon = content.indexOf(':');
        if (tail) {
            names.add(name(content.substring(0, content.length() - TAIL.length())));
            kinds.add(PathKind.PLAIN);
        } else if (colon < 0) {
            names.add(name(content));
            kinds.add(PathKind.PLAIN);
        } else {
            names.add(name(content.substring(0, colon)));
            kinds.add(kind(content.substring(colon + 1)));
        }
    }

    /// A regular expression may have braces in pairs, and single ones after a backslash.
    private int closingBrace() {
        int depth = 0;
        for (int i = position; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> i++;
                case '{' -> depth++;
                case '}' -> {
                    depth--;
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        throw wrong(
                "expected } for the { at index "
                        + position
                        + "; write \\{ for a single brace in a regular expression");
    }

    private String name(String name) {
        boolean letters =
                name.chars().allMatch(c -> c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)));
        if (name.isEmpty() || !letters || Character.isDigit(name.charAt(0))) {
            throw wrong("expected a variable's name of letters, digits and _, got \"" + name + '"');
        }
        return name;
    }

    private PathKind kind(String kind) {
        try {
            return PathKind.of(kind);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "pattern \"" + Escapes.escape(text, 200) + "\": " + why);
    }
}
