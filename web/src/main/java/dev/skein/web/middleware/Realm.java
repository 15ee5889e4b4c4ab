package dev.skein.web.middleware;

/// A protection space, as challenges name it (RFC 9110 §11.5).
final class Realm {
    private Realm() {}

    /// @throws IllegalArgumentException if it is not visible ASCII and spaces
    static String quoted(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("expected a realm of visible ASCII and spaces");
        }
        return '"' + realm.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
