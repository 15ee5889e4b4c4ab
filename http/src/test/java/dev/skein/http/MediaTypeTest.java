package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | text/html",
                "Text/HTML;Charset=\"utf-8\" | text/html; charset=utf-8",
                "' text/html ; charset=UTF-8 ' | text/html; charset=UTF-8",
                "text/html;;;charset=a; | text/html; charset=a",
                "text/html; charset=a; CHARSET=b | text/html; charset=a",
                "multipart/form-data; boundary=\"a b\\\"c\" | multipart/form-data; boundary=\"a b\\\"c\"",
                "a/b; x=\"\" | a/b; x=\"\"",
                "application/vnd.api+json | application/vnd.api+json",
            })
    void parsesAndFormats(String text, String canonical) {
        MediaType type = MediaType.parse(text);
        assertThat(type).hasToString(canonical);
        assertThat(MediaType.parse(canonical)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/html",
                "text/html/x",
                "text /html",
                "text/ html",
                "te xt/html",
                "text/html,",
                "text/html; charset",
                "text/html; charset=",
                "text/html; charset =a",
                "text/html; charset= a",
                "text/html; =a",
                "text/html; a=\"b",
                "text/html; a=\"b\\",
                "text/html; a=b c",
                "text/html; a=\"b\"c",
                "text/html; a=é",
                "text/html; a=\"\u20AC\"",
                "text/html; a=\"\r\n\"",
                "text/html, text/plain",
                "téxt/html",
                "text/html\u00A0",
            })
    void refuses(String text) {
        assertThat(MediaType.parseOrNull(text)).isNull();
        assertThatThrownBy(() -> MediaType.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected a media type such as");
    }

    @Test
    void hasParts() {
        MediaType type = MediaType.parse("Text/HTML; Charset=ISO-8859-1; q=\"a;b\"");
        assertThat(type.type()).isEqualTo("text");
        assertThat(type.subtype()).isEqualTo("html");
        assertThat(type.parameter("CHARSET")).isEqualTo("ISO-8859-1");
        assertThat(type.parameter("q")).isEqualTo("a;b");
        assertThat(type.parameter("x")).isNull();
        assertThat(type.charset()).isEqualTo(ISO_8859_1);
        assertThat(type.parameters()).containsOnlyKeys("charset", "q");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a/b; charset=x-unknown",
                "a/b; charset=\"\"",
                "a/b; charset=\"a b\""
            })
    void anUnknownCharsetIsNone(String text) {
        assertThat(MediaType.parse(text).charset()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, true",
        "text/json, true",
        "APPLICATION/JSON;charset=utf-8, true",
        "application/problem+json, true",
        "image/x+json, true",
        "application/jsonp, false",
        "application/json-seq, false",
        "image/json, false",
        "text/html, false",
    })
    void knowsJson(String text, boolean json) {
        assertThat(MediaType.parse(text).isJson()).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, true",
        "TEXT/*, true",
        "*/*, true",
        "text/html;level=1, true",
        "text/plain, false",
        "image/*, false",
        "*/html, false",
        "text, false",
    })
    void matchesRanges(String range, boolean matches) {
        assertThat(MediaType.parse("text/html; charset=utf-8").matches(range)).isEqualTo(matches);
    }

    @Test
    void isMadeOfParts() {
        MediaType type =
                MediaType.of("Text", "Plain")
                        .withParameter("Charset", UTF_8.name())
                        .withParameter("n", "a \\");
        assertThat(type).hasToString("text/plain; charset=UTF-8; n=\"a \\\\\"");
        assertThat(type.withParameter("charset", "x").parameter("charset")).isEqualTo("x");
        assertThat(type.charset()).isEqualTo(UTF_8);
    }

    @Test
    void illegalPartsAreRefused() {
        assertThatThrownBy(() -> MediaType.of("te xt", "plain"))
                .hasMessage("expected a token such as \"text\", came \"te xt\"");
        assertThatThrownBy(() -> MediaType.of("text", ""))
                .isInstanceOf(IllegalArgumentException.class);
        MediaType type = MediaType.of("text", "plain");
        assertThatThrownBy(() -> type.withParameter("a=", "b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> type.withParameter("a", "b\r\nc"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MediaType("a", "b", Map.of("x", "\u20AC")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
