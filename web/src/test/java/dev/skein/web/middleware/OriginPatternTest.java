package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.com, https://example.com, true",
        "https://example.com, http://example.com, false",
        "https://example.com, https://example.com:8443, false",
        "https://example.com, https://example.com.evil.net, false",
        "https://example.com, null, false",
        "https://example.com:8443, https://example.com:8443, true",
        "https://*.example.com, https://a.example.com, true",
        "https://*.example.com, https://a.b-c.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://.example.com, false",
        "https://*.example.com, https://a..example.com, false",
        "https://*.example.com, https://evilexample.com, false",
        "https://*.example.com, http://a.example.com, false",
        "https://*.example.com, https://evil.net/.example.com, false",
        "https://*.example.com, https://evil.net#.example.com, false",
        "https://*.example.com, https://evil.net:1@a.example.com, false",
        "https://*.example.com, https://a.example.com:8443, false",
        "https://*.example.com:8443, https://a.example.com:8443, true",
        "http://[::1]:3000, http://[::1]:3000, true",
        "capacitor://localhost, capacitor://localhost, true"
    })
    void matches(String pattern, String origin, boolean same) {
        assertThat(OriginPattern.parse(pattern).matches(origin)).isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "example.com",
                "https://",
                "https://example.com/",
                "https://Example.com",
                "HTTPS://example.com",
                "https://example.com:443",
                "http://example.com:80",
                "https://*",
                "https://*.",
                "https://*example.com",
                "https://a.*.com",
                "https://a@b",
                "https://a:0",
                "https://a b"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> OriginPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
