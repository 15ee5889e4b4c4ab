package dev.skein.web;

import dev.skein.http.Escapes;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// What a variable of a path takes: the part of `{name:kind}` after the colon. Looks at decoded text, and never at none.
final class PathKind {
    /// Longer text is not shown to a regular expression: some need time that grows with a power of the length, or a stack.
    static final int LONGEST_FOR_REGEX = 1000;

    /// Anything.
    static final PathKind PLAIN = new PathKind("", "text", 5, (_, _, _) -> true);

    private static final int REGEX_RANK = 4;
    private static final Map<String, PathKind> KNOWN =
            Map.of(
                    "int",
                    new PathKind("int", "a whole number of 32 bits", 0, PathKind::isInt),
                    "long",
                    new PathKind("long", "a whole number of 64 bits", 1, PathKind::isLong),
                    "uuid",
                    new PathKind("uuid", "a UUID", 2, PathKind::isUuid),
                    "slug",
                    new PathKind("slug", "letters, digits, - and _", 3, PathKind::isSlug));

    private final String text;
    private final String expected;
    private final int rank;
    private final Check check;

    private PathKind(String text, String expected, int rank, Check check) {
        this.text = text;
        this.expected = expected;
        this.rank = rank;
        this.check = check;
    }

    /// Looks at a part of a text that is not empty.
    @FunctionalInterface
    private interface Check {
        boolean accepts(String text, int from, int to);
    }

    /// The kind of that name, or the regular expression.
    ///
    /// @throws IllegalArgumentException if it is neither, or one word: `{id:integer}` is not meant as a regular expression
    static PathKind of(String text) {
        PathKind known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        if (text.chars().allMatch(Character::isLetter)) {
            throw new IllegalArgumentException(
                    "expected int, long, uuid, slug or a regular expression after the colon, got \""
                            + text
                            + '"');
        }
        return regex(text);
    }

    private static PathKind regex(String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "expected a regular expression, got \"" + text + "\": " + e.getDescription(),
                    e);
        }
        Check check =
                (value, from, to) ->
                        to - from <= LONGEST_FOR_REGEX
                                && pattern.matcher(value).region(from, to).matches();
        return new PathKind(text, "a match of " + text, REGEX_RANK, check);
    }

    /// As written; two kinds of the same text are the same.
    String text() {
        return text;
    }

    /// The smaller, the fewer values it takes.
    int rank() {
        return rank;
    }

    /// Whether it takes that part of a text. Nothing takes an empty one.
    boolean accepts(String value, int from, int to) {
        return from < to && check.accepts(value, from, to);
    }

    /// @throws IllegalArgumentException if it does not take the value
    void require(String name, String value) {
        if (!accepts(value, 0, value.length())) {
            throw new IllegalArgumentException(
                    name + ": expected " + expected + ", got \"" + Escapes.escape(value, 60) + '"');
        }
    }

    private static boolean isInt(String text, int from, int to) {
        return isWhole(text, from, to, 10, Integer.MIN_VALUE);
    }

    private static boolean isLong(String text, int from, int to) {
        return isWhole(text, from, to, 19, Long.MIN_VALUE);
    }

    /// Strict, unlike [Long#parseLong]: no plus sign, no foreign digits. Adds up below zero, where there is one value more.
    private static boolean isWhole(String text, int from, int to, int mostDigits, long least) {
        boolean negative = text.charAt(from) == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > mostDigits) {
            return false;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value < (least + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative || value > least;
    }

    /// In 8-4-4-4-12 hexadecimal digits (RFC 9562 §4), of either case.
    private static boolean isUuid(String text, int from, int to) {
        if (to - from != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(from + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHexadecimal(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexadecimal(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static boolean isSlug(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathKind that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /// As in a pattern: `:int`.
    @Override
    public String toString() {
        return text.isEmpty() ? "" : ":" + text;
    }
}
