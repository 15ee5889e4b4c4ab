package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 3986 §5.4, and what redirects bring.
class UrlResolveTest {
    private static final Url BASE = Url.parse("http://a/b/c/d;p?q");

    @ParameterizedTest
    @CsvSource({
        "g,       http://a/b/c/g",
        "./g,     http://a/b/c/g",
        "g/,      http://a/b/c/g/",
        "/g,      http://a/g",
        "//g,     http://g/",
        "?y,      http://a/b/c/d;p?y",
        "g?y,     http://a/b/c/g?y",
        "#s,      http://a/b/c/d;p?q#s",
        "g#s,     http://a/b/c/g#s",
        "g?y#s,   http://a/b/c/g?y#s",
        ";x,      http://a/b/c/;x",
        "g;x,     http://a/b/c/g;x",
        "g;x?y#s, http://a/b/c/g;x?y#s",
        "'',      http://a/b/c/d;p?q",
        ".,       http://a/b/c/",
        "./,      http://a/b/c/",
        "..,      http://a/b/",
        "../,     http://a/b/",
        "../g,    http://a/b/g",
        "../..,   http://a/",
        "../../,  http://a/",
        "../../g, http://a/g",
    })
    void normalExamples(String reference, String url) {
        assertThat(BASE.resolve(reference)).hasToString(url);
    }

    @Test
    void anotherSchemeIsRefusedByName() {
        assertThatThrownBy(() -> BASE.resolve("g:h"))
                .isInstanceOf(UrlException.class)
                .hasMessage("expected a URL of scheme http, https, ws or wss, came scheme \"g\"");
        assertThatThrownBy(() -> BASE.resolve("JavaScript:alert(1)"))
                .hasMessageContaining("\"javascript\"");
    }

    @ParameterizedTest
    @CsvSource({
        "../../../g,    http://a/g",
        "../../../../g, http://a/g",
        "/./g,          http://a/g",
        "/../g,         http://a/g",
        "g.,            http://a/b/c/g.",
        ".g,            http://a/b/c/.g",
        "g..,           http://a/b/c/g..",
        "..g,           http://a/b/c/..g",
        "./../g,        http://a/b/g",
        "./g/.,         http://a/b/c/g/",
        "g/./h,         http://a/b/c/g/h",
        "g/../h,        http://a/b/c/h",
        "g;x=1/./y,     http://a/b/c/g;x=1/y",
        "g;x=1/../y,    http://a/b/c/y",
        "g?y/./x,       http://a/b/c/g?y/./x",
        "g?y/../x,      http://a/b/c/g?y/../x",
        "g#s/./x,       http://a/b/c/g#s/./x",
        "g#s/../x,      http://a/b/c/g#s/../x",
        "http:g,        http://a/b/c/g",
    })
    void abnormalExamples(String reference, String url) {
        assertThat(BASE.resolve(reference)).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://u:p@a:81/x?q#f, /y,              http://u:p@a:81/y",
        "http://u:p@a:81/x?q#f, '',              http://u:p@a:81/x?q",
        "http://u:p@a:81/x?q#f, //b/y,           http://b/y",
        "http://u:p@a:81/x?q#f, http://a:81/y,   http://a:81/y",
        "http://u:p@a:81/x?q#f, https://a/y,     https://a/y",
        "https://a/x,           http:y,          http://y/",
        "wss://a/x,             ' /y ',          wss://a/y",
        "http://a/x,            /?a=b c,         http://a/?a=b%20c",
        "http://a/x,            /é,              http://a/%C3%A9",
        "http://a/x,            /..%2F..%2Fetc,  http://a/..%2F..%2Fetc",
        "http://a/x/y/z,        %2E%2e/w,        http://a/x/w",
        "http://a/x//y,         ../z,            http://a/x/z",
    })
    void redirects(String base, String reference, String url) {
        assertThat(Url.parse(base).resolve(reference)).hasToString(url);
    }

    @Test
    void aReferenceThatAsksForAnotherHostByBackslashIsRefused() {
        assertThatThrownBy(() -> BASE.resolve("/\\evil.example/"))
                .hasMessageContaining("came \\ at index 1");
        assertThat(BASE.resolve("?a\\b#c\\d")).hasToString("http://a/b/c/d;p?a\\b#c\\d");
    }
}
