package dev.skein.web;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The source around a line of a stack trace, where the source can be found: below the directories that the system property
/// `skein.sources` names, or else below the working directory and its `src/main/java` and `src/test/java`.
///
/// @param first the number of the first of the lines
/// @param current the number of the line in question
record SourceLines(List<String> lines, int first, int current) {
    private static final int AROUND = 4;
    private static final long MOST_BYTES = 4 * 1024 * 1024;

    static @Nullable SourceLines of(StackTraceElement frame) {
        String file = frame.getFileName();
        if (file == null || frame.getLineNumber() < 1) {
            return null;
        }
        for (Path root : roots()) {
            SourceLines found = find(root, frame, file);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        String named = System.getProperty("skein.sources", "");
        for (String each : named.split(File.pathSeparator, -1)) {
            if (!each.isEmpty()) {
                roots.add(Path.of(each));
            }
        }
        if (roots.isEmpty()) {
            roots.addAll(List.of(Path.of("src/main/java"), Path.of("src/test/java"), Path.of("")));
        }
        return roots;
    }

    private static @Nullable SourceLines find(Path root, StackTraceElement frame, String file) {
        int dot = frame.getClassName().lastIndexOf('.');
        String directory = dot < 0 ? "" : frame.getClassName().substring(0, dot).replace('.', '/');
        try {
            Path path = root.resolve(directory).resolve(file);
            if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
                return null;
            }
            List<String> all =
                    List.of(Files.readString(path, StandardCharsets.UTF_8).split("\\R", -1));
            return around(all, frame.getLineNumber());
        } catch (IOException | InvalidPathException _) {
            return null; // not there, or not readable: the page shows the trace without it
        }
    }

    private static @Nullable SourceLines around(List<String> all, int line) {
        if (line > all.size()) {
            return null;
        }
        int from = Math.max(0, line - 1 - AROUND);
        int to = Math.min(all.size(), line + AROUND);
        return new SourceLines(all.subList(from, to), from + 1, line);
    }
}
