package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.exception.HttpBadRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
    private enum Colour {
        RED,
        GREEN
    }

    private static Parameters of(String value) {
        return Parameters.of("n", value);
    }

    private static void assertNames(ThrowingCallable call, String why) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HttpBadRequest.class,
                        e -> {
                            assertThat(e.errors())
                                    .singleElement()
                                    .extracting("field")
                                    .isEqualTo("n");
                            assertThat(e.errors().getFirst().message()).contains(why);
                        });
    }

    @Test
    void orderAndRepetitionAreKept() {
        Parameters parameters = Parameters.of("b", "1", "a", "2", "b", "3");

        assertThat(parameters.get("b")).isEqualTo("1");
        assertThat(parameters.getAll("b")).containsExactly("1", "3");
        assertThat(parameters.names()).containsExactly("b", "a");
        assertThat(parameters.size()).isEqualTo(3);
        assertThat(parameters)
                .containsExactly(Map.entry("b", "1"), Map.entry("a", "2"), Map.entry("b", "3"));
        assertThat(parameters.get("c")).isNull();
        assertThat(parameters.get("c", "other")).isEqualTo("other");
        assertThat(Parameters.of(List.of())).isSameAs(Parameters.EMPTY);
    }

    @Test
    void missingOnesAreNamed() {
        assertNames(() -> Parameters.EMPTY.require("n"), "missing");
        assertNames(() -> Parameters.EMPTY.getInt("n"), "missing");
        assertNames(() -> Parameters.EMPTY.getBoolean("n"), "missing");
        assertThat(Parameters.EMPTY.getInt("n", 7)).isEqualTo(7);
        assertThat(Parameters.EMPTY.getLong("n", 7)).isEqualTo(7);
        assertThat(Parameters.EMPTY.getDouble("n", 7)).isEqualTo(7);
        assertThat(Parameters.EMPTY.getBoolean("n", true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "+1",
                "--1",
                "-",
                "1.0",
                "1e3",
                "0x1",
                "\u0661",
                "\uff11",
                "1_000",
                "2147483648",
                "-2147483649",
                "99999999999999999999"
            })
    void whatIsNoIntegerIsRefused(String text) {
        assertNames(() -> of(text).getInt("n"), "a whole number");
        assertNames(() -> of(text).getInt("n", 7), "a whole number");
    }

    @Test
    void integersToTheirEnds() {
        assertThat(of("2147483647").getInt("n")).isEqualTo(Integer.MAX_VALUE);
        assertThat(of("-2147483648").getInt("n")).isEqualTo(Integer.MIN_VALUE);
        assertThat(of("007").getInt("n")).isEqualTo(7);
        assertThat(of("9223372036854775807").getLong("n")).isEqualTo(Long.MAX_VALUE);
        assertThat(of("-9223372036854775808").getLong("n")).isEqualTo(Long.MIN_VALUE);
        assertNames(() -> of("9223372036854775808").getLong("n"), "a whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "NaN",
                "Infinity",
                "1d",
                "1f",
                "0x1p3",
                "1e999",
                "-1e999",
                "1,5",
                ".",
                "e",
                "\u0661"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertNames(() -> of(text).getDouble("n"), "a number");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-1.5, -1.5", "1e3, 1000", "1E-3, 0.001", ".5, 0.5", "1e-999, 0"})
    void numbers(String text, double value) {
        assertThat(of(text).getDouble("n")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "TRUE, true",
        "1, true",
        "on, true",
        "yes, true",
        "false, false",
        "0, false",
        "Off, false",
        "no, false"
    })
    void truth(String text, boolean value) {
        assertThat(of(text).getBoolean("n")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "t", "wahr", "true "})
    void neither(String text) {
        assertNames(() -> of(text).getBoolean("n"), "true or false");
    }

    @Test
    void constants() {
        assertThat(of("green").getEnum("n", Colour.class)).isEqualTo(Colour.GREEN);
        assertNames(() -> of("blue").getEnum("n", Colour.class), "one of [RED, GREEN]");
    }

    @Test
    void anyKindByAParser() {
        LocalDate day = of("2026-01-31").getAs("n", "a date", LocalDate::parse);

        assertThat(day).isEqualTo(LocalDate.of(2026, 1, 31));
        assertNames(() -> of("2026-02-31").getAs("n", "a date", LocalDate::parse), "a date");
    }

    @Test
    void namesAndValuesCome() {
        assertThatThrownBy(() -> Parameters.of("a")).isInstanceOf(IllegalArgumentException.class);
    }
}
