package dev.skein.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Class paths as `java` takes them: jars, directories, and `directory/*` for all jars in it. What does not exist is refused,
/// for it is a slip of the pen.
final class ClassPath {
    private static final String ALL_JARS = "*";

    private ClassPath() {}

    /// @throws IllegalArgumentException if a file or directory does not exist, naming it
    static List<Path> parse(String text) {
        List<Path> paths = new ArrayList<>();
        for (String entry : text.split(File.pathSeparator, -1)) {
            if (entry.endsWith(ALL_JARS)) {
                String directory = entry.substring(0, entry.length() - ALL_JARS.length());
                paths.addAll(jarsIn(existing(directory)));
            } else if (!entry.isEmpty()) {
                paths.add(existing(entry));
            }
        }
        return paths;
    }

    private static Path existing(String text) {
        Path path = Path.of(text);
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("there is no file or directory '" + text + "'");
        }
        return path;
    }

    private static List<Path> jarsIn(Path directory) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
            files.forEach(jars::add);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot list '" + directory + "': " + e, e);
        }
        jars.sort(null);
        return jars;
    }
}
