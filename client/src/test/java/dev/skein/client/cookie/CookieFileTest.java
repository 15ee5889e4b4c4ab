package dev.skein.client.cookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Url;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieFileTest {
    private static final String FIRST = "{\"skein-cookies\":1}\n";
    private static final String GOOD =
            "{\"name\":\"a\",\"value\":\"1\",\"domain\":\"example.org\",\"path\":\"/\",\"hostOnly\":true,\"secure\":false,"
                    + "\"httpOnly\":false,\"partitioned\":false,\"sameSite\":null,\"expiry\":null,\"creation\":\"2026-01-01T00:00:00Z\"}";
    private static final Url URL = Url.parse("https://www.example.org/a/");

    @TempDir Path folder;

    private final CookieClock clock = new CookieClock("2026-01-01T00:00:00Z");
    private final CookieOptions options = CookieOptions.defaults().withClock(clock);
    private final CookieJar jar = CookieJar.create(options);

    private CookieJar loaded(Path file) throws IOException {
        CookieJar other = CookieJar.create(options);
        other.load(file);
        return other;
    }

    private void receiveSome() {
        jar.receive(
                URL,
                List.of(
                        "host=\"q\\u\t\u0085\u00e9\"; Max-Age=60; HttpOnly; SameSite=Strict",
                        "domain=2; Domain=example.org; Max-Age=99999999; Path=/x;y",
                        "__Secure-p=3; Secure; Partitioned; SameSite=None; Max-Age=61",
                        "session=4",
                        "nameless; Max-Age=62"));
    }

    @Test
    void allSurvivesTheTrip() throws IOException {
        receiveSome();
        Path file = folder.resolve("cookies");
        jar.saveAll(file);
        assertThat(jar.cookies()).hasSize(5);
        assertThat(loaded(file).cookies()).isEqualTo(jar.cookies());
        assertThat(loaded(file).header(URL, null, "GET")).isEqualTo(jar.header(URL, null, "GET"));
    }

    @Test
    void sessionCookiesStayOutUnlessAskedFor() throws IOException {
        receiveSome();
        Path file = folder.resolve("cookies");
        jar.save(file);
        assertThat(loaded(file).cookies())
                .extracting(Cookie::name)
                .containsExactly("host", "domain", "__Secure-p", "");
    }

    @Test
    void timeGoesOnBetween() throws IOException {
        receiveSome();
        Path file = folder.resolve("cookies");
        jar.save(file);
        clock.advance(Duration.ofSeconds(61));
        assertThat(loaded(file).cookies()).extracting(Cookie::name).containsExactly("domain", "");
    }

    @Test
    void nobodyElseMayReadTheFile() throws IOException {
        receiveSome();
        Path file = Files.writeString(folder.resolve("cookies"), "old");
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            jar.save(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        jar.save(file);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFailedSaveLeavesNothingBehind() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("x"), "x");
        assertThatThrownBy(() -> jar.save(taken)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> jar.save(folder.resolve("missing/cookies")))
                .isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(taken);
        }
    }

    @Test
    void loadingReplacesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("cookies"), FIRST + GOOD + "\n");
        receiveSome();
        jar.load(file);
        assertThat(jar.cookies())
                .extracting(Cookie::toString)
                .containsExactly("a=<1 characters>; Domain=example.org; Path=/; host only");
        CookieJar none = CookieJar.none();
        none.load(file);
        assertThat(none.isEmpty()).isTrue();
    }

    @Test
    void whatTheRulesRefuseIsLeftOut() throws IOException {
        String lines =
                Stream.of(
                                GOOD.replace("\"a\"", "\"__Secure-a\""),
                                GOOD.replace("\"a\"", "\"__Host-a\"")
                                        .replace("\"secure\":false", "\"secure\":true")
                                        .replace("\"hostOnly\":true", "\"hostOnly\":false"),
                                GOOD.replace("null,\"expiry\"", "\"NONE\",\"expiry\""),
                                GOOD.replace("example.org", "org")
                                        .replace("\"hostOnly\":true", "\"hostOnly\":false"),
                                GOOD.replace(
                                        "\"expiry\":null", "\"expiry\":\"2025-12-31T00:00:00Z\""),
                                GOOD.replace("\"a\"", "\"b\"")
                                        .replace(
                                                "\"expiry\":null",
                                                "\"expiry\":\"9999-12-31T00:00:00Z\""))
                        .reduce(FIRST, (text, line) -> text + line + "\n");
        List<Cookie> cookies =
                loaded(Files.writeString(folder.resolve("cookies"), lines)).cookies();
        assertThat(cookies).extracting(Cookie::name).containsExactly("b");
        assertThat(cookies.getFirst().expiry()).isEqualTo("2027-02-05T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "{\"name\":\"a\"",
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",}",
                "{\"name\":1}",
                "{\"name\":\"secret",
                "{\"name\":\"\\x\"}",
                "{\"name\":\"\\u00g0\"}",
                "{\"name\":\"\\u12",
                "{\"other\":\"a\"}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{\"secure\":1}",
                "{\"secure\":null}",
                "{\"name\":null}",
                "{ \"name\":\"a\"}",
            })
    void linesThatAreNoCookieAreNamed(String line) throws IOException {
        assertRefused(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00:00:00Z\"} | 00:00:00Z\"}{}",
                "\"value\":\"1\" | \"value\":\"\\r\\n\"",
                "\"value\":\"1\" | \"value\":\"\\u20ac\"",
                "\"path\":\"/\" | \"path\":\"x\"",
                "\"domain\":\"example.org\" | \"domain\":\".org\"",
                "\"sameSite\":null | \"sameSite\":\"lax\"",
                "\"expiry\":null | \"expiry\":\"soon\"",
                "\"expiry\":null | \"expiry\":\"\"",
                "2026-01-01T00:00:00Z | x",
                "\"secure\":false, | ``",
            })
    void cookiesThatAreNotWholeAreNamed(String part, String other) throws IOException {
        assertThat(GOOD).contains(part);
        assertRefused(GOOD.replace(part, other));
    }

    private void assertRefused(String line) throws IOException {
        receiveSome();
        List<Cookie> before = jar.cookies();
        Path file = Files.writeString(folder.resolve("cookies"), FIRST + GOOD + "\n" + line + "\n");
        assertThatThrownBy(() -> jar.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cookies line 3: ")
                .hasMessageNotContaining("secret");
        assertThat(jar.cookies()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"skein-cookies\":2}\n", "<html>", "\n"})
    void otherFilesAreRefusedAtTheirFirstLine(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("cookies"), text);
        assertThatThrownBy(() -> jar.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cookies line 1: expected {\"skein-cookies\":1}, came");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("cookies"), new byte[] {'{', (byte) 0xFF});
        assertThatThrownBy(() -> jar.load(file)).hasMessageContaining("expected cookies in UTF-8");
        assertThatThrownBy(() -> jar.load(folder.resolve("missing")))
                .isInstanceOf(IOException.class);
    }
}
