package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// Files for tests, with times long past: what is written now has only a weak tag.
final class DirectoryFixture {
    static final Instant TIME = Instant.parse("2020-01-02T03:04:05.678Z");
    static final String DATE = "Thu, 02 Jan 2020 03:04:05 GMT";

    private DirectoryFixture() {}

    static Path write(Path directory, String name, String content) throws IOException {
        return write(directory.resolve(name), content.getBytes(UTF_8), TIME);
    }

    static Path write(Path file, byte[] content, Instant time) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.write(file, content);
        return Files.setLastModifiedTime(file, FileTime.from(time));
    }

    static Application serving(StaticFiles files) {
        Application app = new Application();
        app.router().get("/static/{path...}", files);
        return app;
    }

    static Application serving(Path file) {
        Application app = new Application();
        app.router().any("/", request -> Response.file(request, file));
        return app;
    }
}
