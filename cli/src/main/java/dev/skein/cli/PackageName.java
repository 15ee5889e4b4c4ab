package dev.skein.cli;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the packages of a source begin.
final class PackageName {
    private static final Pattern DECLARATION =
            Pattern.compile(
                    "\\A(?:\\s|//[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/)*+package\\s+([\\w.$]+)\\s*;");

    private PackageName() {}

    /// The directory that holds the file, or, if the file says that it is in package `a.b` and is in `…/a/b`, the one above these.
    static Path rootOf(Path file, String text) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        Matcher matcher = DECLARATION.matcher(text);
        if (directory == null || !matcher.find()) {
            return file.toAbsolutePath().resolveSibling("");
        }
        Path packages = Path.of(matcher.group(1).replace('.', '/'));
        if (!directory.endsWith(packages)) {
            return directory;
        }
        Path root = directory;
        for (int i = 0; i < packages.getNameCount() && root.getParent() != null; i++) {
            root = root.getParent();
        }
        return root;
    }
}
