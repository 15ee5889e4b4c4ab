package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypesTest {
    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTM, text/html; charset=utf-8",
        "app.js, text/javascript; charset=utf-8",
        "app.mjs, text/javascript; charset=utf-8",
        "site.css, text/css; charset=utf-8",
        "a.b.txt, text/plain; charset=utf-8",
        "data.json, application/json",
        "app.js.map, application/json",
        "logo.svg, image/svg+xml",
        "feed.xml, application/xml",
        "app.wasm, application/wasm",
        "photo.JPEG, image/jpeg",
        "font.woff2, font/woff2",
        "site.webmanifest, application/manifest+json",
        "backup.tar.gz, application/gzip",
        "nothing, application/octet-stream",
        "html, text/html; charset=utf-8",
        "odd., application/octet-stream",
        "odd.unknown, application/octet-stream",
        "shell.php, application/octet-stream",
        "x.jſ, application/octet-stream"
    })
    void knows(String name, String type) {
        assertThat(FileTypes.of(name)).isEqualTo(type);
    }
}
