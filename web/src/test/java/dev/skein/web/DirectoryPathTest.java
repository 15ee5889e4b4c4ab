package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryPathTest {
    private static final Path ROOT = Path.of("/srv/www");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.txt",
                "a..b",
                "...a",
                "a b",
                "é.html",
                "日本.txt",
                "console.js",
                "auxiliary",
                "com.js",
                "lpt",
                "com10",
                "nul-island.html",
                "a~1",
                "%2e%2e",
                "~root",
                "$HOME",
                "a;b",
                "-"
            })
    void takesNames(String name) {
        assertThat(DirectoryPath.isSafe(name, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "....",
                "a.",
                "a ",
                "a. ",
                ". ",
                ".. ",
                " ",
                "/",
                "a/b",
                "\\",
                "a\\b",
                "..\\a",
                "C:",
                "C:a",
                "a:stream",
                "a::$DATA",
                "\0",
                "a\0b",
                "a\nb",
                "a\rb",
                "\u007f",
                "a\u0085",
                "CON",
                "con",
                "nul",
                "NUL.txt",
                "aux.c.gz",
                "prn",
                "COM1",
                "com9.log",
                "LPT1",
                "lpt\u00b9",
                "CONIN$",
                "conout$.x",
                "CLOCK$",
                "nul .txt",
                "\u200c.git",
                "\ufeff.env",
                "\u202e.git"
            })
    void refusesWhatMayBeMore(String name) {
        assertThat(DirectoryPath.isSafe(name, false)).isFalse();
    }

    @Test
    void refusesNamesThatNoFileHas() {
        assertThat(DirectoryPath.isSafe("x".repeat(255), false)).isTrue();
        assertThat(DirectoryPath.isSafe("x".repeat(256), false)).isFalse();
    }

    @Test
    void refusesSecondNamesOnWindows() {
        assertThat(DirectoryPath.isSafe("GIT~1", true)).isFalse();
        assertThat(DirectoryPath.isSafe("GIT~", true)).isTrue();
        assertThat(DirectoryPath.isSafe("~a", true)).isTrue();
    }

    @Test
    void resolvesBelowTheRoot() {
        assertThat(DirectoryPath.resolve(ROOT, "", false)).isEqualTo(ROOT);
        assertThat(DirectoryPath.resolve(ROOT, "a", false)).isEqualTo(ROOT.resolve("a"));
        assertThat(DirectoryPath.resolve(ROOT, "a/b.txt", false))
                .isEqualTo(ROOT.resolve("a/b.txt"));
        assertThat(DirectoryPath.resolve(ROOT, "a/b/", false)).isEqualTo(ROOT.resolve("a/b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "a//b",
                "a/../b",
                "./a",
                "a/./b",
                "..",
                "a/..",
                "//host/share",
                "a//"
            })
    void refusesEmptyAndDottedSegments(String name) {
        assertThat(DirectoryPath.resolve(ROOT, name, true)).isNull();
    }

    @Test
    void showsDotFilesWhenAsked() {
        assertThat(DirectoryPath.resolve(ROOT, ".git/config", false)).isNull();
        assertThat(DirectoryPath.resolve(ROOT, "a/.env", false)).isNull();
        assertThat(DirectoryPath.resolve(ROOT, "a/.env", true)).isEqualTo(ROOT.resolve("a/.env"));
    }

    @ParameterizedTest
    @CsvSource({
        "/static/a/b, a/b, false",
        "/static/a%20/b, a /b, false",
        "/static/a%2Fb, a/b, true",
        "/static/a%2fb/c, a/b/c, true",
        "/static/%2F%2f, //, true",
        "/st%2Fatic/a/b, a/b, false",
        "/%2F/static/a, a, false",
        "/x%2Fy/a%2Fb, a/b, true",
        "a%20, a/b/c/d, true"
    })
    void findsHiddenSlashes(String rawPath, String name, boolean hides) {
        assertThat(DirectoryPath.hidesSlash(rawPath, name)).isEqualTo(hides);
    }

    @Test
    void encodesForUrls() {
        assertThat(DirectoryPath.encode("a-Z_0.9~")).isEqualTo("a-Z_0.9~");
        assertThat(DirectoryPath.encode("ä \"<&?#%/:"))
                .isEqualTo("%C3%A4%20%22%3C%26%3F%23%25%2F%3A");
    }
}
