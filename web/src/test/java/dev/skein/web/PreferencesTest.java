package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {
    private static Preferences of(String value) {
        return Preferences.of(Headers.of("accept", value), "accept");
    }

    /// The examples of RFC 9110 §12.5.1.
    @ParameterizedTest
    @CsvSource({
        "'audio/*; q=0.2, audio/basic',                                  'audio/mpeg audio/basic', audio/basic",
        "'audio/*; q=0.2, audio/basic',                                  'audio/mpeg',             audio/mpeg",
        "'text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c',    'text/plain text/x-dvi text/html', text/html",
        "'text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c',    'text/plain text/x-dvi',  text/x-dvi",
        "'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5', 'text/html text/plain', text/plain",
        "'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5', 'text/html image/jpeg', image/jpeg",
        "'text/html;level=3;q=0.7, text/html, */*;q=0.1',                'image/png text/html',    text/html",
        "'*/*, text/html;q=0',                                           'text/html',              ",
        "'text/*, text/html;q=0',                                        'text/html text/css',     text/css",
        "'TEXT/HTML;Q=0.5',                                              'text/html',              text/html",
        "'image/png',                                                    'text/html',              ",
    })
    void typesOfTheStandard(String accept, String offered, @Nullable String best) {
        assertThat(of(accept).bestType(offered.split(" "))).isEqualTo(best);
    }

    @Test
    void ofEqualsTheFirstOffered() {
        assertThat(of("b/b, a/a").bestType("a/a", "b/b")).isEqualTo("a/a");
        assertThat(of("*/*").bestType("b/b", "a/a")).isEqualTo("b/b");
    }

    @Test
    void whoSaysNothingTakesAll() {
        Preferences none = Preferences.of(Headers.EMPTY, "accept");

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.bestType("a/a", "b/b")).isEqualTo("a/a");
        assertThat(none.qualityOf("gzip")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip,            1",
        "gzip;q=1,        1",
        "gzip;q=1.,       1",
        "gzip;q=1.0,      1",
        "gzip;q=1.000,    1",
        "gzip;q=0.5,      0.5",
        "gzip;q=0.05,     0.05",
        "gzip;q=0.005,    0.005",
        "gzip;q=0,        0",
        "gzip;q=0.,       0",
        "gzip;q=0.000,    0",
        "gzip ; q=0.5,    0.5",
        "gzip; Q=0.5,     0.5",
        "*;q=0.3,         0.3",
        "br,              0",
        "'*;q=0.3, gzip;q=0.1', 0.1",
        "'gzip;q=0, *',   0",
    })
    void weights(String accept, double quality) {
        assertThat(of(accept).qualityOf("gzip")).isEqualTo(quality);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2", "1.1", "1.001", "0.1234", ".5", "-1", "+1", "1e0", "0x1", "NaN", "", " ", "00",
                "10", "\u0661", "\"1\""
            })
    void whatIsNoWeightTakesItsMemberAlong(String weight) {
        Preferences preferences =
                Preferences.of(
                        Headers.of(
                                "a", new String(("gzip;q=" + weight).getBytes(UTF_8), ISO_8859_1)),
                        "a");

        assertThat(preferences.names("gzip")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'da, en-gb;q=0.8, en;q=0.7', 'en da',       da",
        "'da, en-gb;q=0.8, en;q=0.7', 'en en-GB',    en-GB",
        "'en',                        'de en-US',    en-US",
        "'en-US',                     'en de',       ",
        "'de;q=0.1, *',               'de fr',       fr",
        "'e',                         'en',          ",
        "'en;q=0, *',                 'en-US fr',    fr",
    })
    void languages(String accept, String offered, @Nullable String best) {
        assertThat(of(accept).bestLanguage(offered.split(" "))).isEqualTo(best);
    }

    @Test
    void allFieldsOfTheNameCount() {
        Headers headers = Headers.of("accept", "a/a;q=0.1", "accept", "b/b");

        assertThat(Preferences.of(headers, "accept").bestType("a/a", "b/b")).isEqualTo("b/b");
    }

    @Test
    void onlySoManyAreLookedAt() {
        assertThat(of("a/a,".repeat(100_000) + "b/b").bestType("b/b")).isNull();
        assertThat(of("a/a, ".repeat(62) + "b/b").bestType("b/b")).isEqualTo("b/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",,,",
                ";",
                ";q=1",
                "/",
                "a/",
                "/b",
                "*/b",
                "text",
                " , ;;; ,",
                "text/html;;;q=0"
            })
    void nonsenseIsPassedOver(String accept) {
        assertThat(of(accept).bestType("text/html", "a/b")).isIn(null, "text/html");
    }
}
