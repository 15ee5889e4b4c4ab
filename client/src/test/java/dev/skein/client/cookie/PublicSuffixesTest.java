package dev.skein.client.cookie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.IDN;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicSuffixesTest {
    private static final PublicSuffixes BUNDLED = PublicSuffixes.bundled();

    @Test
    void answersAsTheListsOwnTestsSay() {
        Matcher line =
                Pattern.compile("(?m)^checkPublicSuffix\\('(.*)', (?:null|'(.*)')\\);")
                        .matcher(CookieCorpus.text("test_psl.txt"));
        int count = 0;
        while (line.find()) {
            String expected = line.group(2) == null ? null : IDN.toASCII(line.group(2));
            assertThat(BUNDLED.registrableDomain(line.group(1)))
                    .as(line.group())
                    .isEqualTo(expected);
            count++;
        }
        assertThat(count).isGreaterThan(70);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com",
                "COM",
                "co.uk",
                "github.io",
                "ck",
                "anything.ck",
                "xn--55qx5d.cn",
                "公司.cn",
                "unlisted",
                "com.",
                "s3.amazonaws.com"
            })
    void knowsSuffixes(String host) {
        assertThat(BUNDLED.isSuffix(host)).isTrue();
        assertThat(BUNDLED.registrableDomain(host)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, example.com",
        "www.example.com., example.com.",
        "a.b.c.user.github.io, user.github.io",
        "www.ck, www.ck",
        "a.www.ck, www.ck",
        "a.city.kobe.jp, city.kobe.jp",
        "example.com.com, com.com",
        "host.internal.unlisted, internal.unlisted",
    })
    void knowsWhatOneOwnerRegistered(String host, String domain) {
        assertThat(BUNDLED.isSuffix(host)).isFalse();
        assertThat(BUNDLED.registrableDomain(host)).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".com",
                "a..com",
                "example.com..",
                "127.0.0.1",
                "127.0.0.1.",
                "[::1]",
                "1.2.3.4.5",
                "com.7",
                "\u00ad",
                "a\u2028.com"
            })
    void otherTextsAreNeither(String host) {
        assertThat(BUNDLED.isSuffix(host)).isFalse();
        assertThat(BUNDLED.registrableDomain(host)).isNull();
    }

    @Test
    void walksALongNameOnce() {
        String host = "a.".repeat(1 << 20) + "example.co.uk";
        assertThat(BUNDLED.registrableDomain(host)).isEqualTo("example.co.uk");
    }

    @Test
    void readsANewerFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("list.dat");
        Files.writeString(
                file, "// comment\n\ncorp\r\n*.lab.corp trailing\n!open.lab.corp\n中国", UTF_8);
        PublicSuffixes list = PublicSuffixes.of(file);
        assertThat(list.isSuffix("x.lab.corp")).isTrue();
        assertThat(list.registrableDomain("a.b.x.lab.corp")).isEqualTo("b.x.lab.corp");
        assertThat(list.registrableDomain("a.open.lab.corp")).isEqualTo("open.lab.corp");
        assertThat(list.registrableDomain("lab.corp")).isEqualTo("lab.corp");
        assertThat(list.registrableDomain("example.co.uk")).isEqualTo("co.uk");
        assertThat(list.registrableDomain("a.xn--fiqs8s")).isEqualTo("a.xn--fiqs8s");
    }

    @Test
    void namesTheLineThatIsNoRule(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("list.dat");
        Files.writeString(file, "com\n\na.*.b\n");
        assertThatThrownBy(() -> PublicSuffixes.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("list.dat line 3: expected a domain")
                .hasMessageContaining("a.*.b");
    }
}
