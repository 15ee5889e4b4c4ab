package dev.skein.client.cookie;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the JSON of the http-state corpus: objects, arrays, strings and null, and comments of whole lines at the start.
final class CookieCorpus {
    private final String text;
    private int at;

    private CookieCorpus(String text) {
        this.text = text;
    }

    static String text(String resource) {
        try (InputStream in = CookieCorpus.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("expected the test resource " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The objects of the array in the resource.
    static List<Map<String, Object>> objects(String resource) {
        CookieCorpus corpus = new CookieCorpus(text(resource));
        while (corpus.peek() == '/') {
            corpus.at = corpus.text.indexOf('\n', corpus.at);
        }
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object each : (List<?>) required(corpus.value())) {
            objects.add(object(each));
        }
        return objects;
    }

    static Map<String, Object> object(@Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        ((Map<?, ?>) required(value)).forEach((key, each) -> copy.put((String) key, each));
        return copy;
    }

    static List<?> list(@Nullable Object value) {
        return (List<?>) required(value);
    }

    static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("expected a value, came null");
        }
        return value;
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '[' -> array();
            case '{' -> members();
            case '"' -> string();
            default -> {
                take("null");
                yield null;
            }
        };
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> values = new ArrayList<>();
        take("[");
        while (peek() != ']') {
            values.add(value());
            if (peek() == ',') {
                at++;
            }
        }
        take("]");
        return values;
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        take("{");
        while (peek() != '}') {
            String name = string();
            take(":");
            members.put(name, value());
            if (peek() == ',') {
                at++;
            }
        }
        take("}");
        return members;
    }

    private String string() {
        take("\"");
        StringBuilder out = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() {
        char kind = text.charAt(at++);
        return switch (kind) {
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            default -> kind;
        };
    }

    private void take(String token) {
        peek();
        if (!text.startsWith(token, at)) {
            throw new IllegalStateException("expected " + token + " at " + at);
        }
        at += token.length();
    }
}
