package dev.skein.client.cookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.http.Url;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieJarTest {
    private static final Url SECURE = Url.parse("https://www.example.org/a/b");
    private static final Url PLAIN = Url.parse("http://www.example.org/a/b");

    private final CookieClock clock = new CookieClock("2026-01-01T00:00:00Z");
    private final CookieOptions options = CookieOptions.defaults().withClock(clock);
    private final CookieJar jar = CookieJar.create(options);

    private @Nullable String after(Url url, String... lines) {
        jar.receive(url, List.of(lines));
        return sent(url);
    }

    private @Nullable String sent(Url url) {
        return jar.header(url, null, "GET");
    }

    private @Nullable String sent(String url) {
        return sent(Url.parse(url));
    }

    @Test
    void takesEverySetCookieField() {
        assertThat(jar.isEmpty()).isTrue();
        jar.receive(
                PLAIN, Headers.of("Set-Cookie", "a=1", "x", "y", "set-cookie", "b=2; HttpOnly"));
        assertThat(jar.isEmpty()).isFalse();
        assertThat(sent(PLAIN)).isEqualTo("a=1; b=2");
        assertThat(jar.get(PLAIN, "b")).extracting(Cookie::httpOnly).isEqualTo(true);
        assertThat(jar.get(PLAIN, "c")).isNull();
    }

    @Test
    void keepsQuotesAndBytes() {
        assertThat(after(PLAIN, "a=\"x\\\"y\u00e9\"", "b=1=2", "c=\tx\ty "))
                .isEqualTo("a=\"x\\\"y\u00e9\"; b=1=2; c=x\ty");
    }

    @Test
    void sortsByPathThenAge() {
        jar.receive(PLAIN, List.of("a=1; path=/"));
        clock.advance(Duration.ofSeconds(1));
        jar.receive(PLAIN, List.of("b=2; path=/a/b", "c=3; path=/a", "d=4; path=/"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(after(PLAIN, "a=5; path=/")).isEqualTo("b=2; c=3; a=5; d=4");
    }

    @Test
    void maxAgeGoesBeforeExpires() {
        assertThat(after(PLAIN, "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"))
                .isEqualTo("a=1");
        clock.advance(Duration.ofSeconds(59));
        assertThat(sent(PLAIN)).isEqualTo("a=1");
        clock.advance(Duration.ofSeconds(1));
        assertThat(sent(PLAIN)).isNull();
        assertThat(jar.size()).isZero();
        assertThat(jar.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=0",
                "Max-Age=-1",
                "max-age=-99999999999999999999",
                "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "Max-Age=1; Max-Age=0"
            })
    void anExpiredOneRemovesTheOld(String attribute) {
        jar.receive(PLAIN, List.of("a=1", "b=2"));
        assertThat(after(PLAIN, "a=; " + attribute)).isEqualTo("b=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=99999999999999999999999",
                "Max-Age=34560001",
                "Expires=Fri, 31 Dec 9999 23:59:59 GMT"
            })
    void noneLivesLongerThan400Days(String attribute) {
        jar.receive(PLAIN, List.of("a=1; " + attribute));
        assertThat(jar.cookies().getFirst().expiry())
                .isEqualTo(clock.instant().plus(Duration.ofDays(400)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Age=",
                "Max-Age=-",
                "Max-Age=+1",
                "Max-Age=1x",
                "Max-Age=1.5",
                "Max-Age=\u00b2",
                "Expires=soon"
            })
    void brokenAgesAreSkipped(String attribute) {
        jar.receive(PLAIN, List.of("a=1; " + attribute));
        assertThat(jar.cookies()).extracting(Cookie::expiry).containsExactly((Instant) null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1\u0000",
                "a=1\r\nb: 2",
                "a\u0007=1",
                "a=1; path=/\u007f",
                "a=1; x=\n",
                "a=\u20ac",
                "=",
                "",
                " ; Secure",
                "=a=b",
                "=__Host-a=1",
                "__Host-a",
                "=__secure-a",
                "a=1; Domain=other.org",
                "a=1; Domain=ww.example.org",
                "a=1; Domain=xample.org",
                "a=1; Domain=org",
                "a=1; Domain=sub.www.example.org",
                "a=1; Domain=ex\u00e4mple.org",
                "a=1; Secure",
                "a=1; SameSite=None",
                "a=1; Partitioned"
            })
    void ignores(String line) {
        assertThat(after(PLAIN, line)).isNull();
        assertThat(jar.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Secure-a=1",
                "__secure-a=1",
                "__Host-a=1; Path=/",
                "__Host-a=1; Secure",
                "__Host-a=1; Secure; Path=/a",
                "__HOST-a=1; Secure; Path=/; Domain=www.example.org",
                "a=1; SameSite=None",
                "a=1; Partitioned",
            })
    void ignoresOverSecureConnectionsToo(String line) {
        assertThat(after(SECURE, line)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__Secure-a=1; Secure",
                "__Secure-a=1; Secure; Domain=example.org",
                "__Host-a=1; Secure; Path=/",
                "__host-a=1; Secure; Path=/; Domain=",
                "__Ho-a=1",
                "a=1; Secure; SameSite=None; Partitioned"
            })
    void takesWhatKeepsThePrefixesPromise(String line) {
        assertThat(after(SECURE, line)).isEqualTo(line.substring(0, line.indexOf("=1") + 2));
    }

    @Test
    void sizesAreLimited() {
        String most = "x".repeat(4095);
        assertThat(after(PLAIN, "a=" + most)).isEqualTo("a=" + most);
        assertThat(after(PLAIN, "bb=" + most)).isEqualTo("a=" + most);
        jar.clear();
        String path = "/" + "p".repeat(1024);
        assertThat(after(PLAIN, "a=1; Path=" + path, "b=2; Domain=" + "d".repeat(1025)))
                .isEqualTo("a=1; b=2");
    }

    @Test
    void aServerCannotFillTheMemoryWithLongPathsOfItsOwn() {
        Url url = Url.parse("http://www.example.org/" + "p".repeat(60_000) + "/x");
        assertThat(after(url, "a=1", "b=2; Path=/")).isEqualTo("b=2");
    }

    @Test
    void theLongestHostOfAUrlHasCookies() {
        Url url = Url.parse("http://" + "a.".repeat(126) + "org/");
        assertThat(url.host()).hasSize(Cookie.MAX_DOMAIN);
        assertThat(after(url, "a=1; Domain=a.org")).isEqualTo("a=1");
    }

    @Test
    void oddHostsThatUrlsAllowHaveCookies() {
        assertThat(after(Url.parse("http://a_b!c$.example.org/"), "a=1")).isEqualTo("a=1");
    }

    @Test
    void domainCookiesGoToTheHostsBelow() {
        jar.receive(PLAIN, List.of("a=1; Domain=.Example.ORG", "b=2"));
        assertThat(sent("http://example.org/a/")).isEqualTo("a=1");
        assertThat(sent("http://x.y.example.org/a/")).isEqualTo("a=1");
        assertThat(sent("http://www.example.org/a/")).isEqualTo("a=1; b=2");
        assertThat(sent("http://sub.www.example.org/a/")).isEqualTo("a=1");
        assertThat(sent("http://notexample.org/a/")).isNull();
        assertThat(sent("https://www.example.org:8443/a/")).isEqualTo("a=1; b=2");
    }

    @Test
    void hostOnlyAndDomainCookiesOfOneNameAreTwo() {
        Url url = Url.parse("http://example.org/");
        assertThat(after(url, "a=1", "a=2; Domain=example.org")).isEqualTo("a=1; a=2");
        assertThat(after(url, "a=3; Max-Age=0")).isEqualTo("a=2");
    }

    @Test
    void aSuffixHasCookiesForItselfOnly() {
        Url url = Url.parse("https://github.io/");
        assertThat(after(url, "a=1; Domain=github.io", "b=2")).isEqualTo("a=1; b=2");
        assertThat(jar.cookies()).allMatch(Cookie::hostOnly);
        assertThat(sent("https://evil.github.io/")).isNull();
        assertThat(after(Url.parse("https://evil.github.io/"), "c=3; Domain=github.io")).isNull();
        assertThat(after(Url.parse("http://evil.com./"), "c=3; Domain=com.")).isNull();
        assertThat(after(Url.parse("http://localhost/"), "d=4; Domain=localhost")).isEqualTo("d=4");
    }

    @Test
    void suffixesMayBeAllowed() {
        CookieJar intranet = CookieJar.create(options.withPublicSuffixes(false));
        intranet.receive(Url.parse("http://app.corp/"), List.of("a=1; Domain=corp", "b=2"));
        assertThat(intranet.header(Url.parse("http://deep.other.corp/"), null, "GET"))
                .isEqualTo("a=1");
        assertThat(intranet.header(Url.parse("http://app.corp/"), null, "GET"))
                .isEqualTo("a=1; b=2");
        intranet.receive(Url.parse("https://app.corp/"), List.of("s=1; Secure"));
        intranet.receive(Url.parse("http://evil.corp/"), List.of("s=2; Domain=corp"));
        assertThat(intranet.header(Url.parse("https://app.corp/"), null, "GET"))
                .isEqualTo("a=1; b=2; s=1");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/, 127.0.0.1, http://127.0.0.1:9090/, 0.0.1",
        "http://[::1]:8080/, [::1], http://[::1]/, :1]",
    })
    void addressesHaveCookiesOfTheirOwn(String url, String host, String same, String part) {
        assertThat(after(Url.parse(url), "a=1", "b=2; Domain=" + host, "c=3; Domain=" + part))
                .isEqualTo("a=1; b=2");
        assertThat(jar.cookies()).allMatch(Cookie::hostOnly);
        assertThat(sent(same)).isEqualTo("a=1; b=2");
    }

    @Test
    void noAddressIsBelowAnother() {
        assertThat(CookieRules.matches("127.0.0.1", "0.0.1")).isFalse();
        assertThat(CookieRules.matches("www.127.0.0.1", "127.0.0.1")).isFalse();
        assertThat(CookieRules.matches("127.0.0.1", "127.0.0.1")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a/b, /a/b/",
        "/a/b, /a/b/c",
        "/a/b/, /a/b/c",
        "/, /x",
    })
    void pathsMatchAtSlashes(String cookiePath, String path) {
        jar.receive(PLAIN, List.of("a=1; Path=" + cookiePath));
        assertThat(sent("http://www.example.org" + path)).isEqualTo("a=1");
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a", "/a/b, /a/bc", "/a/b/, /a/b", "/a/b, /A/b", "/a/b, /a/%62"})
    void pathsDoNotMatchInLabels(String cookiePath, String path) {
        jar.receive(PLAIN, List.of("a=1; Path=" + cookiePath));
        assertThat(sent("http://www.example.org" + path)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/, /",
        "http://h/a, /",
        "http://h/a/, /a",
        "http://h/a/b?c/d, /a",
        "http://h, /"
    })
    void theDefaultPathIsTheFolder(String url, String path) {
        jar.receive(Url.parse(url), List.of("a=1", "b=2; Path=x"));
        assertThat(jar.cookies()).extracting(Cookie::path).containsExactly(path, path);
    }

    @Test
    void secureCookiesStayOnSecureConnections() {
        jar.receive(SECURE, List.of("a=1; Secure; Path=/"));
        assertThat(sent(SECURE)).isEqualTo("a=1");
        assertThat(sent("wss://www.example.org/")).isEqualTo("a=1");
        assertThat(sent(PLAIN)).isNull();
        assertThat(sent("ws://www.example.org/")).isNull();
    }

    @Test
    void plainConnectionsCannotReplaceOrShadowSecureCookies() {
        jar.receive(SECURE, List.of("sid=good; Secure; Path=/login"));
        Url login = Url.parse("http://www.example.org/login/x");
        jar.receive(
                login,
                List.of(
                        "sid=bad; Path=/login",
                        "sid=bad; Path=/login/en",
                        "sid=bad; Domain=example.org; Path=/login",
                        "sid=gone; Max-Age=0; Path=/login"));
        assertThat(sent("https://www.example.org/login/en")).isEqualTo("sid=good");
        jar.receive(Url.parse("http://deep.www.example.org/"), List.of("sid=bad; Path=/login"));
        assertThat(jar.size()).isEqualTo(1);
        jar.receive(login, List.of("sid=elsewhere; Path=/", "SID=other; Path=/login"));
        assertThat(sent("https://www.example.org/login"))
                .isEqualTo("sid=good; SID=other; sid=elsewhere");
        assertThat(after(SECURE, "sid=new; Path=/login")).isEqualTo("sid=elsewhere");
        assertThat(jar.get(Url.parse("http://www.example.org/login"), "sid"))
                .extracting(Cookie::value)
                .isEqualTo("new");
    }

    @Test
    void originsMayBeTreatedAsSecure() {
        CookieJar local =
                CookieJar.create(options.withTreatAsSecure(Set.of("http://localhost:8080/")));
        Url url = Url.parse("http://localhost:8080/x");
        local.receive(url, List.of("a=1; Secure", "__Host-b=2; Secure; Path=/"));
        assertThat(local.header(url, null, "GET")).isEqualTo("a=1; __Host-b=2");
        assertThat(local.header(Url.parse("ws://localhost:8080/"), null, "GET"))
                .isEqualTo("a=1; __Host-b=2");
        assertThat(local.header(Url.parse("http://localhost:8081/"), null, "GET")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // SameSite, from where, method, sent
        "Strict, , POST, true",
        "Strict, https://example.org/, POST, true",
        "Strict, https://other.example.org:8443/, POST, true",
        "Strict, wss://example.org/, GET, true",
        "Strict, http://www.example.org/, GET, false",
        "Strict, https://evil.com/, GET, false",
        "Strict, https://evil.com/, POST, false",
        "Lax, https://evil.com/, GET, true",
        "Lax, https://evil.com/, HEAD, true",
        "Lax, https://evil.com/, OPTIONS, true",
        "Lax, https://evil.com/, TRACE, true",
        "Lax, https://evil.com/, POST, false",
        "Lax, https://evil.com/, PUT, false",
        "Lax, https://evil.com/, get, false",
        "Lax, https://evil.com/, QUERY, false",
        "Lax, https://example.org/, POST, true",
        "Nonsense, https://evil.com/, GET, true",
        "Nonsense, https://evil.com/, DELETE, false",
        "None, https://evil.com/, POST, true",
        "None, http://www.example.org/, POST, true",
        "Strict, https://127.0.0.1/, GET, false",
        "Strict, https://org/, GET, false",
    })
    void sameSite(String rule, @Nullable String from, String method, boolean sent) {
        jar.receive(SECURE, List.of("a=1; Secure; SameSite=" + rule));
        String header = jar.header(SECURE, from == null ? null : Url.parse(from), method);
        assertThat(header).isEqualTo(sent ? "a=1" : null);
    }

    @Test
    void neighboursBelowASuffixAreOtherSites() {
        Url mine = Url.parse("https://mine.github.io/");
        jar.receive(mine, List.of("a=1; SameSite=Strict"));
        assertThat(jar.header(mine, Url.parse("https://yours.github.io/"), "GET")).isNull();
        assertThat(jar.header(mine, Url.parse("https://sub.mine.github.io/"), "GET"))
                .isEqualTo("a=1");
        Url local = Url.parse("http://127.0.0.1/");
        jar.receive(local, List.of("a=1; SameSite=Strict"));
        assertThat(jar.header(local, Url.parse("http://127.0.0.1:81/"), "POST")).isEqualTo("a=1");
        assertThat(jar.header(local, Url.parse("http://127.0.0.2/"), "GET")).isNull();
    }

    @Test
    void putTakesACookieAsItIs() {
        Cookie cookie =
                Cookie.of("a", "1", "Example.org")
                        .withHostOnly(false)
                        .withPath("/x")
                        .withSecure(true)
                        .withHttpOnly(true)
                        .withSameSite(SameSite.STRICT)
                        .withPartitioned(true)
                        .withExpiry(clock.instant().plusSeconds(5));
        jar.put(cookie);
        assertThat(jar.cookies()).containsExactly(cookie);
        assertThat(sent("https://www.example.org/x")).isEqualTo("a=1");
        assertThat(cookie.toString())
                .isEqualTo(
                        "a=<1 characters>; Domain=example.org; Path=/x; Expires=2026-01-01T00:00:05Z; Secure; HttpOnly; SameSite=STRICT;"
                                + " Partitioned");
    }

    @Test
    void putSaysWhyNot() {
        Cookie cookie = Cookie.of("__Host-a", "secret", "example.org");
        assertThatThrownBy(() -> jar.put(cookie))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the prefix of its name needs Secure")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> jar.put(Cookie.of("a", "1", "org").withHostOnly(false)))
                .hasMessageContaining("public suffix");
        assertThatThrownBy(() -> jar.put(Cookie.of("a", "1", "10.0.0.1").withHostOnly(false)))
                .hasMessageContaining("IP address");
        assertThatThrownBy(() -> jar.put(Cookie.of("a", "x".repeat(4096), "org")))
                .hasMessageContaining("4096 bytes");
        assertThatThrownBy(() -> jar.put(Cookie.of("", "a=b", "org")))
                .hasMessageContaining("without a name");
        assertThat(jar.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'a;b', v, example.org", "'a=b', v, example.org", "'', '', example.org",
                "a, 'v;w', example.org", "a, ' v', example.org",
        "a, \u20ac, example.org", "a, v, .example.org", "a, v, ''", "a, v, b\u00fccher.example",
                "a, v, 'x y'",
    })
    void aCookieHasOnlyWhatCanBeSent(String name, String value, String domain) {
        assertThatThrownBy(() -> Cookie.of(name, value, domain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expected");
        assertThatThrownBy(() -> Cookie.of("a\r\nb", "v", "example.org"))
                .hasMessageContaining("\\r");
        assertThatThrownBy(() -> Cookie.of("a", "v", "example.org").withPath("x"))
                .hasMessageContaining("begins with");
    }

    @Test
    void addedCookiesAreForTheHostAndAsSecureAsTheUrl() {
        jar.add(SECURE, "a", "1");
        jar.add(SECURE, "__Host-b", "2");
        jar.add(PLAIN, "c", "3");
        assertThat(sent(SECURE)).isEqualTo("a=1; __Host-b=2; c=3");
        assertThat(sent(PLAIN)).isEqualTo("c=3");
        assertThat(sent("https://sub.www.example.org/")).isNull();
        assertThatThrownBy(() -> jar.add(PLAIN, "__Host-b", "2")).hasMessageContaining("Secure");
    }

    @Test
    void removesByTestByDomainAndAll() {
        jar.receive(PLAIN, List.of("a=1", "b=2", "c=3; Domain=example.org"));
        jar.receive(Url.parse("http://example.com/"), List.of("a=4"));
        jar.remove(cookie -> cookie.name().equals("a") && jar.size() > 0);
        assertThat(jar.cookies()).extracting(Cookie::name).containsExactly("b", "c");
        jar.clearDomain("www.example.org");
        assertThat(jar.cookies()).extracting(Cookie::name).containsExactly("c");
        jar.receive(PLAIN, List.of("d=1"));
        jar.clearDomain("example.org");
        assertThat(jar.isEmpty()).isTrue();
        jar.receive(PLAIN, List.of("d=1"));
        jar.clear();
        assertThat(jar.isEmpty()).isTrue();
        assertThat(sent(PLAIN)).isNull();
    }

    @Test
    void noneStaysEmpty() {
        CookieJar none = CookieJar.none();
        none.receive(PLAIN, Headers.of("set-cookie", "a=1"));
        none.receive(PLAIN, List.of("a=1"));
        none.add(PLAIN, "a", "1");
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.header(PLAIN, null, "GET")).isNull();
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> options.withMaxCookies(0))
                .hasMessage("maxCookies must be at least 1, got 0");
        assertThatThrownBy(() -> options.withMaxPerSite(-1)).hasMessageContaining("maxPerSite");
        assertThatThrownBy(() -> options.withMaxBytes(0)).hasMessageContaining("maxBytes");
        assertThatThrownBy(() -> options.withTreatAsSecure(Set.of("ht tp:")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
