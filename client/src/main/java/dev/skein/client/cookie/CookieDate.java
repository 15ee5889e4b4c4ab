package dev.skein.client.cookie;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Reads the dates of Set-Cookie, by the lenient algorithm of RFC 6265 §5.1.1: the first token that looks like a time, a day, a month
/// and a year; all else is skipped, the zone too.
final class CookieDate {
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int UNSET = -1;

    private final String text;
    private int hour = UNSET;
    private int minute;
    private int second;
    private int day = UNSET;
    private int month = UNSET;
    private int year = UNSET;

    /// Where the digits read last ended.
    private int end;

    private CookieDate(String text) {
        this.text = text;
    }

    /// The moment, or null when the text is no date.
    static @Nullable Instant parse(String text) {
        CookieDate date = new CookieDate(text);
        int i = 0;
        while (i < text.length()) {
            if (isDelimiter(text.charAt(i))) {
                i++;
                continue;
            }
            int from = i;
            while (i < text.length() && !isDelimiter(text.charAt(i))) {
                i++;
            }
            date.take(from, i);
        }
        return date.instant();
    }

    private static boolean isDelimiter(char c) {
        return c == '\t'
                || (c >= 0x20 && c <= 0x2F)
                || (c >= 0x3B && c <= 0x40)
                || (c >= 0x5B && c <= 0x60)
                || (c >= 0x7B && c <= 0x7E);
    }

    /// Gives the token the first meaning that fits and is still free.
    private void take(int from, int to) {
        if (hour == UNSET && takeTime(from, to)) {
            return;
        }
        if (day == UNSET) {
            day = number(from, to, 1, 2);
            if (day != UNSET) {
                return;
            }
        }
        if (month == UNSET) {
            month = monthOf(from, to);
            if (month != UNSET) {
                return;
            }
        }
        if (year == UNSET) {
            year = number(from, to, 2, 4);
        }
    }

    private boolean takeTime(int from, int to) {
        int h = number(from, to, 1, 2);
        if (h == UNSET || end == to || text.charAt(end) != ':') {
            return false;
        }
        int m = number(end + 1, to, 1, 2);
        if (m == UNSET || end == to || text.charAt(end) != ':') {
            return false;
        }
        int s = number(end + 1, to, 1, 2);
        if (s == UNSET) {
            return false;
        }
        hour = h;
        minute = m;
        second = s;
        return true;
    }

    /// The number at `from`, if it has that many digits; what follows them does not matter.
    private int number(int from, int to, int least, int most) {
        int value = 0;
        int i = from;
        while (i < to && i - from <= most && isDigit(text.charAt(i))) {
            value = value * 10 + text.charAt(i) - '0';
            i++;
        }
        end = i;
        return i - from >= least && i - from <= most ? value : UNSET;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private int monthOf(int from, int to) {
        if (to - from < 3) {
            return UNSET;
        }
        for (int i = 0; i < 12; i++) {
            if (text.regionMatches(true, from, MONTHS, i * 3, 3)) {
                return i + 1;
            }
        }
        return UNSET;
    }

    private @Nullable Instant instant() {
        if (hour == UNSET || day == UNSET || month == UNSET || year == UNSET) {
            return null;
        }
        int full = year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
        if (full < 1601) {
            return null;
        }
        try {
            return LocalDateTime.of(full, month, day, hour, minute, second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noSuchDate) {
            return null;
        }
    }
}
