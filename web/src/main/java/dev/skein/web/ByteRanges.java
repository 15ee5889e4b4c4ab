package dev.skein.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what parts a `range` field asks for (RFC 9110 §14.2).
///
/// A client may ask for one byte a thousand times over. So parts that overlap or touch become one, and who then still wants more than
/// [#MOST] gets all of it, once.
final class ByteRanges {
    /// How many parts are sent.
    static final int MOST = 16;

    /// How many are looked at.
    private static final int MOST_MEMBERS = 256;

    private static final String UNIT = "bytes";

    private ByteRanges() {}

    /// The parts to send, in the order asked for; no two of them overlap or touch.
    ///
    /// @param size of the whole, in bytes; at least 1
    /// @return null if the field is to be ignored; empty if it can not be satisfied
    static @Nullable List<ByteRange> select(String field, long size) {
        List<ByteRange> asked = parse(field, size);
        if (asked == null || asked.size() < 2) {
            return asked;
        }
        List<ByteRange> parts = inOrderOf(asked, joined(asked));
        return parts.size() > MOST ? null : parts;
    }

    /// RFC 9110 §14.2: "An origin server MUST ignore a Range header field that contains a range unit it does not understand." One that
    /// does not parse may be ignored too.
    private static @Nullable List<ByteRange> parse(String field, long size) {
        int start = UNIT.length() + 1;
        if (!field.regionMatches(true, 0, "bytes=", 0, start)) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>(1);
        int members = 0;
        while (start <= field.length()) {
            int comma = field.indexOf(',', start);
            int end = comma < 0 ? field.length() : comma;
            String member = stripped(field.substring(start, end));
            if (!member.isEmpty() && (++members > MOST_MEMBERS || !add(member, size, ranges))) {
                return null;
            }
            start = end + 1;
        }
        return members == 0 ? null : ranges;
    }

    private static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// Adds a range if it can be satisfied.
    ///
    /// @return whether it is a range at all
    private static boolean add(String member, long size, List<ByteRange> to) {
        int dash = member.indexOf('-');
        if (dash < 0) {
            return false;
        }
        String last = member.substring(dash + 1);
        return dash == 0
                ? addSuffix(position(last), size, to)
                : addRange(
                        position(member.substring(0, dash)),
                        last.isEmpty() ? Long.MAX_VALUE : position(last),
                        size,
                        to);
    }

    private static boolean addSuffix(long length, long size, List<ByteRange> to) {
        if (length > 0) {
            // §14.1.2: "If the selected representation is shorter than the specified suffix-length,
            // the entire representation is used."
            to.add(new ByteRange(Math.max(0, size - length), size - 1));
        }
        return length >= 0;
    }

    private static boolean addRange(long first, long last, long size, List<ByteRange> to) {
        // §14.1.1: "An int-range is invalid if the last-pos value is present and less than
        // first-pos."
        if (first < 0 || last < first) {
            return false;
        }
        if (first < size) {
            to.add(new ByteRange(first, Math.min(last, size - 1)));
        }
        return true;
    }

    /// The number, or the greatest there is in place of any beyond; -1 for what is none.
    private static long position(String digits) {
        long value = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /// §15.3.7.2: "a server MAY coalesce any of the ranges that overlap".
    ///
    /// @return in ascending order
    private static List<ByteRange> joined(List<ByteRange> ranges) {
        List<ByteRange> joined = new ArrayList<>();
        for (ByteRange next :
                ranges.stream().sorted(Comparator.comparingLong(ByteRange::first)).toList()) {
            ByteRange before = joined.isEmpty() ? null : joined.getLast();
            if (before == null || next.first() > before.last() + 1) {
                joined.add(next);
            } else if (next.last() > before.last()) {
                joined.set(joined.size() - 1, new ByteRange(before.first(), next.last()));
            }
        }
        return joined;
    }

    /// Those that came first go first.
    private static List<ByteRange> inOrderOf(List<ByteRange> asked, List<ByteRange> joined) {
        Set<ByteRange> ordered = new LinkedHashSet<>();
        for (ByteRange each : asked) {
            for (ByteRange part : joined) {
                if (part.first() <= each.first() && each.last() <= part.last()) {
                    ordered.add(part);
                }
            }
        }
        return List.copyOf(ordered);
    }
}
