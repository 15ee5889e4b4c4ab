package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes a stranger's file name fit for a file system: see [ContentDisposition#safeFilename].
final class SafeFilename {
    private static final int MOST_BYTES = 255;
    private static final int MOST_EXTENSION = 16;

    /// No more of the name's end is looked at: to normalise a long run of marks takes long.
    private static final int MOST_CHARACTERS = 1024;

    private static final String RESERVED = "<>:\"|?*";

    /// Windows opens a device under these names, whatever the extension.
    private static final Set<String> DEVICES =
            Set.of("con", "prn", "aux", "nul", "conin$", "conout$");

    private SafeFilename() {}

    static @Nullable String of(String filename) {
        String end = filename.substring(Math.max(0, filename.length() - MOST_CHARACTERS));
        // First of all, so that no later step can bring back what an earlier one has removed.
        String visible = visible(Normalizer.normalize(end, Normalizer.Form.NFKC));
        String name = trim(replaceReserved(lastComponent(visible)));
        if (name.isEmpty()) {
            return null;
        }
        return shorten(isDevice(name) ? '_' + name : name);
    }

    private static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().filter(SafeFilename::isVisible).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    private static String lastComponent(String text) {
        String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
        boolean drive = name.length() > 1 && name.charAt(1) == ':' && isLetter(name.charAt(0));
        return drive ? name.substring(2) : name;
    }

    private static boolean isLetter(char c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    private static String replaceReserved(String name) {
        StringBuilder out = new StringBuilder(name);
        for (int i = 0; i < out.length(); i++) {
            if (RESERVED.indexOf(out.charAt(i)) >= 0) {
                out.setCharAt(i, '_');
            }
        }
        return out.toString();
    }

    /// Leading dots hide a file or climb, trailing ones Windows drops.
    private static String trim(String name) {
        int from = 0;
        int to = name.length();
        while (from < to && isDotOrSpace(name.charAt(from))) {
            from++;
        }
        while (to > from && isDotOrSpace(name.charAt(to - 1))) {
            to--;
        }
        return name.substring(from, to);
    }

    private static boolean isDotOrSpace(char c) {
        return c == '.' || Character.isSpaceChar(c);
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        return DEVICES.contains(stem)
                || (stem.length() == 4
                        && (stem.startsWith("com") || stem.startsWith("lpt"))
                        && stem.charAt(3) >= '0'
                        && stem.charAt(3) <= '9');
    }

    /// Cuts the stem, so that a file does not change its kind.
    private static String shorten(String name) {
        int excess = name.getBytes(UTF_8).length - MOST_BYTES;
        if (excess <= 0) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        int end = dot > 0 && name.length() - dot <= MOST_EXTENSION ? dot : name.length();
        int cut = end;
        while (excess > 0) {
            int c = name.codePointBefore(cut);
            cut -= Character.charCount(c);
            excess -= c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return trim(name.substring(0, cut)) + name.substring(end);
    }
}
