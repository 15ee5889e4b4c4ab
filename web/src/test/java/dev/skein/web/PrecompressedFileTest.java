package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecompressedFileTest {
    @TempDir private Path folder = Path.of("");

    private Application siblings(String... ends) throws IOException {
        Path file = DirectoryFixture.write(folder, "app.js", "plain");
        for (String end : ends) {
            DirectoryFixture.write(folder, "app.js" + end, "content of " + end);
        }
        return DirectoryFixture.serving(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, deflate, br, zstd | br",
                "gzip, deflate, zstd | zstd",
                "gzip | gzip",
                "GZIP | gzip",
                "deflate | identity",
                "'' | identity",
                "gzip;q=0 | identity",
                "gzip;q=0, br;q=0.1 | br",
                "gzip;q=1, br;q=0.5 | gzip",
                "gzip;q=0.5, identity;q=1 | identity",
                "gzip;q=0.5, identity;q=0.5 | gzip",
                "gzip;q=0.001, identity;q=0 | gzip",
                "* | br",
                "*;q=0 | identity",
                "br;q=0, * | zstd",
                "identity | identity",
                "xbr, gzipped, x-brx | identity",
                "identity;q=0 | identity",
                ";;; | identity"
            })
    void sendsTheFormThatTheClientLikesBest(String accepted, String coding) throws Exception {
        TestAnswer answer =
                TestCall.get(siblings(".br", ".zst", ".gz"), "/")
                        .header("accept-encoding", accepted.replace("'", ""))
                        .send();
        boolean plain = coding.equals("identity");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-encoding")).isEqualTo(plain ? null : coding);
        assertThat(answer.text()).startsWith(plain ? "plain" : "content of ." + coding.charAt(0));
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
        assertThat(answer.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
    }

    @Test
    void withoutAFieldItIsPlain() throws Exception {
        TestAnswer answer = TestCall.get(siblings(".gz"), "/").send();
        assertThat(answer.text()).isEqualTo("plain");
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
    }

    @Test
    void withoutSiblingsNothingVaries() throws Exception {
        TestAnswer answer =
                TestCall.get(siblings(), "/").header("accept-encoding", "gzip, br").send();
        assertThat(answer.text()).isEqualTo("plain");
        assertThat(answer.header("vary")).isNull();
    }

    @Test
    void everyFormHasATagAndPartsOfItsOwn() throws Exception {
        Application app = siblings(".gz");
        String plain = String.valueOf(TestCall.get(app, "/").send().header("etag"));
        TestAnswer gzip = TestCall.get(app, "/").header("accept-encoding", "gzip").send();
        assertThat(gzip.header("etag")).isNotEqualTo(plain).endsWith("-gzip\"");
        TestAnswer part =
                TestCall.get(app, "/")
                        .header("accept-encoding", "gzip")
                        .header("range", "bytes=11-")
                        .send();
        assertThat(part.text()).isEqualTo(".gz");
        assertThat(part.header("content-encoding")).isEqualTo("gzip");
        assertThat(part.header("content-range")).isEqualTo("bytes 11-13/14");
        TestAnswer changed =
                TestCall.get(app, "/")
                        .header("accept-encoding", "gzip")
                        .header("if-none-match", plain)
                        .send();
        assertThat(changed.status()).isEqualTo(200);
    }

    @Test
    void severalPartsOfACompressedFormAreNotSent() throws Exception {
        TestAnswer answer =
                TestCall.get(siblings(".gz"), "/")
                        .header("accept-encoding", "gzip")
                        .header("range", "bytes=0-1,5-6")
                        .send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("content of .gz");
    }

    /// CVE-2024-42367: a link beside a file must not open what lies elsewhere.
    @Test
    void neverSendsALinkOrADirectoryInstead() throws Exception {
        Application app = siblings();
        Path secret = DirectoryFixture.write(folder, "secret", "secret");
        Files.createSymbolicLink(folder.resolve("app.js.gz"), secret);
        Files.createDirectory(folder.resolve("app.js.br"));
        TestAnswer answer = TestCall.get(app, "/").header("accept-encoding", "gzip, br").send();
        assertThat(answer.text()).isEqualTo("plain");
        assertThat(answer.header("vary")).isNull();
    }

    @Test
    void neverSendsWhatIsOlder() throws Exception {
        Application app = siblings(".gz");
        Files.setLastModifiedTime(
                folder.resolve("app.js.gz"), FileTime.from(DirectoryFixture.TIME.minusMillis(1)));
        TestAnswer answer = TestCall.get(app, "/").header("accept-encoding", "gzip").send();
        assertThat(answer.text()).isEqualTo("plain");
    }
}
