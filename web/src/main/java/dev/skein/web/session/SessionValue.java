package dev.skein.web.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.lang.reflect.Type;

/// A value in a session: a string as it is, anything else as JSON. So strings need no codec.
///
/// @param isJson whether the text is JSON
record SessionValue(boolean isJson, String text) {
    static SessionValue of(String text) {
        return new SessionValue(false, text);
    }

    static SessionValue of(Object value) throws JsonException {
        return value instanceof String text
                ? of(text)
                : new SessionValue(true, new String(JsonCodec.installed().encode(value), UTF_8));
    }

    @SuppressWarnings({
        "unchecked",
        "TypeParameterUnusedInFormals"
    }) // the caller names T by the type
    <T> T as(Type type) throws JsonException {
        if (!isJson && type == String.class) {
            return (T) text;
        }
        JsonCodec codec = JsonCodec.installed();
        return codec.decode(isJson ? text.getBytes(UTF_8) : codec.encode(text), type);
    }
}
