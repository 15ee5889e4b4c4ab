package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCookiesTest {
    private static Map<String, String> parse(String... fields) {
        Headers.Builder headers = Headers.builder();
        for (String field : fields) {
            headers.add("cookie", field);
        }
        return RequestCookies.parse(headers.build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1                 | {a=1}",
                "a=1; b=2            | {a=1, b=2}",
                "a=1;b=2             | {a=1, b=2}",
                "a=1;;; b=2;         | {a=1, b=2}",
                "a=b=c==             | {a=b=c==}",
                "a=                  | {a=}",
                "a = 1 ; b=\t2       | {a=1, b=2}",
                "a=\"x y\"           | {a=x y}",
                "a=\"                | {a=\"}",
                "a=\"\"              | {a=}",
                "a=\"x; b=2\"        | {a=\"x, b=2\"}",
                "a=1; a=2            | {a=1}",
                "A=1; a=2            | {A=1, a=2}",
                "lonely; a=1         | {a=1}",
                "=value; a=1         | {a=1}",
                "=;==;a=1            | {a=1}",
                "a,b=1               | {a,b=1}",
                "$Version=1; a=1     | {$Version=1, a=1}",
                "a=%41+b             | {a=%41+b}",
                "a=\u00e4            | {a=\u00e4}",
            })
    void pairs(String field, String expected) {
        assertThat(parse(field)).hasToString(expected);
    }

    @Test
    void nothingIsNothing() {
        assertThat(parse()).isEmpty();
        assertThat(parse("", ";", " ; ")).isEmpty();
    }

    @Test
    void fieldsAreReadOneAfterTheOther() {
        assertThat(parse("a=1; b=2", "a=3; c=4")).hasToString("{a=1, b=2, c=4}");
    }

    /// A trimmed name would be another one's, and what a prefix promises be broken.
    @Test
    void onlyBlanksAreTakenOffNames() {
        assertThat(parse("\u0085__Host-sid=evil; \u00a0__Host-sid=evil"))
                .doesNotContainKey("__Host-sid")
                .hasSize(2);
    }

    @Test
    void manyAreReadInReasonableTime() {
        assertThat(parse("a=1;".repeat(100_000))).hasSize(1);
        assertThat(parse(";".repeat(100_000))).isEmpty();
    }

    @Test
    void theyAreReadOnly() {
        Map<String, String> cookies = parse("a=1");

        assertThatThrownBy(() -> cookies.put("b", "2"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
