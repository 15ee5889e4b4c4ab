package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpFile;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileResponseTest {
    @TempDir private Path folder = Path.of("");

    private Path digits() throws IOException {
        return DirectoryFixture.write(folder, "digits.txt", "0123456789");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    @Test
    void sendsAFile() throws Exception {
        TestAnswer answer = TestCall.get(DirectoryFixture.serving(digits()), "/").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .isEqualTo(
                        Headers.of(
                                "content-type", "text/plain; charset=utf-8",
                                "etag", "\"15e5f2d6108fa780-a\"",
                                "last-modified", DirectoryFixture.DATE,
                                "accept-ranges", "bytes"));
        assertThat(answer.text()).isEqualTo("0123456789");
        assertThat(answer.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
    void sendsAnySize(int size) throws Exception {
        byte[] bytes = random(size);
        Path file = DirectoryFixture.write(folder.resolve("a.bin"), bytes, DirectoryFixture.TIME);
        TestAnswer answer = TestCall.get(DirectoryFixture.serving(file), "/").send();
        assertThat(answer.bytes()).isEqualTo(bytes);
        assertThat(answer.messages().getLast() instanceof HttpFile).isEqualTo(size > 65_536);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 300_000})
    void answersHeadWithoutReading(int size) throws Exception {
        Path file =
                DirectoryFixture.write(
                        folder.resolve("a.bin"), random(size), DirectoryFixture.TIME);
        TestAnswer answer =
                TestCall.of(DirectoryFixture.serving(file), "HEAD", "/")
                        .header("range", "bytes=0-0")
                        .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo(String.valueOf(size));
        assertThat(answer.bytes()).isEmpty();
    }

    @Test
    void sendsRegularFilesOnly() throws Exception {
        assertThat(TestCall.get(DirectoryFixture.serving(folder), "/").send().status())
                .isEqualTo(404);
        assertThat(status(folder.resolve("nothing"))).isEqualTo(404);
        assertThat(status(digits().resolve("below"))).isEqualTo(404);
        assertThat(status(folder.resolve("x".repeat(300)))).isEqualTo(404);
        Path circle = folder.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        assertThat(status(circle)).isEqualTo(404);
    }

    private static int status(Path file) throws Exception {
        return TestCall.get(DirectoryFixture.serving(file), "/").send().status();
    }

    @Test
    void followsALinkThatTheApplicationNames() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), digits());
        assertThat(TestCall.get(DirectoryFixture.serving(link), "/").send().text())
                .isEqualTo("0123456789");
    }

    @Test
    void otherMethodsGetAllOfIt() throws Exception {
        TestAnswer answer =
                TestCall.of(DirectoryFixture.serving(digits()), "POST", "/")
                        .header("range", "bytes=0-0")
                        .header("if-none-match", "*")
                        .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("0123456789");
    }

    // ---- validators
    // -----------------------------------------------------------------------------------------------------------

    @Test
    void whatMayStillChangeUnseenHasAWeakTag() throws Exception {
        Path file = digits();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        TestAnswer answer = TestCall.get(DirectoryFixture.serving(file), "/").send();
        assertThat(answer.header("etag")).startsWith("W/\"").endsWith("-a\"");
    }

    @Test
    void aTimeInTheFutureIsNotTold() throws Exception {
        Path file = digits();
        Instant later = Instant.now().plusSeconds(100_000);
        Files.setLastModifiedTime(file, FileTime.from(later));
        TestAnswer answer = TestCall.get(DirectoryFixture.serving(file), "/").send();
        assertThat(answer.header("etag")).startsWith("W/");
        String told = String.valueOf(answer.header("last-modified"));
        assertThat(dev.skein.http.HttpDate.parse(told).orElseThrow())
                .isBetween(later.getEpochSecond() - 100_100, later.getEpochSecond() - 99_999);
    }

    @Test
    void packedTimesAreNotBelieved() throws Exception {
        Path file = digits();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThat(TestCall.get(DirectoryFixture.serving(file), "/").send().header("etag"))
                .doesNotContain("\"0-a\"");
    }

    @Test
    void changesWithTheFile() throws Exception {
        Path file = digits();
        Application app = DirectoryFixture.serving(file);
        String tag = String.valueOf(TestCall.get(app, "/").send().header("etag"));
        assertThat(TestCall.get(app, "/").header("if-none-match", tag).send().status())
                .isEqualTo(304);
        DirectoryFixture.write(
                file, "9876543210".getBytes(UTF_8), DirectoryFixture.TIME.plusNanos(1000));
        TestAnswer answer = TestCall.get(app, "/").header("if-none-match", tag).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("9876543210");
    }

    @Test
    void notModifiedHasNoContent() throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/")
                        .header("if-modified-since", DirectoryFixture.DATE)
                        .send();
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.headers()).isEqualTo(Headers.of("etag", "\"15e5f2d6108fa780-a\""));
        assertThat(answer.bytes()).isEmpty();
    }

    // ---- ranges
    // ---------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-2 | 012 | bytes 0-2/10",
                "bytes=3- | 3456789 | bytes 3-9/10",
                "bytes=-2 | 89 | bytes 8-9/10",
                "bytes=0- | 0123456789 | bytes 0-9/10",
                "bytes=1-2,3-4 | 1234 | bytes 1-4/10"
            })
    void sendsAPart(String range, String expected, String contentRange) throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/").header("range", range).send();
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).isEqualTo(expected);
        assertThat(answer.header("content-range")).isEqualTo(contentRange);
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("etag")).isEqualTo("\"15e5f2d6108fa780-a\"");
    }

    @Test
    void sendsAPartOfALargeFile() throws Exception {
        byte[] bytes = random(300_000);
        Path file = DirectoryFixture.write(folder.resolve("a.bin"), bytes, DirectoryFixture.TIME);
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(file), "/")
                        .header("range", "bytes=100000-199999")
                        .send();
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.bytes()).isEqualTo(Arrays.copyOfRange(bytes, 100_000, 200_000));
        assertThat(answer.header("content-length")).isEqualTo("100000");
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/")
                        .header("range", "bytes=10-")
                        .send();
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("content-range")).isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines=1-2", "bytes=2-1", "bytes=x"})
    void ignoresWhatItDoesNotUnderstand(String range) throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/").header("range", range).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("0123456789");
    }

    @Test
    void ignoresTwoFields() throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/")
                        .plusHeader("range", "bytes=1-2")
                        .plusHeader("range", "bytes=1-2")
                        .send();
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=-1", "bytes=5-6"})
    void anEmptyFileHasNoParts(String range) throws Exception {
        Path file = DirectoryFixture.write(folder, "empty.txt", "");
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(file), "/").header("range", range).send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).isEmpty();
    }

    @Test
    void sendsSeveralPartsInOne() throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/")
                        .header("range", "bytes=7-8,0-1,-1,4-4")
                        .send();
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("content-range")).isNull();
        String type = String.valueOf(answer.header("content-type"));
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        String head =
                "--" + boundary + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: ";
        assertThat(answer.text())
                .isEqualTo(
                        head
                                + "bytes 7-9/10\r\n\r\n789\r\n"
                                + head
                                + "bytes 0-1/10\r\n\r\n01\r\n"
                                + head
                                + "bytes 4-4/10\r\n\r\n4\r\n--"
                                + boundary
                                + "--\r\n");
        assertThat(answer.header("content-length"))
                .isEqualTo(String.valueOf(answer.bytes().length));
    }

    @Test
    void sendsSeveralPartsOfALargeFile() throws Exception {
        byte[] bytes = random(300_000);
        Path file = DirectoryFixture.write(folder.resolve("a.bin"), bytes, DirectoryFixture.TIME);
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(file), "/")
                        .header("range", "bytes=0-99999,200000-")
                        .send();
        byte[] sent = answer.bytes();
        assertThat(answer.header("content-length")).isEqualTo(String.valueOf(sent.length));
        String text = new String(sent, ISO_8859_1);
        assertThat(text)
                .contains("\r\n\r\n" + new String(bytes, 0, 100_000, ISO_8859_1) + "\r\n--")
                .contains("\r\n\r\n" + new String(bytes, 200_000, 100_000, ISO_8859_1) + "\r\n--");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"15e5f2d6108fa780-a\"', 206",
                "'W/\"15e5f2d6108fa780-a\"', 200",
                "'\"other\"', 200",
                "'Thu, 02 Jan 2020 03:04:05 GMT', 206",
                "'Thu, 02 Jan 2020 03:04:06 GMT', 200",
                "'Thu, 02 Jan 2020 03:04:04 GMT', 200",
                "'', 200"
            })
    void sendsAPartIfItIsOfTheSame(String ifRange, int status) throws Exception {
        TestAnswer answer =
                TestCall.get(DirectoryFixture.serving(digits()), "/")
                        .header("range", "bytes=1-2")
                        .header("if-range", ifRange)
                        .send();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(status == 206 ? "12" : "0123456789");
    }

    @Test
    void conditionsComeBeforeRanges() throws Exception {
        Application app = DirectoryFixture.serving(digits());
        assertThat(
                        TestCall.get(app, "/")
                                .header("range", "bytes=99-")
                                .header("if-none-match", "*")
                                .send()
                                .status())
                .isEqualTo(304);
        assertThat(
                        TestCall.get(app, "/")
                                .header("range", "bytes=1-2")
                                .header("if-match", "\"other\"")
                                .send()
                                .status())
                .isEqualTo(412);
    }
}
