package dev.skein.web;

import dev.skein.http.Escapes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entity tag (RFC 9110 §8.8.3): it tells one state of a representation from the others.
///
/// @param value what stands between the quotes: visible characters other than `"`, or characters from 0x80 to 0xFF
/// @param weak whether equal tags mean equal for all purposes only, not byte for byte
public record ETag(String value, boolean weak) {
    private static final int DIGEST_BYTES = 16;

    /// Checks the value.
    ///
    /// @throws IllegalArgumentException if a character is not fit for a tag
    public ETag {
        if (!value.chars().allMatch(ETag::isInTag)) {
            throw new IllegalArgumentException(
                    "expected visible characters other than \" in an entity tag, got \""
                            + Escapes.escape(value, 100)
                            + '"');
        }
    }

    /// A strong tag.
    ///
    /// @throws IllegalArgumentException if a character is not fit for a tag
    public static ETag strong(String value) {
        return new ETag(value, false);
    }

    /// A weak tag.
    ///
    /// @throws IllegalArgumentException if a character is not fit for a tag
    public static ETag weak(String value) {
        return new ETag(value, true);
    }

    /// A strong tag of some content: half of its SHA-256, in 22 characters.
    public static ETag of(byte[] content) {
        byte[] half = Arrays.copyOf(sha256().digest(content), DIGEST_BYTES);
        return strong(Base64.getUrlEncoder().withoutPadding().encodeToString(half));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256, which every Java has", e);
        }
    }

    /// The tag that a field such as `etag` holds: `"v1"` or `W/"v1"`.
    ///
    /// @return null if it holds none, or more than one
    public static @Nullable ETag parseOrNull(String text) {
        int end = end(text, 0);
        return end == text.length() ? parsed(text, 0, end) : null;
    }

    /// The tags that a field such as `if-none-match` lists; empty members are passed over (RFC 9110 §5.6.1).
    ///
    /// @return null if it is no list of tags; `*` is none
    public static @Nullable List<ETag> parseListOrNull(String text) {
        List<ETag> tags = new ArrayList<>();
        boolean separated = true;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ',') {
                separated = true;
                i++;
            } else if (c == ' ' || c == '\t') {
                i++;
            } else {
                int end = separated ? end(text, i) : -1;
                if (end < 0) {
                    return null;
                }
                tags.add(parsed(text, i, end));
                separated = false;
                i = end;
            }
        }
        return List.copyOf(tags);
    }

    /// Where the tag ends that begins there, or -1 if none does.
    private static int end(String text, int from) {
        // RFC 9110 §8.8.3: "An entity-tag can be either a weak or strong validator"; the mark has
        // case
        int i = text.startsWith("W/", from) ? from + 2 : from;
        if (i >= text.length() || text.charAt(i) != '"') {
            return -1;
        }
        i++;
        while (i < text.length() && isInTag(text.charAt(i))) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '"' ? i + 1 : -1;
    }

    private static ETag parsed(String text, int from, int end) {
        boolean weak = text.charAt(from) == 'W';
        return new ETag(text.substring(from + (weak ? 3 : 1), end - 1), weak);
    }

    private static boolean isInTag(int c) {
        return c > ' ' && c <= 0xFF && c != '"' && c != 0x7F;
    }

    /// As it stands in a field: `"v1"` or `W/"v1"`.
    public String format() {
        return (weak ? "W/\"" : "\"") + value + '"';
    }

    /// Whether both stand for the same bytes: equal, and neither is weak (RFC 9110 §8.8.3.2).
    public boolean matchesStrongly(ETag other) {
        return !weak && !other.weak && value.equals(other.value);
    }

    /// Whether both stand for what is as good as the same: equal, weak or not (RFC 9110 §8.8.3.2).
    public boolean matchesWeakly(ETag other) {
        return value.equals(other.value);
    }

    /// As it stands in a field.
    @Override
    public String toString() {
        return format();
    }
}
