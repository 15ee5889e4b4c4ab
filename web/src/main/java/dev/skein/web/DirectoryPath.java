package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns names that clients send into paths below a directory, or refuses them: before the file system is asked anything, so that not
/// even the time it takes tells what lies outside.
///
/// Refused is every segment that some system might take for more than a name, on all systems: what is served must not depend on where.
final class DirectoryPath {
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final int LONGEST = 255;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final Set<String> DEVICES =
            Set.of("con", "prn", "aux", "nul", "clock$", "conin$", "conout$");

    private DirectoryPath() {}

    /// The path of a name.
    ///
    /// @param name decoded; separated by `/`, which may stand at its end too
    /// @return null if the name is refused
    static @Nullable Path resolve(Path root, String name, boolean dotFiles) {
        Path path = root;
        int start = 0;
        while (start < name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            String segment = name.substring(start, end);
            if (!isServed(segment, dotFiles)) {
                return null;
            }
            try {
                path = path.resolve(segment);
            } catch (InvalidPathException _) {
                return null; // a character that the file system does not have
            }
            start = end + 1;
        }
        return path;
    }

    /// Whether what has this name is served, if it is there.
    static boolean isServed(String segment, boolean dotFiles) {
        return isSafe(segment, WINDOWS) && (dotFiles || !segment.startsWith("."));
    }

    /// Whether a segment is nothing but the name of a file.
    static boolean isSafe(String segment, boolean windows) {
        int length = segment.length();
        if (length == 0 || length > LONGEST || isPassedOver(segment.charAt(0))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = segment.charAt(i);
            // a colon: drives, and streams beside a file's content
            if (c == '/' || c == '\\' || c == ':' || Character.isISOControl(c)) {
                return false;
            }
        }
        // at the end: what Windows drops, so that "secret." is "secret"; and with it "." and ".."
        char last = segment.charAt(length - 1);
        return last != '.' && last != ' ' && !isDevice(segment) && !(windows && isShort(segment));
    }

    /// What no eye sees, such as U+200C, and some file systems do not either: a dot may come behind it.
    private static boolean isPassedOver(char c) {
        return Character.getType(c) == Character.FORMAT;
    }

    /// What Windows takes for a device, with whatever behind a dot: `NUL.txt`.
    private static boolean isDevice(String segment) {
        int dot = segment.indexOf('.');
        String base = (dot < 0 ? segment : segment.substring(0, dot)).strip();
        if (base.length() < 3 || base.length() > 7) {
            return false;
        }
        String name = base.toLowerCase(Locale.ROOT);
        boolean numbered =
                name.length() == 4
                        && (name.startsWith("com") || name.startsWith("lpt"))
                        && "0123456789¹²³".indexOf(name.charAt(3)) >= 0;
        return numbered || DEVICES.contains(name);
    }

    /// A second name that Windows gives to files, such as `GIT~1` to `.git`.
    private static boolean isShort(String segment) {
        int tilde = segment.indexOf('~');
        return tilde >= 0
                && tilde + 1 < segment.length()
                && Character.isDigit(segment.charAt(tilde + 1));
    }

    /// Whether all directories between the root and a path are directories, and none is a symbolic link. About the path itself this
    /// says nothing.
    static boolean isThroughDirectories(Path root, Path path) {
        Path parent = path.getParent();
        while (parent != null && parent.getNameCount() > root.getNameCount()) {
            if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            parent = parent.getParent();
        }
        return true;
    }

    /// Whether a slash of a decoded name was none in the path as sent, but `%2F` in a segment.
    ///
    /// Counted from the end, as many segments of the path as the name has are looked at: if one of the name's slashes was encoded,
    /// they take in all of the name and more, and so the encoded slash.
    static boolean hidesSlash(String rawPath, String name) {
        if (rawPath.indexOf('%') < 0) {
            return false;
        }
        int start = rawPath.lastIndexOf('/');
        for (int i = name.indexOf('/'); i >= 0 && start >= 0; i = name.indexOf('/', i + 1)) {
            start = rawPath.lastIndexOf('/', start - 1);
        }
        return start < 0 || rawPath.toLowerCase(Locale.ROOT).indexOf("%2f", start) >= 0;
    }

    /// A segment as it stands in a URL (RFC 3986 §2.3).
    static String encode(String segment) {
        StringBuilder encoded = new StringBuilder(segment.length() + 8);
        for (byte b : segment.getBytes(UTF_8)) {
            boolean plain =
                    (b >= '0' && b <= '9')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= 'a' && b <= 'z')
                            || "-._~".indexOf(b) >= 0;
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
