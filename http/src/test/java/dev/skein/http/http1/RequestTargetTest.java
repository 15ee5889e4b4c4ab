package dev.skein.http.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.http1.RequestTarget.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    private static Transcript parse(String method, String target) {
        return Transcript.ofRequests(method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    private static RequestTarget target(String method, String target) {
        return parse(method, target).request(0).target();
    }

    @ParameterizedTest
    @CsvSource({
        "/, /, ''",
        "/a/b, /a/b, ''",
        "/a?, /a, ''",
        "/?a=b&c, /, a=b&c",
        "/a?b?c, /a, b?c",
        "//a//, //a//, ''",
        "/../%2e%00;x, /../%2e%00;x, ''",
        "'/a\"<>[]{}|^`\\b', '/a\"<>[]{}|^`\\b', ''",
        "'/?\"<>[]{}|^`\\', /, '\"<>[]{}|^`\\'"
    })
    void originForm(String text, String path, String query) {
        assertThat(target("GET", text))
                .isEqualTo(new RequestTarget(Form.ORIGIN, null, null, path, query));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, http, a, /, ''",
        "HTTP://A:80/, http, A:80, /, ''",
        "https://a.b/c?d, https, a.b, /c, d",
        "http://a?b/c, http, a, /, b/c",
        "http://[::1]:8/x, http, [::1]:8, /x, ''"
    })
    void absoluteForm(String text, String scheme, String authority, String path, String query) {
        assertThat(target("GET", text))
                .isEqualTo(new RequestTarget(Form.ABSOLUTE, scheme, authority, path, query));
        assertThat(parse("GET", text).request(0).authority()).isEqualTo(authority);
    }

    @Test
    void theWholeServer() {
        assertThat(target("OPTIONS", "*"))
                .isEqualTo(new RequestTarget(Form.ASTERISK, null, null, "*", ""));
        assertThat(target("OPTIONS", "http://a:8001").path()).isEqualTo("*");
        assertThat(target("OPTIONS", "http://a:8001/").path()).isEqualTo("/");
        assertThat(target("OPTIONS", "http://a?b").path()).isEqualTo("/");
        assertThat(parse("GET", "*").status()).isEqualTo(400);
        assertThat(parse("OPTIONS", "*a").status()).isEqualTo(400);
    }

    @Test
    void authorityForm() {
        assertThat(target("CONNECT", "a.b:443"))
                .isEqualTo(new RequestTarget(Form.AUTHORITY, null, "a.b:443", "", ""));
        assertThat(target("CONNECT", "[::1]:443").authority()).isEqualTo("[::1]:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "a",
                "a:",
                "a:x",
                "a:65536",
                "http://a/",
                "*",
                "u@a:1",
                "[::1]",
                ":1",
                "a:1/"
            })
    void connectWantsHostAndPort(String text) {
        assertThat(parse("CONNECT", text).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a:1",
                "a/b",
                "?a",
                "ftp://a/",
                "http:/a",
                "http:a",
                "http://",
                "http:///a",
                "http://u@a/",
                "http://u:p@a/",
                "http://a:b/",
                "http://a:/",
                "http://a:65536/",
                "http://[::1/",
                "http://[v1.a]/",
                "//",
                "/#",
                "/a#b",
                "/\u00e4",
                "/\u007f",
                "/\u0001",
                "/\t",
                "httpx://a",
                "http://a\\b/"
            })
    void otherTargetsAreRefused(String text) {
        int expected = text.equals("//") ? 0 : 400;
        assertThat(parse("GET", text).status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a?b", "http://a/", "http://a/b?c", "https://[::1]:8/"})
    void textIsTheWireForm(String text) {
        assertThat(target("GET", text)).hasToString(text);
    }

    @Test
    void textOfTheOtherForms() {
        assertThat(target("CONNECT", "a:1")).hasToString("a:1");
        assertThat(target("OPTIONS", "*")).hasToString("*");
        assertThat(target("OPTIONS", "http://a")).hasToString("http://a");
    }
}
