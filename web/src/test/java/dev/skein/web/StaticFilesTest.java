package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    private static final StaticOptions DEFAULTS = StaticOptions.defaults();

    @TempDir private Path folder = Path.of("");
    private Path root = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        root = folder.resolve("public");
        DirectoryFixture.write(root, "index.html", "home");
        DirectoryFixture.write(root, "app.js", "script");
        DirectoryFixture.write(root, "docs/index.html", "docs");
        DirectoryFixture.write(root, "docs/a b.txt", "ab");
        DirectoryFixture.write(root, "empty/.keep", "");
        DirectoryFixture.write(root, ".env", "password");
        DirectoryFixture.write(folder, "secret.txt", "secret");
    }

    private TestAnswer get(StaticOptions options, String path) throws Exception {
        return TestCall.get(DirectoryFixture.serving(StaticFiles.of(root, options)), path).send();
    }

    private TestAnswer get(String path) throws Exception {
        return get(DEFAULTS, path);
    }

    @ParameterizedTest
    @CsvSource({
        "/static/app.js, script",
        "/static/, home",
        "/static/index.html, home",
        "/static/docs/, docs",
        "/static/docs/a%20b.txt, ab",
        "/static/%61pp.js, script"
    })
    void servesFilesAndIndexes(String path, String content) throws Exception {
        TestAnswer answer = get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(content);
        assertThat(answer.header("cache-control")).isEqualTo("no-cache");
        assertThat(answer.header("etag")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/nothing", "/static/app.js/", "/static/app.js/x",
                        "/static/docs/nothing.html", "/static/empty/",
                "/static/.env", "/static/empty/.keep", "/static/APP.JS",
                        "/static/docs%2Findex.html", "/static//app.js",
                "/static/docs//index.html", "/static/docs/./index.html", "/static/docs/../app.js"
            })
    void doesNotFindTheRest(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void answersHeadAndConditionsAndRanges() throws Exception {
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        assertThat(TestCall.of(app, "HEAD", "/static/app.js").send().status()).isEqualTo(200);
        String tag = String.valueOf(TestCall.get(app, "/static/app.js").send().header("etag"));
        TestAnswer unchanged =
                TestCall.get(app, "/static/app.js").header("if-none-match", tag).send();
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("cache-control")).isEqualTo("no-cache");
        TestAnswer part = TestCall.get(app, "/static/app.js").header("range", "bytes=0-0").send();
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("s");
    }

    @Test
    void takesNoOtherMethods() throws Exception {
        Application app = new Application();
        app.router().any("/static/{path...}", StaticFiles.of(root));
        TestAnswer answer = TestCall.of(app, "DELETE", "/static/app.js").send();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void wantsADirectory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StaticFiles.of(folder.resolve("nothing")))
                .withMessageContaining("nothing is none");
    }

    // ---- directories
    // ----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "/static/docs, ./docs/",
        "/static/docs?a=b, ./docs/?a=b",
        "/static/%64ocs, ./docs/"
    })
    void leadsToTheSlash(String path, String location) throws Exception {
        TestAnswer answer = get(path);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("location")).isEqualTo(location);
    }

    /// GHSA-v6wp-4m6f-gcjg: `//evil.com` is another host.
    @Test
    void neverLeadsElsewhere() throws Exception {
        Files.createDirectories(root.resolve("evil.com"));
        Application app = new Application();
        app.router().get("/{path...}", StaticFiles.of(root));
        assertThat(TestCall.get(app, "//evil.com").send().status()).isEqualTo(404);
        assertThat(TestCall.get(app, "/%2Fevil.com").send().status()).isEqualTo(404);
        assertThat(TestCall.get(app, "/%5Cevil.com").send().status()).isEqualTo(404);
        assertThat(TestCall.get(app, "/evil.com").send().header("location"))
                .isEqualTo("./evil.com/");
    }

    @Test
    void listsWhatItServes() throws Exception {
        DirectoryFixture.write(root, "list/b.txt", "12345");
        DirectoryFixture.write(root, "list/A <&> \"'.txt", "");
        DirectoryFixture.write(root, "list/sub/x", "");
        DirectoryFixture.write(root, "list/.hidden", "");
        DirectoryFixture.write(root, "list/a:b", "");
        Files.createSymbolicLink(root.resolve("list/link"), folder.resolve("secret.txt"));
        TestAnswer answer = get(DEFAULTS.withListing(true), "/static/list/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.text())
                .contains("<h1>/static/list/</h1>")
                .contains(
                        """
                        <table>
                        <tr><td><a href="../">../</a></td><td></td></tr>
                        <tr><td><a href="./sub/">sub/</a></td><td></td></tr>
                        <tr><td><a href="./A%20%3C%26%3E%20%22%27.txt">A &lt;&amp;&gt; &quot;&#39;.txt</a></td><td>0 bytes</td></tr>
                        <tr><td><a href="./b.txt">b.txt</a></td><td>5 bytes</td></tr>
                        </table>
                        """);
        assertThat(get("/static/list/").status()).isEqualTo(404);
    }

    @Test
    void listsTheRootWithoutAWayUp() throws Exception {
        String page = get(DEFAULTS.withListing(true).withIndexFiles(), "/static/").text();
        assertThat(page).contains("./app.js").doesNotContain("../");
    }

    @Test
    void takesTheFirstIndexThatIsThere() throws Exception {
        DirectoryFixture.write(root, "docs/default.htm", "default");
        StaticOptions options =
                DEFAULTS.withIndexFiles("nothing.html", "default.htm", "index.html");
        assertThat(get(options, "/static/docs/").text()).isEqualTo("default");
        assertThat(get(DEFAULTS.withIndexFiles(), "/static/docs/").status()).isEqualTo(404);
    }

    // ---- options
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void fallsBackForPathsOfAnApplication() throws Exception {
        StaticOptions options = DEFAULTS.withFallback("index.html");
        assertThat(get(options, "/static/users/42").text()).isEqualTo("home");
        assertThat(get(options, "/static/empty/").text()).isEqualTo("home");
        assertThat(get(options, "/static/missing.js").status()).isEqualTo(404);
        assertThat(get(options, "/static/%2e%2e/x").status()).isEqualTo(404);
        assertThat(get(DEFAULTS.withFallback("gone"), "/static/users").status()).isEqualTo(404);
    }

    @Test
    void showsDotFilesWhenAsked() throws Exception {
        assertThat(get(DEFAULTS.withDotFiles(true), "/static/.env").text()).isEqualTo("password");
        assertThat(get(DEFAULTS.withDotFiles(true), "/static/..").status()).isEqualTo(404);
    }

    @Test
    void saysHowLongItIsGood() throws Exception {
        StaticOptions options = DEFAULTS.withMaxAge(Duration.ofHours(1));
        assertThat(get(options, "/static/app.js").header("cache-control"))
                .isEqualTo("max-age=3600");
    }

    @Test
    void aVersionIsGoodForAYear() throws Exception {
        StaticFiles files = StaticFiles.of(root);
        Application app = DirectoryFixture.serving(files);
        String version = files.version("app.js");
        assertThat(version).hasSize(11).isEqualTo(files.version("app.js"));
        assertThat(TestCall.get(app, "/static/app.js?v=" + version).send().header("cache-control"))
                .isEqualTo("max-age=31536000, immutable");
        assertThat(TestCall.get(app, "/static/app.js?v=AAAAAAAAAAA").send().header("cache-control"))
                .isEqualTo("no-cache");
        assertThat(
                        TestCall.get(app, "/static/index.html?v=" + version)
                                .send()
                                .header("cache-control"))
                .isEqualTo("no-cache");
        DirectoryFixture.write(
                root.resolve("app.js"),
                "changed".getBytes(UTF_8),
                DirectoryFixture.TIME.plusSeconds(1));
        assertThat(files.version("app.js")).isNotEqualTo(version);
        assertThat(TestCall.get(app, "/static/app.js?v=" + version).send().header("cache-control"))
                .isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.js", "docs", "../secret.txt", ".env", "/app.js"})
    void hasVersionsOfWhatItServesOnly(String name) {
        StaticFiles files = StaticFiles.of(root);
        assertThatThrownBy(() -> files.version(name)).isInstanceOf(NoSuchFileException.class);
    }

    // ---- keeping
    // --------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {0, 16 * 1024 * 1024})
    void seesEveryChange(long cacheBytes) throws Exception {
        StaticOptions options = DEFAULTS.withCacheBytes(cacheBytes);
        Application app = DirectoryFixture.serving(StaticFiles.of(root, options));
        Path file = root.resolve("app.js");
        for (String content : new String[] {"first", "other", "longer than before", ""}) {
            DirectoryFixture.write(
                    file,
                    content.getBytes(UTF_8),
                    Files.getLastModifiedTime(file).toInstant().plusMillis(1));
            assertThat(TestCall.get(app, "/static/app.js").send().text()).isEqualTo(content);
            assertThat(TestCall.get(app, "/static/app.js").send().text()).isEqualTo(content);
        }
        Files.delete(file);
        assertThat(TestCall.get(app, "/static/app.js").send().status()).isEqualTo(404);
        Files.createDirectory(file);
        assertThat(TestCall.get(app, "/static/app.js").send().status()).isEqualTo(308);
    }

    @Test
    void seesAFileInThePlaceOfAnotherOfTheSameTime() throws Exception {
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        assertThat(TestCall.get(app, "/static/app.js").send().text()).isEqualTo("script");
        Path other = DirectoryFixture.write(folder, "other", "SCRIPT");
        Files.move(other, root.resolve("app.js"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(TestCall.get(app, "/static/app.js").send().text()).isEqualTo("SCRIPT");
    }

    @Test
    void seesChangesWithinTheCoarsenessOfTime() throws Exception {
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        Path file = root.resolve("app.js");
        Instant now = Instant.now();
        for (String content : new String[] {"one", "two", "six"}) {
            Files.writeString(file, content);
            Files.setLastModifiedTime(file, FileTime.from(now));
            assertThat(TestCall.get(app, "/static/app.js").send().text()).isEqualTo(content);
        }
    }

    @Test
    void keptContentIsNotReadAgain() throws Exception {
        StaticFiles files = StaticFiles.of(root);
        Application app = DirectoryFixture.serving(files);
        TestAnswer first = TestCall.get(app, "/static/app.js").send();
        TestAnswer second = TestCall.get(app, "/static/app.js").send();
        assertThat(content(second)).isSameAs(content(first));
        Application without =
                DirectoryFixture.serving(StaticFiles.of(root, DEFAULTS.withCacheBytes(0)));
        assertThat(content(TestCall.get(without, "/static/app.js").send()))
                .isNotSameAs(content(TestCall.get(without, "/static/app.js").send()));
    }

    private static byte[] content(TestAnswer answer) {
        return ((dev.skein.app.HttpResponse) answer.messages().getFirst()).content();
    }

    /// Files of different lengths take each other's place while they are read.
    @Test
    void neverSendsAPartForTheWhole() throws Exception {
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        Path file = root.resolve("app.js");
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> replace(file, done));
        try {
            for (int i = 0; i < 2000; i++) {
                TestAnswer answer = TestCall.get(app, "/static/app.js").send();
                if (answer.status() == 200) {
                    String tag = String.valueOf(answer.header("etag"));
                    assertThat(tag)
                            .endsWith("-" + Integer.toHexString(answer.text().length()) + "\"");
                    assertThat(answer.text()).isIn("script", "a".repeat(7), "b".repeat(5000));
                } else {
                    assertThat(answer.status()).isEqualTo(503);
                }
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private void replace(Path file, AtomicBoolean done) {
        try {
            for (int i = 0; !done.get(); i++) {
                String content = i % 2 == 0 ? "a".repeat(7) : "b".repeat(5000);
                Path next = DirectoryFixture.write(folder, "next", content);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noticesACompressedSiblingThatGoes() throws Exception {
        Path sibling = DirectoryFixture.write(root, "app.js.gz", "zipped");
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        TestCall call = TestCall.get(app, "/static/app.js").header("accept-encoding", "gzip");
        assertThat(call.send().text()).isEqualTo("zipped");
        DirectoryFixture.write(
                sibling, "ZIPPED".getBytes(UTF_8), DirectoryFixture.TIME.plusMillis(1));
        assertThat(call.send().text()).isEqualTo("ZIPPED");
        Files.delete(sibling);
        assertThat(call.send().text()).isEqualTo("script");
    }
}
