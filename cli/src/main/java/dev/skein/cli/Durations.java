package dev.skein.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `2.5` (seconds), `10s`, `500ms`.
final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(ms|s)?");
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1000);

    private Durations() {}

    /// @throws IllegalArgumentException if the text has another form
    static Duration parse(String text) {
        return parse(text, "s");
    }

    /// Where a bare number means milliseconds.
    ///
    /// @throws IllegalArgumentException if the text has another form
    static Duration parseMillis(String text) {
        return parse(text, "ms");
    }

    private static Duration parse(String text, String unit) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "expected a time such as 2.5s or 500ms, got '" + text + "'");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String given = matcher.group(2) == null ? unit : matcher.group(2);
        BigDecimal millis = given.equals("ms") ? number : number.multiply(MILLIS_PER_SECOND);
        return Duration.ofNanos(
                millis.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValue());
    }

    /// The seconds, in a form that [#parse] takes.
    static String format(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
    }
}
