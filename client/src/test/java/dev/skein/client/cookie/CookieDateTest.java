package dev.skein.client.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994 | 1994-11-06T08:49:37Z",
                "1 jan 69 1:2:3 | 2069-01-01T01:02:03Z",
                "1 jan 70 1:2:3 | 1970-01-01T01:02:03Z",
                "1st january 2030 01:02:03am | 2030-01-01T01:02:03Z",
                "29 feb 2028 0:0:0 | 2028-02-29T00:00:00Z",
                "31 dec 1601 23:59:59 | 1601-12-31T23:59:59Z",
                "5 6 07 may 2020 0:0:0 | 2007-05-05T00:00:00Z",
            })
    void readsTheFirstOfEachKind(String text, Instant date) {
        assertThat(CookieDate.parse(text)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "30 feb 2028 0:0:0",
                "29 feb 2027 0:0:0",
                "0 jan 2028 0:0:0",
                "32 jan 2028 0:0:0",
                "1 jan 1600 0:0:0",
                "1 jan 199 0:0:0",
                "1 jan 20280 0:0:0",
                "1 jan 2028 24:0:0",
                "1 jan 2028 0:60:0",
                "1 jan 2028 0:0:60",
                "1 jan 2028 0:0",
                "1 jan 2028 000:0:0",
                "1 ja 2028 0:0:0",
                "jan 2028 0:0:0",
                "1 2028 0:0:0",
                "1 jan 0:0:0",
                "1 jan 2028",
                "\u0661 jan 2028 0:0:0",
                "999999999999999999999 jan 2028 0:0:0",
            })
    void refusesWhatIsNoDate(String text) {
        assertThat(CookieDate.parse(text)).isNull();
    }
}
