package dev.skein.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
    @Test
    void hasParts() {
        Url url = Url.parse("HTTPS://us%65r:p%40ss@Example.COM:8443/a/../b%20c?x=1&y#top");
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.userInfo()).isEqualTo("us%65r:p%40ss");
        assertThat(url.user()).isEqualTo("user");
        assertThat(url.password()).isEqualTo("p@ss");
        assertThat(url.host()).isEqualTo("example.com");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.path()).isEqualTo("/b%20c");
        assertThat(url.query()).isEqualTo("x=1&y");
        assertThat(url.fragment()).isEqualTo("top");
        assertThat(url.isSecure()).isTrue();
        assertThat(url.requestTarget()).isEqualTo("/b%20c?x=1&y");
        assertThat(url.authority()).isEqualTo("example.com:8443");
        assertThat(url.origin()).isEqualTo("https://example.com:8443");
        assertThat(url.withoutSecrets()).isEqualTo("https://example.com:8443/b%20c?x=1&y");
        assertThat(url).hasToString("https://us%65r:p%40ss@example.com:8443/b%20c?x=1&y#top");
    }

    @Test
    void absentPartsAreNullAndEmptyOnesAreNot() {
        Url url = Url.parse("http://h");
        assertThat(url.userInfo()).isNull();
        assertThat(url.user()).isNull();
        assertThat(url.password()).isNull();
        assertThat(url.path()).isEqualTo("/");
        assertThat(url.query()).isNull();
        assertThat(url.fragment()).isNull();
        assertThat(url.requestTarget()).isEqualTo("/");
        assertThat(Url.parse("http://h?#").query()).isEmpty();
        assertThat(Url.parse("http://h?#").fragment()).isEmpty();
        assertThat(Url.parse("http://h?").requestTarget()).isEqualTo("/?");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/,       80,    h",
        "http://h:80/,    80,    h",
        "https://h/,      443,   h",
        "https://h:80/,   80,    h:80",
        "ws://h/,         80,    h",
        "wss://h:443/,    443,   h",
        "ws://h:443,      443,   h:443",
        "http://h:0/,     0,     h:0",
        "http://h:65535/, 65535, h:65535",
        "http://h:/,      80,    h",
        "http://h:0081,   81,    h:81",
        "http://[::1]:81, 81,    [::1]:81",
    })
    void portIsTheSchemesOwnIfNoneIsGiven(String text, int port, String authority) {
        assertThat(Url.parse(text).port()).isEqualTo(port);
        assertThat(Url.parse(text).authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h:65536/",
                "http://h:99999999999999999999/",
                "http://h:+80/",
                "http://h:-1/",
                "http://h: 80/",
                "http://h:8o/",
                "http://h:\u0661/",
                "http://h:1:2/",
            })
    void otherPortsAreRefused(String text) {
        assertThatThrownBy(() -> Url.parse(text))
                .isInstanceOf(UrlException.class)
                .hasMessageStartingWith("expected a port from 0 to 65535 in digits, came ");
    }

    @ParameterizedTest
    @CsvSource({
        "user:pa:ss, user:pa%3Ass, user, pa:ss",
        "user:,      user,         user, ",
        "user,       user,         user, ",
        ":pass,      :pass,        '',   pass",
        "a@b:c@d,    a%40b:c%40d,  a@b,  c@d",
        "%zz:%ff,    %zz:%ff,      %zz,  \uFFFD",
        "é:💩,       %C3%A9:%F0%9F%92%A9, é, 💩",
    })
    void userInformationIsDecoded(String text, String info, String user, String password) {
        Url url = Url.parse("http://" + text + "@h/");
        assertThat(url.userInfo()).isEqualTo(info);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url.withoutUserInfo()).hasToString("http://h/");
        assertThat(url.origin()).isEqualTo("http://h");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,                   127.0.0.1,        127.0.0.1",
        "0.0.0.0,                     0.0.0.0,          0.0.0.0",
        "255.255.255.255,             255.255.255.255,  255.255.255.255",
        "[::1],                       [::1],            ::1",
        "[0:0:0:0:0:0:0:0],           [::],             ::",
        "[2001:DB8:0:0:1:0:0:1],      [2001:db8::1:0:0:1], 2001:db8::1:0:0:1",
        "[2001:db8:0:1:1:1:1:1],      [2001:db8:0:1:1:1:1:1], 2001:db8:0:1:1:1:1:1",
        "[2001:0db8::0001],           [2001:db8::1],    2001:db8::1",
        "[1:2:3:4:5:6:7::],           [1:2:3:4:5:6:7:0], 1:2:3:4:5:6:7:0",
        "[::ffff:192.168.0.1],        [::ffff:c0a8:1],  ::ffff:c0a8:1",
        "[1::0:0:2:0:0],              [1::2:0:0],       1::2:0:0",
    })
    void addressesAreCanonical(String host, String canonical, String plain) {
        Url url = Url.parse("http://" + host + "/");
        assertThat(url.host()).isEqualTo(canonical);
        assertThat(url.hostWithoutBrackets()).isEqualTo(plain);
        assertThat(url.isIpAddress()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.01", "127.0.0.1.", "0x",
                        "1.2.3",
                "1.2.3.4.5", "256.0.0.1", "foo.1", "foo.0x1f", "%31", "１２７.1", "127.0.0.0x1", "0",
            })
    void otherSpellingsOfAddressesAreRefused(String host) {
        assertThatThrownBy(() -> Url.parse("http://" + host + "/"))
                .isInstanceOf(UrlException.class)
                .hasMessageContaining("expected an IPv4 address as four decimal numbers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[fe80::1%25eth0]",
                "[fe80::1%eth0]",
                "[::1",
                "[]",
                "[:]",
                "[:::]",
                "[1]",
                "[1::2::3]",
                "[::g]",
                "[12345::]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7:8::]",
                "[::1]x",
                "[v1.x]",
                "[::1.2.3]",
                "[::01.2.3.4]",
                "[1:2:3:4:5:6:7:1.2.3.4]",
                "[",
                "[:1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:]",
            })
    void otherThingsInBracketsAreRefused(String host) {
        assertThatThrownBy(() -> Url.parse("http://" + host + "/"))
                .isInstanceOf(UrlException.class)
                .hasMessageContaining("expected an IPv6 address in brackets, without a zone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "1.example",
                "0x7f.example",
                "a1",
                "09..",
                "xn--a",
                "1.2.3.4a",
                "."
            })
    void namesAreNames(String host) {
        Url url = Url.parse("http://" + host + "/");
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.hostWithoutBrackets()).isEqualTo(host);
        assertThat(url.isIpAddress()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "EXAMPLE.com., example.com.",
        "ex%41mple.com, example.com",
        "b%C3%BCcher.de, xn--bcher-kva.de",
        "a_b, a_b",
    })
    void hostsAreDecodedAndLowered(String host, String canonical) {
        assertThat(Url.parse("http://" + host).host()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a%20b", "a%00b", "a%2Fb", "a<b", "a\"b", "a,b", "a%zz", "%ff", "a|b", "a^b",
                "a]b"
            })
    void hostsThatNoFieldCanCarryAreRefused(String host) {
        assertThatThrownBy(() -> Url.parse("http://" + host + "/"))
                .isInstanceOf(UrlException.class);
    }

    @Test
    void everyAcceptedHostFitsAHostField() {
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder host = new StringBuilder("h");
            for (int k = random.nextInt(4); k >= 0; k--) {
                host.append((char) (0x21 + random.nextInt(0x5E)));
            }
            String authority;
            try {
                authority = Url.parse("http://" + host + "/").authority();
            } catch (UrlException e) {
                continue;
            }
            byte[] bytes = authority.getBytes(ISO_8859_1);
            assertThat(Grammar.isAuthority(bytes, 0, bytes.length)).as(authority).isTrue();
            accepted++;
        }
        assertThat(accepted).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http:",
                "http:///",
                "http://?q",
                "http://#f",
                "http://u@/",
                "http://:80/"
            })
    void emptyHostsAreRefused(String text) {
        assertThatThrownBy(() -> Url.parse(text)).hasMessage("expected a host, came none");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://h/,          '\"ftp\"'",
        "mailto:a@b,        '\"mailto\"'",
        "example.com/x,     none",
        "/x,                none",
        "'',                none",
        "://h,              none",
        "localhost:80/x,    '\"localhost\"'",
        "httpſ://h,         none",
    })
    void otherSchemesAreRefused(String text, String came) {
        assertThatThrownBy(() -> Url.parse(text))
                .isInstanceOf(UrlException.class)
                .hasMessage("expected a URL of scheme http, https, ws or wss, came scheme " + came);
    }

    @Test
    void messagesAreBoundedAndKeepSecrets() {
        assertThatThrownBy(() -> Url.parse("x".repeat(1000) + ":y")).message().hasSizeLessThan(150);
        assertThatThrownBy(() -> Url.parse("http://user:secret@h:port/"))
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> Url.parse("http://user:secret/x"))
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> Url.parse("http://user:secret@h\\/"))
                .message()
                .doesNotContain("secret");
    }

    @Test
    void lengthIsBounded() {
        String most = "http://h/" + "x".repeat(UrlParser.LIMIT - 9);
        assertThat(Url.parse(most)).hasToString(most);
        assertThatThrownBy(() -> Url.parse(most + "x"))
                .hasMessage("expected a URL of at most 65536 characters, came one of 65537");
        assertThatThrownBy(() -> Url.parse("http://h/").resolve(" ".repeat(65_537)))
                .isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> Url.parse("http://h/").withQuery(most + "x"))
                .isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> Url.parse("http://h/").plusQuery("a", "é".repeat(20_000)))
                .isInstanceOf(UrlException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/",
                "https://example.com/a/b?c=d#e",
                "wss://example.com:8443/chat?x=%7B|^`&y",
                "http://127.0.0.1:8080/.",
                "http://127.0.0.1:8080/%E4%BD%A0/%2e",
                "http://h/a/.b/..c/d..",
                "http://h:080/",
                "http://h:80/",
                "http://h?x",
                "http://h/?x'y",
                "http://h/#a`b",
                "http://h/a|b[c]",
                "http://h/{}",
                "http://h:80x@g/",
                "http://h.1:x@g/",
                "http://h:1@g:2/",
                "http://256",
            })
    void theQuickWayAgreesWithTheLong(String text) {
        String quick;
        String slow;
        try {
            quick = Url.parse(text).toString();
        } catch (UrlException e) {
            quick = String.valueOf(e.getMessage());
        }
        try {
            slow = new UrlParser(text, null).parse().toString();
        } catch (UrlException e) {
            slow = String.valueOf(e.getMessage());
        }
        assertThat(quick).isEqualTo(slow);
    }

    @Test
    void theQuickWayAgreesWithTheLongOnRandomTexts() {
        Random random = new Random(42);
        String[] pieces = {
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2F",
            "%",
            "a",
            "B",
            "é",
            ":",
            ":80",
            ":81",
            "@",
            "?",
            "#",
            "'",
            "\"",
            "127.0.0.1",
            "1",
            "0x",
            "[::1]",
            "h",
            " ",
            "|",
            "`",
            "^",
            "{",
            "+",
            "&",
            "=",
            "\uD800"
        };
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "wss://h/");
            for (int k = random.nextInt(8); k >= 0; k--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            theQuickWayAgreesWithTheLong(text.toString());
        }
    }

    @Test
    void withReplacesOnePart() {
        Url url = Url.parse("http://u:p@h:80/a?b#c");
        assertThat(url.withScheme("ws")).hasToString("ws://u:p@h/a?b#c");
        assertThat(url.withScheme("https")).hasToString("https://u:p@h/a?b#c");
        assertThat(url.withScheme("https").port()).isEqualTo(443);
        assertThat(url.withScheme("http")).isSameAs(url);
        assertThat(Url.parse("wss://h:81/").withScheme("https")).hasToString("https://h:81/");
        assertThat(url.withPath("/x/../y z?#")).hasToString("http://u:p@h/y%20z%3F%23?b#c");
        assertThat(url.withQuery(null)).hasToString("http://u:p@h/a#c");
        assertThat(url.withQuery("")).hasToString("http://u:p@h/a?#c");
        assertThat(url.withQuery("x=1 2#3%20")).hasToString("http://u:p@h/a?x=1%202%233%20#c");
        assertThat(url.withoutFragment()).hasToString("http://u:p@h/a?b");
        assertThat(url.withoutUserInfo()).hasToString("http://h/a?b#c");
        Url bare = Url.parse("http://h/");
        assertThat(bare.withoutFragment()).isSameAs(bare);
        assertThat(bare.withoutUserInfo()).isSameAs(bare);
        assertThat(bare.withQuery(null)).isSameAs(bare);
    }

    @Test
    void withRefusesWhatParseRefuses() {
        Url url = Url.parse("http://h/");
        assertThatThrownBy(() -> url.withScheme("ftp")).hasMessageContaining("came \"ftp\"");
        assertThatThrownBy(() -> url.withScheme("HTTP")).isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> url.withPath("x")).isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> url.withPath("/x\\y")).isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> url.withPath("/x\ry")).isInstanceOf(UrlException.class);
        assertThatThrownBy(() -> url.withQuery("x\ny")).isInstanceOf(UrlException.class);
    }

    @Test
    void plusQueryAppendsAsFormsDo() {
        Url url = Url.parse("http://h/#f").plusQuery("a b", "c&d=é");
        assertThat(url).hasToString("http://h/?a+b=c%26d%3D%C3%A9#f");
        assertThat(url.plusQuery("x", "")).hasToString("http://h/?a+b=c%26d%3D%C3%A9&x=#f");
        assertThat(Url.parse("http://h/?%zz").plusQuery("x", "%zz"))
                .hasToString("http://h/?%zz&x=%25zz");
        assertThat(Url.parse("http://h/?").plusQuery("x", "1")).hasToString("http://h/?x=1");
    }

    @Test
    void whatIsMadeOfAUrlParsesToItself() {
        Url url = Url.parse("http://u@h/").plusQuery("\n\t\\", "\0é").withPath("/a b/%2E/é");
        assertThat(Url.parse(url.toString())).isEqualTo(url).hasToString(url.toString());
    }

    @Test
    void equalWhenAllPartsAre() {
        Url url = Url.parse("http://h/a?b");
        assertThat(Url.parse("HTTP://H:80/x/../a?b")).isEqualTo(url).hasSameHashCodeAs(url);
        assertThat(Url.parse("http://h/a?b#")).isNotEqualTo(url);
        assertThat(Url.parse("http://u@h/a?b")).isNotEqualTo(url);
        assertThat(Url.parse("http://h/a?")).isNotEqualTo(Url.parse("http://h/a"));
        assertThat(url).isNotEqualTo("http://h/a?b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/a,  http://u@h:80/b?c#d, true",
        "http://h/a,  https://h/a,         false",
        "http://h/a,  http://h:81/a,       false",
        "http://h/a,  http://i/a,          false",
        "http://h/a,  ws://h/a,            false",
        "http://h/a,  http://h./a,         false",
    })
    void originIsSchemeHostAndPort(String one, String other, boolean same) {
        assertThat(Url.parse(one).isSameOrigin(Url.parse(other))).isEqualTo(same);
    }

    @Test
    void theWireNeverSeesAControlCharacter() {
        StringBuilder text = new StringBuilder("http://h/");
        for (char c = 0; c < 0x300; c++) {
            if (c != '\t' && c != '\r' && c != '\n' && c != '\\' && c != '?' && c != '#') {
                text.append(c);
            }
        }
        String target = Url.parse(text + "?" + text.substring(9)).requestTarget();
        assertThat(target.chars()).allMatch(c -> c < 0x80 && Grammar.isTarget(c));
    }

    @Test
    void whateverComesIsAUrlOrAUrlException() {
        Random random = new Random(3);
        char[] strange = {
            '.', '-', '/', '%', ':', '@', '[', ']', 'x', 'n', '0', '\u3002', '\u00DF', '\u00AD',
            '\u0301', '\u05D0', '\u0627', '\uD83D', '\uDCA9', '\uFF0E', '\uFE0F', '\u0130',
            '\uFFFE', '\u200B'
        };
        int accepted = 0;
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder("http://");
            for (int k = random.nextInt(6); k >= 0; k--) {
                int c = random.nextInt(5);
                text.append(
                        c > 0
                                ? strange[random.nextInt(strange.length)]
                                : (char) random.nextInt(0x10000));
            }
            try {
                Url url = Url.parse(text.toString());
                assertThat(Url.parse(url.toString())).isEqualTo(url);
                accepted++;
            } catch (UrlException e) {
                assertThat(e).message().isNotEmpty();
            }
        }
        assertThat(accepted).isGreaterThan(200);
    }
}
