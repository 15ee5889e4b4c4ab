package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ETagTest {
    @Test
    void readsTheExamplesOfTheRfc() {
        assertThat(ETag.parseOrNull("\"xyzzy\"")).isEqualTo(ETag.strong("xyzzy"));
        assertThat(ETag.parseOrNull("W/\"xyzzy\"")).isEqualTo(ETag.weak("xyzzy"));
        assertThat(ETag.parseOrNull("\"\"")).isEqualTo(ETag.strong(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xyzzy",
                "\"",
                "\"a",
                "a\"",
                "w/\"a\"",
                "W/a",
                "W/",
                "W",
                "\"a b\"",
                "\"a\" ",
                " \"a\"",
                "\"a\"b\"",
                "\"a\",\"b\"",
                "\"a\u007f\"",
                "\"a\u0001\"",
                "\"\u0100\"",
                "*"
            })
    void readsNothingElse(String text) {
        assertThat(ETag.parseOrNull(text)).isNull();
    }

    @Test
    void readsLists() {
        assertThat(ETag.parseListOrNull("\"a,b\", W/\"c\",,\"d\" ,\t\"\u00e9\""))
                .containsExactly(
                        ETag.strong("a,b"),
                        ETag.weak("c"),
                        ETag.strong("d"),
                        ETag.strong("\u00e9"));
        assertThat(ETag.parseListOrNull(" , ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a", "\"a\" \"b\"", "\"a\"\"b\"", "\"a\", b", "\"a", "\"a\", *"})
    void refusesLists(String text) {
        assertThat(ETag.parseListOrNull(text)).isNull();
    }

    /// The table of RFC 9110 §8.8.3.2.
    @ParameterizedTest
    @CsvSource({
        "W/\"1\", W/\"1\", false, true",
        "W/\"1\", W/\"2\", false, false",
        "W/\"1\", \"1\", false, true",
        "\"1\", \"1\", true, true"
    })
    void compares(String one, String other, boolean strongly, boolean weakly) {
        ETag a = tag(one);
        ETag b = tag(other);
        assertThat(a.matchesStrongly(b)).isEqualTo(b.matchesStrongly(a)).isEqualTo(strongly);
        assertThat(a.matchesWeakly(b)).isEqualTo(b.matchesWeakly(a)).isEqualTo(weakly);
    }

    private static ETag tag(String text) {
        ETag tag = ETag.parseOrNull(text);
        if (tag == null) {
            throw new AssertionError("expected a tag, got " + text);
        }
        return tag;
    }

    @Test
    void isTheSameForTheSameContentOnly() {
        ETag tag = ETag.of("hello".getBytes(UTF_8));
        assertThat(tag).isEqualTo(ETag.of("hello".getBytes(UTF_8)));
        assertThat(tag).isNotEqualTo(ETag.of("hellp".getBytes(UTF_8)));
        assertThat(tag.weak()).isFalse();
        assertThat(tag.format()).isEqualTo("\"LPJNul-wow4m6Dsqxbning\"");
    }

    @Test
    void refusesWhatCannotStandInATag() {
        assertThatIllegalArgumentException().isThrownBy(() -> ETag.strong("a\"b"));
        assertThatIllegalArgumentException().isThrownBy(() -> ETag.weak("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> ETag.weak("a\r\n"));
    }
}
