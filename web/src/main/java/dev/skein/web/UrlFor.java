package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Escapes;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes paths of patterns and values, so that a request for the path has the same values. For one path, once.
final class UrlFor {
    /// What stands for itself in a segment: RFC 3986 §3.3 calls it `pchar`.
    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final PathPattern pattern;
    private final Map<String, String> values = new HashMap<>();
    private final StringBuilder path = new StringBuilder();

    private UrlFor(PathPattern pattern) {
        this.pattern = pattern;
    }

    /// The path, percent-encoded.
    ///
    /// @throws IllegalArgumentException if values are missing, left over, or not what their variables take, or the path would not lead
    ///     back to them
    static String path(PathPattern pattern, Map<String, ?> parameters) {
        List<String> names = pattern.names();
        if (!parameters.keySet().equals(Set.copyOf(names))) {
            throw new IllegalArgumentException(
                    pattern + ": expected values for " + names + ", got " + parameters.keySet());
        }
        UrlFor url = new UrlFor(pattern);
        parameters.forEach(url::put);
        return url.make();
    }

    private void put(String name, @Nullable Object value) {
        String text = String.valueOf(value);
        if (value == null || text.indexOf('\0') >= 0 || !UTF_8.newEncoder().canEncode(text)) {
            throw wrong("text without NUL and halves of characters for " + name, text);
        }
        values.put(name, text);
    }

    private String make() {
        for (PathSegment segment : pattern.segments()) {
            path.append('/');
            switch (segment) {
                case PathSegment.Literal(String text) -> encode(text);
                case PathSegment.Plain(String name) -> {
                    PathKind.PLAIN.require(name, value(name));
                    encode(value(name));
                }
                case PathMixed mixed -> encode(joined(mixed));
                case PathSegment.Tail(String name) -> encodeTail(value(name));
            }
        }
        String made = path.toString();
        if (made.startsWith("//")) { // browsers take what follows for a host
            throw wrong("values for a path with one slash at its beginning", made);
        }
        return made;
    }

    private String value(String name) {
        return String.valueOf(values.get(name));
    }

    private String joined(PathMixed segment) {
        StringBuilder text = new StringBuilder(segment.literals().getFirst());
        List<String> names = segment.names();
        for (int i = 0; i < names.size(); i++) {
            String value = value(names.get(i));
            segment.kinds().get(i).require(names.get(i), value);
            text.append(value).append(segment.literals().get(i + 1));
        }
        String joined = text.toString();
        String[] found = new String[names.size()];
        boolean leadsBack = segment.match(joined, found, 0);
        for (int i = 0; leadsBack && i < found.length; i++) {
            leadsBack = value(names.get(i)).equals(found[i]);
        }
        if (!leadsBack) {
            throw wrong("values for " + names + " that can be told apart", joined);
        }
        return joined;
    }

    private void encodeTail(String tail) {
        String[] segments = tail.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            path.append(i == 0 ? "" : "/");
            encode(segments[i]);
        }
    }

    /// Browsers resolve dots even if they are encoded (URL standard, "double-dot path segment").
    private void encode(String segment) {
        if (PathSegment.isDots(segment)) {
            throw wrong("values that do not make a segment . or ..", segment);
        }
        for (byte b : segment.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (alphanumeric || PLAIN.indexOf(c) >= 0) {
                path.append(c);
            } else {
                HEX.toHexDigits(path.append('%'), b);
            }
        }
    }

    private IllegalArgumentException wrong(String expected, String came) {
        return new IllegalArgumentException(
                pattern + ": expected " + expected + ", got \"" + Escapes.escape(came, 100) + '"');
    }
}
