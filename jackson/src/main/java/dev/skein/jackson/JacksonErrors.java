package dev.skein.jackson;

import dev.skein.http.json.JsonException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/// Says what Jackson says in Skein's words.
final class JacksonErrors {
    private JacksonErrors() {}

    /// The same error, with its path, line and column.
    static JsonException toJsonException(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        int line = location == null ? 0 : Math.max(0, location.getLineNr());
        int column = location == null ? 0 : Math.max(0, location.getColumnNr());
        return new JsonException(String.valueOf(e.getOriginalMessage()), path(e), line, column, e);
    }

    /// `$.users[2].name`; empty where Jackson has kept none.
    private static String path(JacksonException e) {
        if (e.getPath().isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder("$");
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            if (name == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(name);
            }
        }
        return path.toString();
    }
}
