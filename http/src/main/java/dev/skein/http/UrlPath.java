package dev.skein.http;

/// Paths: dot segments and percent-encoding (URL standard, "path state"; RFC 3986 §5.2.4).
final class UrlPath {
    private UrlPath() {}

    /// Appends the segments of a path to those that are there.
    ///
    /// @param from where the first segment begins, after its slash
    /// @param out empty, or a path that does not end with the slash of the next segment
    static void append(String text, int from, int to, StringBuilder out) {
        int start = from;
        while (true) {
            int slash = text.indexOf('/', start, to);
            boolean last = slash < 0;
            int end = last ? to : slash;
            int dots = dots(text, start, end);
            if (dots == 2) {
                out.setLength(Math.max(out.lastIndexOf("/"), 0));
            }
            if (dots == 0) {
                UrlPercent.encode(text, start, end, UrlPercent.PATH, out.append('/'));
            } else if (last) {
                out.append('/');
            }
            if (last) {
                return;
            }
            start = slash + 1;
        }
    }

    /// Whether a segment begins like a dot segment, plain or encoded.
    static boolean mayHaveDots(String text, int from, int to) {
        return text.indexOf("/.", from, to) >= 0 || text.indexOf("/%2", from, to) >= 0;
    }

    /// 1 for the segment `.`, 2 for `..`, also with encoded dots, 0 for any other.
    private static int dots(String text, int from, int to) {
        int dots = 0;
        int i = from;
        while (i < to && dots < 3) {
            if (text.charAt(i) == '.') {
                i++;
            } else if (i + 3 <= to && text.regionMatches(true, i, "%2e", 0, 3)) {
                i += 3;
            } else {
                return 0;
            }
            dots++;
        }
        return dots == 3 ? 0 : dots;
    }
}
