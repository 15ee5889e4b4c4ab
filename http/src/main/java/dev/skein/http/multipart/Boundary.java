package dev.skein.http.multipart;

import org.jspecify.annotations.Nullable;

/// The boundary parameter of a multipart media type.
final class Boundary {
    private static final int MOST = 70;
    private static final String MARKS = "'()+_,-./:=?";

    private Boundary() {}

    /// What is wrong with it, or null.
    static @Nullable String flaw(String boundary) {
        // RFC 2046 §5.1.1: "boundary := 0*69<bchars> bcharsnospace"
        int length = boundary.length();
        if (length == 0 || length > MOST) {
            return "expected a boundary of 1 to " + MOST + " characters, came " + length;
        }
        for (int i = 0; i < length; i++) {
            char c = boundary.charAt(i);
            if (!isBoundary(c) && (c != ' ' || i == length - 1)) {
                return "expected a boundary of letters, digits, " + MARKS + " and inner spaces";
            }
        }
        return null;
    }

    private static boolean isBoundary(char c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || MARKS.indexOf(c) >= 0;
    }
}
