package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The small parts: sinks, dates, statuses, the grammar, escapes.
class CommonTest {
    @Nested
    class Sinks {
        private final ByteSink out = new ByteSink(0);

        private String text() {
            return new String(out.array(), 0, out.size(), ISO_8859_1);
        }

        @Test
        void growAsBytesCome() {
            out.put('a');
            out.put(new byte[] {'b', 'c'});
            out.put("xdefx".getBytes(ISO_8859_1), 1, 3);
            out.putAscii("ghi");
            out.putAscii("j".repeat(1000));

            assertThat(text()).isEqualTo("abcdefghi" + "j".repeat(1000));
            assertThat(out.toByteArray()).hasSize(1009);
            out.truncate(3);
            assertThat(text()).isEqualTo("abc");
            assertThatThrownBy(() -> out.truncate(4)).isInstanceOf(IllegalArgumentException.class);
            out.clear();
            assertThat(out.size()).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                longs = {
                    0,
                    1,
                    9,
                    10,
                    99,
                    100,
                    12345678901L,
                    Long.MAX_VALUE,
                    -1,
                    Long.MIN_VALUE,
                    15,
                    16,
                    255,
                    256
                })
        void numbers(long value) {
            out.putDecimal(value);
            assertThat(text()).isEqualTo(Long.toString(value));
            out.clear();
            out.putHex(value);
            assertThat(text()).isEqualTo(Long.toHexString(value));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\u0080", "\u010a", "\u20ac"})
        void asciiIsAscii(String text) {
            out.put('x');
            assertThatThrownBy(() -> out.putAscii(text))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(out.size()).isEqualTo(1);
        }
    }

    @Nested
    class Dates {
        @Test
        void theExampleInAllThreeForms() {
            assertThat(HttpDate.format(784111777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
            for (String text :
                    new String[] {
                        "Sun, 06 Nov 1994 08:49:37 GMT",
                        "Sunday, 06-Nov-94 08:49:37 GMT",
                        "Sun Nov  6 08:49:37 1994"
                    }) {
                assertThat(HttpDate.parse(text)).isEqualTo(OptionalLong.of(784111777));
            }
        }

        @Test
        void agreeWithTheLibrary() {
            DateTimeFormatter library =
                    DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                            .withZone(ZoneOffset.UTC);
            Random random = new Random(7);
            for (int i = 0; i < 20_000; i++) {
                long second =
                        i < 10_000
                                ? random.nextLong(-62_000_000_000L, 253_402_300_800L)
                                : (i - 10_000) * 86_399L;
                String text = HttpDate.format(second);
                assertThat(text).isEqualTo(library.format(Instant.ofEpochSecond(second)));
                assertThat(HttpDate.parse(text)).isEqualTo(OptionalLong.of(second));
            }
        }

        @ParameterizedTest
        @CsvSource({
            "'Thursday, 01-Jan-70 00:00:00 GMT', 0",
            "'Friday, 01-Jan-99 00:00:00 GMT', 915148800",
            "'Tuesday, 31-Dec-69 00:00:00 GMT', 3155673600",
            "'Fri Dec 31 23:59:60 1999', 946684800",
            "'Thu, 29 Feb 2024 00:00:00 GMT', 1709164800"
        })
        void otherForms(String text, long second) {
            assertThat(HttpDate.parse(text)).isEqualTo(OptionalLong.of(second));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "now",
                    "784111777",
                    "Sun, 06 Nov 1994 08:49:37",
                    "Sun, 06 Nov 1994 08:49:37 UTC",
                    "Sun, 6 Nov 1994 08:49:37 GMT",
                    "sun, 06 Nov 1994 08:49:37 GMT",
                    "Sun, 06 nov 1994 08:49:37 GMT",
                    "Sun, 06 Nov 1994 24:49:37 GMT",
                    "Sun, 06 Nov 1994 08:60:37 GMT",
                    "Sun, 06 Nov 1994 08:49:61 GMT",
                    "Sun, 31 Nov 1994 08:49:37 GMT",
                    "Sun, 29 Feb 1900 08:49:37 GMT",
                    "Sun, 00 Nov 1994 08:49:37 GMT",
                    "Sun, +6 Nov 1994 08:49:37 GMT",
                    "Sun, 06-Nov-1994 08:49:37 GMT",
                    "Sunday, 06-Nov-1994 08:49:37 GMT",
                    "Someday, 06-Nov-94 08:49:37 GMT",
                    "Sun Nov 06 08:49:37 94",
                    "Sun Nov 6 08:49:37 1994",
                    ",",
                    "Sunday,",
                    "Sun, \u0660\u0666 Nov 1994 08:49:37 GMT",
                    "Sun, 06 Nov 1994 08.49.37 GMT",
                    "unN, 06 Nov 1994 08:49:37 GMT"
                })
        void everythingElseIsNoDate(String text) {
            assertThat(HttpDate.parse(text)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(longs = {Long.MIN_VALUE, -62_167_219_201L, 253_402_300_800L, Long.MAX_VALUE})
        void yearsHaveFourDigits(long second) {
            assertThatThrownBy(() -> HttpDate.format(second))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void theFirstAndTheLast() {
            assertThat(HttpDate.format(-62_167_219_200L))
                    .isEqualTo("Sat, 01 Jan 0000 00:00:00 GMT");
            assertThat(HttpDate.format(253_402_300_799L))
                    .isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
            assertThat(HttpDate.format(253_402_300_799L)).hasSize(HttpDate.LENGTH);
        }
    }

    @Nested
    class Statuses {
        @ParameterizedTest
        @CsvSource({
            "100, Continue",
            "103, Early Hints",
            "200, OK",
            "206, Partial Content",
            "208, Already Reported",
            "226, IM Used",
            "304, Not Modified",
            "306, ''",
            "308, Permanent Redirect",
            "404, Not Found",
            "413, Content Too Large",
            "417, Expectation Failed",
            "418, ''",
            "421, Misdirected Request",
            "425, Too Early",
            "426, Upgrade Required",
            "428, Precondition Required",
            "429, Too Many Requests",
            "431, Request Header Fields Too Large",
            "451, Unavailable For Legal Reasons",
            "500, Internal Server Error",
            "505, HTTP Version Not Supported",
            "508, Loop Detected",
            "510, Not Extended",
            "511, Network Authentication Required",
            "512, ''",
            "599, ''",
            "600, ''",
            "99, ''",
            "-1, ''"
        })
        void reasons(int status, String reason) {
            assertThat(Status.reason(status)).isEqualTo(reason);
        }

        @Test
        void informational() {
            assertThat(Status.isInformational(99)).isFalse();
            assertThat(Status.isInformational(100)).isTrue();
            assertThat(Status.isInformational(199)).isTrue();
            assertThat(Status.isInformational(200)).isFalse();
        }
    }

    @Nested
    class Authorities {
        private boolean is(String text) {
            byte[] bytes = ("#" + text + "#").getBytes(ISO_8859_1);
            return Grammar.isAuthority(bytes, 1, bytes.length - 1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a",
                    "a.b",
                    "a:0",
                    "a:65535",
                    "1.2.3.4",
                    "999.1",
                    "a_b",
                    "%C3%A4",
                    "[::]",
                    "[::1]",
                    "[1::]",
                    "[1:2:3:4:5:6:7:8]",
                    "[::2:3:4:5:6:7:8]",
                    "[1:2:3:4:5:6:7::]",
                    "[1:2::7:8]",
                    "[::1.2.3.4]",
                    "[1:2:3:4:5:6:1.2.3.4]",
                    "[::ffff:1.2.3.4]",
                    "[2001:DB8::1]:80",
                    "[1::1.2.3.4]"
                })
        void right(String text) {
            assertThat(is(text)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ":",
                    ":1",
                    "a:",
                    "a:65536",
                    "a:100000",
                    "a:-1",
                    "a:1a",
                    "a:1:2",
                    "a b",
                    "a/",
                    "@",
                    "u@a",
                    "a,b",
                    "a%",
                    "a%4",
                    "a%4g",
                    "\u00e4",
                    "[",
                    "[]",
                    "[:]",
                    "[:::]",
                    "[1]",
                    "[1:2:3:4:5:6:7]",
                    "[1:2:3:4:5:6:7:8:9]",
                    "[1:2:3:4:5:6:7:8::]",
                    "[::1::]",
                    "[12345::]",
                    "[g::]",
                    "[1:2:3:4:5:6:7:]",
                    "[:1:2:3:4:5:6:7]",
                    "[::1.2.3]",
                    "[::1.2.3.256]",
                    "[::1.2.3.4.5]",
                    "[::1.2.3.4:5]",
                    "[::01.2.3.4]",
                    "[::1.2.3.]",
                    "[::a.2.3.4]",
                    "[1:2:3:4:5:6:7:1.2.3.4]",
                    "[1.2.3.4]",
                    "[::1%25eth0]",
                    "[::1%eth0]",
                    "[v1.a]",
                    "[::1]a",
                    "[::1]:",
                    "[::1",
                    "::1",
                    "[::1]:x",
                    "[1:::2]"
                })
        void wrong(String text) {
            assertThat(is(text)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "007, 7",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -1",
        "9999999999999999999, -1",
        "'', -1",
        "-1, -1",
        "+1, -1",
        "1 , 1",
        "' 1', -1",
        "1a, -1",
        "\u0661, -1",
        "00000000000000000001, -1"
    })
    void decimals(String text, long expected) {
        assertThat(Grammar.decimal(text)).isEqualTo(expected);
    }

    @Test
    void escapesShowEverythingAndHideNothing() {
        assertThat(
                        Escapes.escape(
                                new byte[] {'a', 27, '\r', '\n', '\t', '\\', '"', -1, 0, 127}, 100))
                .isEqualTo("a\\x1b\\r\\n\\t\\\\\\\"\\xff\\x00\\x7f");
        assertThat(Escapes.escape("\u20ac\u2028\u00e4", 100)).isEqualTo("\\u20ac\\u2028\\xe4");
        assertThat(Escapes.escape("abcdef", 3)).isEqualTo("abc…");
        assertThat(Escapes.escape(new byte[5], 2)).isEqualTo("\\x00\\x00…");
        assertThat(Escapes.hex(-1)).isEqualTo("0xff");
    }

    @Test
    void versionsHaveTwoSpellings() {
        assertThat(HttpVersion.HTTP_1_1.text()).isEqualTo("1.1");
        assertThat(HttpVersion.HTTP_1_0).hasToString("HTTP/1.0");
    }

    @Test
    void errorsCarryAStatusAndAnExcerpt() {
        RemoteProtocolException error =
                new RemoteProtocolException(400, "no", new byte[200], 10, 200);

        assertThat(error.excerpt()).hasSize(100);
        assertThat(error.withStatus(502).status()).isEqualTo(502);
        assertThat(error.withStatus(502)).hasMessage("no");
        assertThat(error.getStackTrace()).isEmpty();
        assertThat(new LocalProtocolException("no").status()).isEqualTo(500);
        assertThat(new LocalProtocolException("no").getStackTrace()).isNotEmpty();
    }
}
