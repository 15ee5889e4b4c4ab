package dev.skein.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of this repository.
final class Repository {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern MODULE = Pattern.compile("<module>([a-z]+)</module>");

    private Repository() {}

    /// The Maven modules, which are directories.
    static List<String> modules() throws IOException {
        return MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// All Java sources of the modules.
    static List<Path> sources() throws IOException {
        return files(".java");
    }

    /// All documents.
    static List<Path> documents() throws IOException {
        return files(".md");
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !isBuilt(ROOT.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isBuilt(Path path) {
        for (Path name : path) {
            if (name.toString().equals("target") || name.toString().startsWith(".")) {
                return true;
            }
        }
        return path.startsWith("bench/results");
    }

    static String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
