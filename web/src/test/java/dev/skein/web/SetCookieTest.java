package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetCookieTest {
    private final SetCookie cookie = SetCookie.of("sid", "31d4d96e407aad42");

    @Test
    void safeByDefault() {
        assertThat(cookie.format(false))
                .isEqualTo("sid=31d4d96e407aad42; Path=/; HttpOnly; SameSite=Lax");
        assertThat(cookie.format(true))
                .isEqualTo("sid=31d4d96e407aad42; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void allAttributes() {
        SetCookie all =
                cookie.withPath("/a b")
                        .withDomain("example.com")
                        .withMaxAge(Duration.ofHours(1))
                        .withHttpOnly(false)
                        .withSameSite(SetCookie.SameSite.NONE)
                        .withPartitioned();

        assertThat(all.format(false))
                .isEqualTo(
                        "sid=31d4d96e407aad42; Path=/a b; Domain=example.com; Max-Age=3600; Secure; SameSite=None; Partitioned");
    }

    @Test
    void secureCanBeForcedAndForbidden() {
        assertThat(cookie.withSecure(true).format(false)).contains("; Secure");
        assertThat(cookie.withSecure(false).format(true)).doesNotContain("Secure");
    }

    @Test
    void deletionIsForOldBrowsersToo() {
        assertThat(SetCookie.deleted("sid").format(false))
                .startsWith("sid=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(SetCookie.deleted("__Host-sid").format(true))
                .contains("__Host-sid=;", "; Secure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a;b",
                "a,b",
                "a\"b",
                "a\\b",
                "a\tb",
                "a\u007fb",
                "\u00e4",
                "\"a\"",
                " a",
                "a "
            })
    void valuesAreCookieOctets(String value) {
        assertThatThrownBy(() -> SetCookie.of("a", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a;b", "a,b", "(a)", "\u00e4", "a\0"})
    void namesAreTokens(String name) {
        assertThatThrownBy(() -> SetCookie.of(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/;Domain=evil.com", "/\u00e4", "/\n"})
    void pathsArePaths(String path) {
        assertThatThrownBy(() -> cookie.withPath(path))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a;b", "a b", "example.com; Secure", "\u00e4.de", "a/b", "a:80"})
    void domainsAreDomains(String domain) {
        assertThatThrownBy(() -> cookie.withDomain(domain))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void promisesAreKept() {
        SetCookie.SameSite none = SetCookie.SameSite.NONE;

        assertThatThrownBy(() -> cookie.withSameSite(none).withSecure(false))
                .hasMessageContaining("secure");
        assertThatThrownBy(() -> cookie.withPartitioned().withSecure(null))
                .hasMessageContaining("secure");
        assertThatThrownBy(() -> SetCookie.deleted("__Host-a").withPath("/a"))
                .hasMessageContaining("__Host-");
        assertThatThrownBy(() -> SetCookie.deleted("__HOST-a").withDomain("a.com"))
                .hasMessageContaining("__Host-");
        assertThatThrownBy(() -> SetCookie.deleted("__Secure-a").withSecure(false))
                .hasMessageContaining("secure");
    }

    @Test
    void timesAreNotNegative() {
        assertThatThrownBy(() -> cookie.withMaxAge(Duration.ofSeconds(-1)))
                .hasMessageContaining("maxAge");
        assertThat(cookie.withMaxAge(Duration.ofSeconds(Long.MAX_VALUE)).format(false))
                .contains("; Max-Age=9223372036854775807");
    }

    @Test
    void whatNoBrowserKeepsIsRefused() {
        assertThat(SetCookie.of("a", "v".repeat(4095)).value()).hasSize(4095);
        assertThatThrownBy(() -> SetCookie.of("a", "v".repeat(4096))).hasMessageContaining("4096");
    }

    @Test
    void laterCookieOfTheSamePlaceWins() {
        Response response =
                Response.text("")
                        .withCookie("a", "1")
                        .withCookie(SetCookie.of("a", "2").withPath("/b"))
                        .withCookie("a", "3")
                        .withStatus(201);

        assertThat(response.cookies()).extracting(SetCookie::value).containsExactly("2", "3");
    }
}
