package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.OptionalLong;

/// Dates of RFC 9110 §5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`: seconds since 1970 to text
/// and back.
///
/// Years 0 to 9999. Writing takes no formatter and no allocation; reading knows all three forms.
public final class HttpDate {
    /// Bytes of the preferred form, which is always as long as this.
    public static final int LENGTH = 29;

    private static final String DAYS = "ThuFriSatSunMonTueWed";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String[] LONG_DAYS = {
        "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"
    };
    private static final int SECONDS_PER_DAY = 86_400;
    private static final long FIRST = -62_167_219_200L;
    private static final long LAST = 253_402_300_799L;

    private HttpDate() {}

    /// The preferred form, always in GMT.
    ///
    /// @throws IllegalArgumentException outside the years 0 to 9999
    public static String format(long epochSecond) {
        ByteSink out = new ByteSink(LENGTH);
        write(epochSecond, out);
        return new String(out.array(), 0, LENGTH, ISO_8859_1);
    }

    /// Puts the preferred form.
    ///
    /// @throws IllegalArgumentException outside the years 0 to 9999; nothing has been put then
    public static void write(long epochSecond, ByteSink out) {
        if (epochSecond < FIRST || epochSecond > LAST) {
            throw new IllegalArgumentException(
                    "expected a second in the years 0 to 9999, came "
                            + epochSecond
                            + " since 1970");
        }
        long day = Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY);
        int second = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        putName(out, DAYS, (int) Math.floorMod(day, 7L));
        out.put(',');
        out.put(' ');
        putCivil(out, day);
        putPair(out, second / 3600);
        out.put(':');
        putPair(out, second / 60 % 60);
        out.put(':');
        putPair(out, second % 60);
        out.putAscii(" GMT");
    }

    /// Puts `06 Nov 1994 `; the calendar runs in eras of 400 years that start on a first of March.
    private static void putCivil(ByteSink out, long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) Math.floorMod(shifted, 146_097L);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        int month = shiftedMonth < 10 ? shiftedMonth + 2 : shiftedMonth - 10;
        int year = (int) (era * 400) + yearOfEra + (month < 2 ? 1 : 0);
        putPair(out, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
        out.put(' ');
        putName(out, MONTHS, month);
        out.put(' ');
        putPair(out, year / 100);
        putPair(out, year % 100);
        out.put(' ');
    }

    private static void putName(ByteSink out, String names, int index) {
        for (int i = index * 3; i < index * 3 + 3; i++) {
            out.put(names.charAt(i));
        }
    }

    private static void putPair(ByteSink out, int number) {
        out.put('0' + number / 10);
        out.put('0' + number % 10);
    }

    /// Reads any of the three forms; empty when the text is none of them.
    ///
    /// The weekday must be a weekday, but need not be the right one. Two-digit years are 1970–2069:
    /// this module has no clock to count fifty years from. A leap second counts as the second after
    /// it.
    public static OptionalLong parse(String text) {
        // RFC 9110 §5.6.7: "A recipient that parses a timestamp value in an HTTP field MUST accept
        // all three HTTP-date formats."
        int comma = text.indexOf(',');
        if (comma == 3 && text.length() == LENGTH && weekday(text)) {
            return imf(text);
        }
        if (comma > 3) {
            return rfc850(text, comma);
        }
        return text.length() == 24 && weekday(text) ? asctime(text) : OptionalLong.empty();
    }

    private static OptionalLong imf(String text) {
        if (!at(text, 4, " ")
                || !at(text, 7, " ")
                || !at(text, 11, " ")
                || !at(text, 16, " ")
                || !at(text, 25, " GMT")) {
            return OptionalLong.empty();
        }
        int year = number(text, 12, 4);
        return instant(year, month(text, 8), number(text, 5, 2), time(text, 17));
    }

    private static OptionalLong rfc850(String text, int comma) {
        boolean named = false;
        for (String day : LONG_DAYS) {
            named |= day.length() == comma && text.startsWith(day);
        }
        int i = comma + 1;
        if (!named
                || text.length() != i + 23
                || !at(text, i, " ")
                || !at(text, i + 3, "-")
                || !at(text, i + 7, "-")
                || !at(text, i + 10, " ")
                || !at(text, i + 19, " GMT")) {
            return OptionalLong.empty();
        }
        int year = number(text, i + 8, 2);
        int full = year < 0 ? year : year + (year < 70 ? 2000 : 1900);
        return instant(full, month(text, i + 4), number(text, i + 1, 2), time(text, i + 11));
    }

    private static OptionalLong asctime(String text) {
        if (!at(text, 3, " ") || !at(text, 7, " ") || !at(text, 10, " ") || !at(text, 19, " ")) {
            return OptionalLong.empty();
        }
        int day = text.charAt(8) == ' ' ? number(text, 9, 1) : number(text, 8, 2);
        return instant(number(text, 20, 4), month(text, 4), day, time(text, 11));
    }

    private static OptionalLong instant(int year, int month, int day, int time) {
        if (year < 0 || month < 0 || day < 1 || time < 0 || day > lengthOf(year, month)) {
            return OptionalLong.empty();
        }
        // Months count from March, so that the leap day is the last one of its year.
        int shiftedYear = month < 2 ? year - 1 : year;
        int era = Math.floorDiv(shiftedYear, 400);
        int yearOfEra = shiftedYear - era * 400;
        int shiftedMonth = month < 2 ? month + 10 : month - 2;
        int dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return OptionalLong.of((era * 146_097L + dayOfEra - 719_468) * SECONDS_PER_DAY + time);
    }

    private static int lengthOf(int year, int month) {
        if (month == 1) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
    }

    /// Seconds of the day from `08:49:37`, or -1.
    private static int time(String text, int i) {
        int hour = number(text, i, 2);
        int minute = number(text, i + 3, 2);
        int second = number(text, i + 6, 2);
        boolean right =
                at(text, i + 2, ":")
                        && at(text, i + 5, ":")
                        && hour >= 0
                        && minute >= 0
                        && second >= 0;
        return right && hour < 24 && minute < 60 && second <= 60
                ? hour * 3600 + minute * 60 + second
                : -1;
    }

    private static int month(String text, int i) {
        return indexOf(MONTHS, text, i);
    }

    private static boolean weekday(String text) {
        return indexOf(DAYS, text, 0) >= 0;
    }

    private static int indexOf(String names, String text, int i) {
        for (int at = 0; at < names.length(); at += 3) {
            if (names.regionMatches(at, text, i, 3)) {
                return at / 3;
            }
        }
        return -1;
    }

    private static boolean at(String text, int i, String expected) {
        return text.startsWith(expected, i);
    }

    private static int number(String text, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
