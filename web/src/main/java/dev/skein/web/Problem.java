package dev.skein.web;

import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpException;
import java.util.stream.Collectors;

/// An error as JSON (RFC 9457), by hand: it must be there without any codec.
final class Problem {
    private Problem() {}

    static String json(HttpException error) {
        StringBuilder json = new StringBuilder("{\"title\":");
        quote(error.reason().isEmpty() ? "Error" : error.reason(), json);
        json.append(",\"status\":").append(error.status());
        if (!error.detail().isEmpty()) {
            json.append(",\"detail\":");
            quote(error.detail(), json);
        }
        if (!error.errors().isEmpty()) {
            json.append(",\"errors\":")
                    .append(
                            error.errors().stream()
                                    .map(Problem::json)
                                    .collect(Collectors.joining(",", "[", "]")));
        }
        return json.append('}').toString();
    }

    private static String json(FieldError error) {
        StringBuilder json = new StringBuilder("{\"field\":");
        quote(error.field(), json);
        json.append(",\"message\":");
        quote(error.message(), json);
        return json.append('}').toString();
    }

    /// RFC 8259 §7.
    private static void quote(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
