package dev.skein.client.cookie;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads a Set-Cookie field value by the algorithm of RFC 6265bis §5.6. It is lenient, as browsers are: of an attribute given twice the
/// last one counts, unknown ones and broken values are skipped.
final class CookieParser {
    /// Longer attribute values are skipped (RFC 6265bis §5.6).
    static final int MAX_ATTRIBUTE = 1024;

    /// More than any clock needs: longer ages count as this, in seconds.
    private static final long LONGEST_AGE = 1L << 40;

    private @Nullable Long maxAge;
    private @Nullable Instant expires;
    private @Nullable String domain;
    private @Nullable String path;
    private boolean secure;
    private boolean httpOnly;
    private @Nullable SameSite sameSite;
    private boolean partitioned;

    private CookieParser() {}

    /// What the line says; null when the whole of it is to be ignored.
    ///
    /// @param maxBytes the most that name and value may have together
    static @Nullable CookieLine parse(String line, int maxBytes) {
        if (!isText(line)) {
            return null;
        }
        int pairEnd = endOf(line, 0, line.length(), ';');
        int equals = endOf(line, 0, pairEnd, '=');
        String name = equals < pairEnd ? trim(line, 0, equals) : "";
        String value = trim(line, equals < pairEnd ? equals + 1 : 0, pairEnd);
        if (name.length() + value.length() > maxBytes || (name.isEmpty() && value.isEmpty())) {
            return null;
        }
        CookieParser parser = new CookieParser();
        int from = pairEnd + 1;
        while (from < line.length()) {
            int to = endOf(line, from, line.length(), ';');
            parser.attribute(line, from, to);
            from = to + 1;
        }
        return parser.line(name, value);
    }

    private CookieLine line(String name, String value) {
        return new CookieLine(
                name,
                value,
                maxAge,
                expires,
                domain,
                path,
                secure,
                httpOnly,
                sameSite,
                partitioned);
    }

    /// Control characters but the tab spoil the whole line (RFC 6265bis §5.6, step 1).
    private static boolean isText(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (!Cookie.isText(line.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// Where the mark is, or `to`.
    private static int endOf(String line, int from, int to, char mark) {
        int at = line.indexOf(mark, from, to);
        return at < 0 ? to : at;
    }

    private static String trim(String line, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Cookie.isBlank(line.charAt(start))) {
            start++;
        }
        while (end > start && Cookie.isBlank(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(start, end);
    }

    private void attribute(String line, int from, int to) {
        int equals = endOf(line, from, to, '=');
        String given = trim(line, Math.min(equals + 1, to), to);
        if (given.length() > MAX_ATTRIBUTE) {
            return;
        }
        switch (trim(line, from, equals).toLowerCase(Locale.ROOT)) {
            case "expires" -> {
                Instant date = CookieDate.parse(given);
                expires = date == null ? expires : date;
            }
            case "max-age" -> {
                Long age = age(given);
                maxAge = age == null ? maxAge : age;
            }
            case "domain" -> {
                String name = given.startsWith(".") ? given.substring(1) : given;
                domain = name.isEmpty() ? null : name.toLowerCase(Locale.ROOT);
            }
            case "path" -> path = given;
            case "secure" -> secure = true;
            case "httponly" -> httpOnly = true;
            case "samesite" -> sameSite = sameSite(given);
            case "partitioned" -> partitioned = true;
            default -> {}
        }
    }

    /// Digits, perhaps after a minus; null for anything else.
    private static @Nullable Long age(String text) {
        int first = text.startsWith("-") ? 1 : 0;
        long age = 0;
        for (int i = first; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            age = Math.min(age * 10 + digit, LONGEST_AGE);
        }
        if (text.length() == first) {
            return null;
        }
        return first == 1 ? 0L : age;
    }

    private static @Nullable SameSite sameSite(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> SameSite.NONE;
            case "lax" -> SameSite.LAX;
            case "strict" -> SameSite.STRICT;
            default -> null;
        };
    }
}
