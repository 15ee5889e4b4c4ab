package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathKindTest {
    @ParameterizedTest
    @CsvSource({
        "int, 0",
        "int, 007",
        "int, -1",
        "int, -0",
        "int, 2147483647",
        "int, -2147483648",
        "long, 2147483648",
        "long, 9223372036854775807",
        "long, -9223372036854775808",
        "uuid, 123e4567-e89b-12d3-a456-426614174000",
        "uuid, 123E4567-E89B-12D3-A456-426614174000",
        "slug, a",
        "slug, A_b-9",
        "'[ab]{2}', ab",
        "a|b, b"
    })
    void takes(String kind, String value) {
        assertThat(accepts(kind, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "int, ''",
        "int, -",
        "int, +1",
        "int, 1.",
        "int, ' 1'",
        "int, ١",
        "int, 0x1",
        "int, 2147483648",
        "int, -2147483649",
        "int, 4294967296",
        "int, 00000000001",
        "int, 99999999999999999999",
        "long, 9223372036854775808",
        "long, -9223372036854775809",
        "long, 18446744073709551616",
        "uuid, 123e4567-e89b-12d3-a456-42661417400",
        "uuid, 123e4567-e89b-12d3-a456-4266141740000",
        "uuid, 123e4567ee89b-12d3-a456-426614174000",
        "uuid, 123e4567-e89b-12d3-a456-42661417400g",
        "uuid, 1-1-1-1-1",
        "slug, ''",
        "slug, a b",
        "slug, é",
        "slug, a/b",
        "'[ab]{2}', abc",
        "a|b, ab"
    })
    void refuses(String kind, String value) {
        assertThat(accepts(kind, value)).isFalse();
    }

    private static boolean accepts(String kind, String value) {
        return PathKind.of(kind).accepts("<" + value + ">", 1, value.length() + 1);
    }

    @Test
    void aRegularExpressionSeesNoLongText() {
        String longest = "a".repeat(PathKind.LONGEST_FOR_REGEX);
        assertThat(accepts("(a|b)*", longest)).isTrue();
        assertThat(accepts("(a|b)*", longest + "a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "integer", "Int", "[", "(", "*"})
    void isNeitherKindNorExpression(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathKind.of(text))
                .withMessageContaining("regular expression")
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void sameTextIsTheSame() {
        assertThat(PathKind.of("[ab]"))
                .isEqualTo(PathKind.of("[ab]"))
                .hasSameHashCodeAs(PathKind.of("[ab]"));
        assertThat(PathKind.of("[ab]")).isNotEqualTo(PathKind.of("[ba]"));
        assertThat(PathKind.of("int")).hasToString(":int");
    }
}
