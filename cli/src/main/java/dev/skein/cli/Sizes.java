package dev.skein.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes in bytes, and other numbers, as people write them: `100`, `64k`, `2m`, `1g`; a k is 1024.
final class Sizes {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([kmg]?)");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");
    private static final String UNLIMITED = "unlimited";

    private Sizes() {}

    /// @throws IllegalArgumentException if the text has another form, or the size does not fit
    static int parse(String text) {
        long size = parseLong(text);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected a size under 2g, got '" + text + "'");
        }
        return (int) size;
    }

    /// Takes `unlimited` as well.
    ///
    /// @throws IllegalArgumentException if the text has another form, or the size does not fit
    static long parseLong(String text) {
        if (text.equals(UNLIMITED)) {
            return Long.MAX_VALUE;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a size such as 65536, 64k or 2m, got '" + text + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = shift(matcher.group(2));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("expected a smaller size, got '" + text + "'");
        }
        return number << shift;
    }

    private static int shift(String suffix) {
        return switch (suffix) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
    }

    /// @throws IllegalArgumentException if the text is not a whole number
    static int parseCount(String text) {
        if (!COUNT.matcher(text).matches()) {
            throw new IllegalArgumentException("expected a whole number, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    /// A form that the parsers take.
    static String format(long size) {
        if (size == Long.MAX_VALUE) {
            return UNLIMITED;
        }
        return size > 0 && size % 1024 == 0 ? size / 1024 + "k" : Long.toString(size);
    }
}
