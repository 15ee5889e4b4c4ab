package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways out of a directory that others have found.
class StaticFilesTraversalTest {
    @TempDir private Path folder = Path.of("");
    private Path root = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        root = folder.resolve("public");
        DirectoryFixture.write(root, "a/index.html", "public");
        DirectoryFixture.write(folder, "secret.txt", "secret");
        DirectoryFixture.write(folder, "public2/secret.txt", "secret");
    }

    private TestAnswer get(boolean followLinks, String path) throws Exception {
        StaticOptions options =
                StaticOptions.defaults()
                        .withFollowLinks(followLinks)
                        .withDotFiles(true)
                        .withListing(true);
        Application app = DirectoryFixture.serving(StaticFiles.of(root, options));
        return TestCall.get(app, path).send();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "a/../../secret.txt",
                "./../secret.txt",
                "..",
                "../",
                ".",
                "./",
                "a/..",
                "a/../",
                "%2e%2e/secret.txt",
                "%2e%2e%2fsecret.txt",
                "%2E%2E%2Fsecret.txt",
                "..%2fsecret.txt",
                "..%2Fsecret.txt",
                ".%2e/secret.txt",
                "%2e./secret.txt",
                "%2e%2e",
                "%2e%2e/",
                "%252e%252e/secret.txt",
                "%252e%252e%252fsecret.txt",
                "..%252fsecret.txt",
                "..%255csecret.txt",
                "....//secret.txt",
                "....%2f%2fsecret.txt",
                "...//secret.txt",
                ".../secret.txt",
                "..;/secret.txt",
                "..;a=b/secret.txt",
                "..%3b/secret.txt",
                "..\\secret.txt",
                "..%5csecret.txt",
                "..%5Csecret.txt",
                "%2e%2e%5csecret.txt",
                "%2e%2e\\secret.txt",
                "a\\..\\..\\secret.txt",
                "a%5c..%5c..%5csecret.txt",
                "..%c0%afsecret.txt",
                "..%c1%9csecret.txt",
                "%c0%ae%c0%ae/secret.txt",
                "%e0%80%ae%e0%80%ae/secret.txt",
                "..%e0%80%afsecret.txt",
                "..%f0%80%80%afsecret.txt",
                "%uff0e%uff0e/secret.txt",
                "%u002e%u002e/secret.txt",
                "..%u2215secret.txt",
                "..%ef%bc%8fsecret.txt",
                "%ef%bc%8e%ef%bc%8e/secret.txt",
                "..%00/secret.txt",
                "../secret.txt%00",
                "..%00.html",
                "a/index.html%00.txt",
                "a/index.html%00",
                "..%0a/secret.txt",
                "..%0d%0a/secret.txt",
                "..%20/secret.txt",
                "..%09/secret.txt",
                ".%20./secret.txt",
                "../public2/secret.txt",
                "2/secret.txt",
                "/etc/passwd",
                "//etc/passwd",
                "%2fetc%2fpasswd",
                "%2Fetc/passwd",
                "file:///etc/passwd",
                "file:%2f%2f%2fetc%2fpasswd",
                "C:/Windows/win.ini",
                "C:%5cWindows%5cwin.ini",
                "C:secret.txt",
                "%43%3a/Windows/win.ini",
                "//host/share/a.txt",
                "%2f%2fhost%2fshare%2fa.txt",
                "%5c%5chost%5cshare%5ca.txt",
                "\\\\host\\share\\a.txt",
                "%5c%5c%3f%5cC%3a%5csecret.txt",
                "%5c%5c.%5cpipe%5ca",
                "a/index.html::$DATA",
                "a/index.html%3a%3a$DATA",
                "a::$INDEX_ALLOCATION/index.html",
                "a/index.html.",
                "a/index.html%20",
                "a/index.html%2e",
                "a./index.html",
                "a/index.html/",
                "a/index.html/.",
                "a/index.html/..",
                "CON",
                "nul.txt",
                "a/COM1",
                "~/secret.txt",
                "$HOME/secret.txt",
                "%",
                "%2",
                "%zz",
                "a%2findex.html",
                "a%2Findex.html"
            })
    void leadNowhere(String tail) throws Exception {
        for (boolean followLinks : new boolean[] {false, true}) {
            TestAnswer answer = get(followLinks, "/static/" + tail);
            assertThat(answer.status()).as(tail).isIn(400, 404);
            assertThat(answer.text()).as(tail).isNotEqualTo("secret").isNotEqualTo("public");
        }
    }

    // ---- links
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void noLinkIsThereUnlessFollowed() throws Exception {
        Files.createSymbolicLink(root.resolve("out.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("out"), folder.resolve("public2"));
        Files.createSymbolicLink(root.resolve("in.html"), root.resolve("a/index.html"));
        Files.createSymbolicLink(root.resolve("in"), root.resolve("a"));
        for (String path :
                new String[] {
                    "out.txt", "out/secret.txt", "in.html", "in/index.html", "in/", "in", "out"
                }) {
            assertThat(get(false, "/static/" + path).status()).as(path).isEqualTo(404);
        }
        assertThat(get(true, "/static/out.txt").text()).isEqualTo("secret");
        assertThat(get(true, "/static/out/secret.txt").text()).isEqualTo("secret");
        assertThat(get(true, "/static/in.html").text()).isEqualTo("public");
        assertThat(get(true, "/static/in/").text()).isEqualTo("public");
        assertThat(get(true, "/static/in").status()).isEqualTo(308);
    }

    @Test
    void anIndexThatIsALinkIsNotThere() throws Exception {
        Files.createDirectory(root.resolve("b"));
        Files.createSymbolicLink(root.resolve("b/index.html"), folder.resolve("secret.txt"));
        TestAnswer answer = get(false, "/static/b/");
        assertThat(answer.text()).contains("/static/b/").doesNotContain("secret");
    }

    @Test
    void theRootMayBeALink() throws Exception {
        Path current = Files.createSymbolicLink(folder.resolve("current"), root);
        Application app = DirectoryFixture.serving(StaticFiles.of(current));
        assertThat(TestCall.get(app, "/static/a/").send().text()).isEqualTo("public");
        assertThat(TestCall.get(app, "/static/").send().status()).isEqualTo(404);
        assertThat(TestCall.get(app, "/static/a").send().status()).isEqualTo(308);
    }

    /// What is kept must not outlive the way to it.
    @Test
    void aLinkInThePlaceOfWhatWasKeptIsNotFollowed() throws Exception {
        Application app = DirectoryFixture.serving(StaticFiles.of(root));
        assertThat(TestCall.get(app, "/static/a/index.html").send().text()).isEqualTo("public");
        Path file = root.resolve("a/index.html");
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("secret.txt"));
        assertThat(TestCall.get(app, "/static/a/index.html").send().status()).isEqualTo(404);
        Files.delete(file);
        Files.delete(root.resolve("a"));
        DirectoryFixture.write(folder, "public2/index.html", "secret");
        Files.createSymbolicLink(root.resolve("a"), folder.resolve("public2"));
        assertThat(TestCall.get(app, "/static/a/index.html").send().status()).isEqualTo(404);
    }
}
