package dev.skein.web;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A segment of variables with literal text around them, or with one variable that is choosy: `v{version:int}`, `{name}.json`, `{id:uuid}`.
///
/// Of several variables the earlier ones take as much as they can, as in `(.+)-(.+)`.
final class PathMixed implements PathSegment {
    /// Longer segments do not match several variables: finding where one ends and the next begins takes, at worst, time that grows with
    /// the square of the length.
    static final int LONGEST_TO_SPLIT = 255;

    /// The order in which segments are tried: first those with more literal text, then those that take fewer values.
    static final Comparator<PathMixed> MORE_SPECIFIC_FIRST =
            Comparator.comparingInt((PathMixed segment) -> -segment.literalLength)
                    .thenComparingInt(segment -> segment.rank);

    private final List<String> literals;
    private final List<String> names;
    private final List<PathKind> kinds;
    private final int literalLength;
    private final int rank;

    /// @param literals decoded: before, between and after the variables. One more than there are variables; only the first and the last
    ///     may be empty
    PathMixed(List<String> literals, List<String> names, List<PathKind> kinds) {
        this.literals = List.copyOf(literals);
        this.names = List.copyOf(names);
        this.kinds = List.copyOf(kinds);
        this.literalLength = literals.stream().mapToInt(String::length).sum();
        this.rank = kinds.stream().mapToInt(PathKind::rank).max().orElseThrow();
    }

    @Override
    public List<String> names() {
        return names;
    }

    List<String> literals() {
        return literals;
    }

    List<PathKind> kinds() {
        return kinds;
    }

    /// Whether the two match the same, whatever their variables are called.
    boolean isSame(PathMixed other) {
        return literals.equals(other.literals) && kinds.equals(other.kinds);
    }

    /// Matches a segment.
    ///
    /// @param segment decoded
    /// @param values takes what the variables match, from index `at` on; filled with anything if it is no match
    boolean match(String segment, @Nullable String[] values, int at) {
        String first = literals.getFirst();
        String last = literals.getLast();
        int from = first.length();
        int to = segment.length() - last.length();
        if (segment.length() < literalLength + kinds.size()
                || !segment.startsWith(first)
                || !segment.endsWith(last)
                || (literalLength > 0 && PathSegment.isDots(segment))) {
            return false;
        }
        if (kinds.size() > 1) {
            return to - from <= LONGEST_TO_SPLIT
                    && new Split(segment, to, values, at).from(0, from);
        }
        boolean matches = kinds.getFirst().accepts(segment, from, to);
        if (matches) {
            values[at] = segment.substring(from, to);
        }
        return matches;
    }

    /// Finds out where variables begin and end. A place where the rest is known not to match is not tried again, so that there are at
    /// most as many tries as variables times the square of the length.
    private final class Split {
        private final String segment;
        private final int end;
        private final @Nullable String[] values;
        private final int at;
        private final BitSet failed = new BitSet();

        Split(String segment, int end, @Nullable String[] values, int at) {
            this.segment = segment;
            this.end = end;
            this.values = values;
            this.at = at;
        }

        boolean from(int variable, int begin) {
            if (variable == kinds.size() - 1) {
                return accepts(variable, begin, end) && set(variable, begin, end);
            }
            String literal = literals.get(variable + 1);
            int stop = segment.lastIndexOf(literal, end - 1 - literal.length());
            while (stop > begin) {
                int next = stop + literal.length();
                int rest = (variable + 1) * (segment.length() + 1) + next;
                if (!failed.get(rest) && accepts(variable, begin, stop)) {
                    if (from(variable + 1, next)) {
                        return set(variable, begin, stop);
                    }
                    failed.set(rest);
                }
                stop = segment.lastIndexOf(literal, stop - 1);
            }
            return false;
        }

        private boolean accepts(int variable, int begin, int stop) {
            return kinds.get(variable).accepts(segment, begin, stop);
        }

        private boolean set(int variable, int begin, int stop) {
            values[at + variable] = segment.substring(begin, stop);
            return true;
        }
    }
}
