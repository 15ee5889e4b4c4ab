package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.client.Proxy.Kind;
import dev.skein.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a proxy is called.
class ProxyTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://h, HTTP, h, 80, -, -",
                "http://h/, HTTP, h, 80, -, -",
                "h, HTTP, h, 80, -, -",
                "h:3128, HTTP, h, 3128, -, -",
                "HTTPS://Proxy.Example, HTTPS, proxy.example, 443, -, -",
                "socks5://1.2.3.4, SOCKS5, 1.2.3.4, 1080, -, -",
                "socks5h://[::1], SOCKS5H, [::1], 1080, -, -",
                "http://[::1]:8080/, HTTP, [::1], 8080, -, -",
                "http://u@h, HTTP, h, 80, u, -",
                "http://u:@h, HTTP, h, 80, u, ''",
                "http://u:p:q@h:1, HTTP, h, 1, u, p:q",
                "u:p@h:1, HTTP, h, 1, u, p",
                "u:a://b@h, HTTP, h, 80, u, a://b",
                "http://u%40x:%c3%a9%2F@h:1, HTTP, h, 1, u@x, \u00e9/",
                "http://u:p@q@h, HTTP, h, 80, u, p@q",
                "socks5://u%3Ax:p@h, SOCKS5, h, 1080, u:x, p",
            })
    void parsed(String text, Kind kind, String host, int port, String user, String password) {
        assertThat(Proxy.parse(text))
                .isEqualTo(new Proxy(kind, host, port, user, password, Headers.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "http:///",
                "://h",
                "ftp://h",
                "socks4://h",
                "http://h/path",
                "http://h?q",
                "http://h#f",
                "http://h:",
                "http://h:0",
                "http://h:65536",
                "http://h:+1",
                "http://h:\u0661",
                "http://h%41",
                "http://h\u00e9",
                "http://h\u0161",
                "http://h h",
                "http://::1",
                "http://[::1",
                "http://[fe80::1%25eth0]",
                "http://a,b",
                "http://u%3Ax:p@h",
                "http://u%0a@h",
                "http://u%zz@h",
                "http://\u00e9@h",
                "socks5://:p@h",
            })
    void refused(String text) {
        assertThatThrownBy(() -> Proxy.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@",
                "http://user:secret",
                "http://user:secret@h/path",
                "ftp://user:secret@h",
                "http://user:secret%@h",
                "http://user:secret%0a@h",
                "http://user:secret%ff@h",
                "http://user:secret@h:0",
                "user:x://secret@h:0",
                "http://a%3ab:secret@h",
            })
    void messagesHideThePassword(String text) {
        assertThatThrownBy(() -> Proxy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected")
                .hasMessageNotContaining("secret");
    }

    @Test
    void messagesSayWhatIsAllowed() {
        assertThatThrownBy(() -> Proxy.parse("socks4://h"))
                .hasMessage(
                        "expected a proxy with http, https, socks5 or socks5h, came \"socks4\"");
        assertThatThrownBy(() -> Proxy.parse("http://h/x"))
                .hasMessage(
                        "expected http://[user:password@]host[:port] without a path, came \"h/x\""
                                + " as host and port");
    }

    @Test
    void textHidesThePasswordAndTheHeaders() {
        Proxy proxy =
                Proxy.parse("https://u:secret@h").withHeaders(Headers.of("x-token", "hidden"));

        assertThat(proxy).hasToString("https://u:***@h:443");
        assertThat(proxy.withUser("u", null)).hasToString("https://u@h:443");
        assertThat(proxy.withUser(null, null)).hasToString("https://h:443");
        assertThat(proxy.headers().get("x-token")).isEqualTo("hidden");
        assertThat(proxy).isNotEqualTo(Proxy.parse("https://u:secret@h"));
    }

    @Test
    void partsAreJudged() {
        Proxy http = new Proxy(Kind.HTTP, "H", 1);
        Proxy socks = new Proxy(Kind.SOCKS5, "h", 1);
        Headers headers = Headers.of("proxy-authorization", "Bearer x");

        assertThat(http.host()).isEqualTo("h");
        assertThat(socks.kind().isSocks()).isTrue();
        assertThat(http.kind().isSocks()).isFalse();
        assertThatThrownBy(() -> http.withUser(null, "p"))
                .hasMessage("expected a user beside the password, came none");
        assertThatThrownBy(() -> http.withUser("u", "p").withHeaders(headers))
                .hasMessageContaining("came both");
        assertThatThrownBy(() -> socks.withHeaders(headers)).hasMessageContaining("SOCKS");
        assertThatThrownBy(() -> socks.withUser("u".repeat(256), "p"))
                .hasMessageContaining("1 to 255 bytes");
        assertThatThrownBy(() -> socks.withUser("u", "\u00e9".repeat(128)))
                .hasMessageContaining("0 to 255 bytes");
        assertThatThrownBy(() -> new Proxy(Kind.HTTP, "h:1", 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Proxy(Kind.HTTP, "[::1]:2", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
