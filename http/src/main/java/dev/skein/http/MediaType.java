package dev.skein.http;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a content is: `text/html; charset=utf-8` (RFC 9110 §8.3.1).
///
/// @param type in lower case
/// @param subtype in lower case
/// @param parameters in their order, names in lower case, values as they are
public record MediaType(String type, String subtype, Map<String, String> parameters) {
    /// A type of checked parts.
    ///
    /// @throws IllegalArgumentException when type, subtype or a name is no token, or a value holds
    ///     what no field can carry
    public MediaType {
        type = lowerToken(type);
        subtype = lowerToken(subtype);
        Map<String, String> copy = new LinkedHashMap<>();
        parameters.forEach((name, value) -> copy.putIfAbsent(lowerToken(name), fieldText(value)));
        parameters = Collections.unmodifiableMap(copy);
    }

    private static String lowerToken(String text) {
        if (!Grammar.isToken(text)) {
            throw new IllegalArgumentException(
                    "expected a token such as \"text\", came \"" + Escapes.escape(text, 100) + '"');
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String fieldText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xFF || !Grammar.isFieldValue(c)) {
                throw new IllegalArgumentException(
                        "expected a parameter of Latin-1 without control characters, came \""
                                + Escapes.escape(text, 100)
                                + '"');
            }
        }
        return text;
    }

    /// A type without parameters.
    ///
    /// @throws IllegalArgumentException when a part is no token
    public static MediaType of(String type, String subtype) {
        return new MediaType(type, subtype, Map.of());
    }

    /// Reads a Content-Type.
    ///
    /// @throws IllegalArgumentException when it is none
    public static MediaType parse(String text) {
        MediaType type = parseOrNull(text);
        if (type == null) {
            throw new IllegalArgumentException(
                    "expected a media type such as \"text/html; charset=utf-8\", came \""
                            + Escapes.escape(text, 100)
                            + '"');
        }
        return type;
    }

    /// Reads a Content-Type. Case and the space around parts do not matter; of parameters that
    /// repeat the first wins.
    ///
    /// @return null when the text is none
    public static @Nullable MediaType parseOrNull(String text) {
        MediaTypeCursor cursor = new MediaTypeCursor(text);
        cursor.skipSpace();
        String type = cursor.token();
        String subtype = cursor.skip('/') ? cursor.token() : null;
        if (type == null || subtype == null) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        // RFC 9110 §5.6.6: "parameters = *( OWS ";" OWS [ parameter ] )"
        boolean right = cursor.parameters(parameters, true) && cursor.isAtEnd();
        return right ? new MediaType(type, subtype, parameters) : null;
    }

    /// The value of a parameter, its name in any case; null for none.
    public @Nullable String parameter(String name) {
        return parameters.get(name.toLowerCase(Locale.ROOT));
    }

    /// The same with a parameter added or replaced.
    ///
    /// @throws IllegalArgumentException when the name is no token, or the value cannot be carried
    public MediaType withParameter(String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(parameters);
        copy.put(lowerToken(name), value);
        return new MediaType(type, subtype, copy);
    }

    /// The charset parameter; null when there is none, or none that this machine knows.
    public @Nullable Charset charset() {
        String name = parameter("charset");
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Whether the content is JSON: `application/json`, `text/json`, or a subtype that ends in
    /// `+json` (RFC 6839 §3.1).
    public boolean isJson() {
        boolean plain = type.equals("application") || type.equals("text");
        return (plain && subtype.equals("json")) || subtype.endsWith("+json");
    }

    /// Whether a range such as `text/html`, `text/*` or `*/*` takes this type in (RFC 9110
    /// §12.5.1). Parameters on either side do not matter. What is no range takes in nothing.
    public boolean matches(String range) {
        MediaType other = parseOrNull(range);
        if (other == null) {
            return false;
        }
        boolean anySubtype = other.subtype.equals("*");
        if (other.type.equals("*")) {
            return anySubtype;
        }
        return other.type.equals(type) && (anySubtype || other.subtype.equals(subtype));
    }

    /// As it stands in a field: values are quoted when they have to be.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(32).append(type).append('/').append(subtype);
        parameters.forEach((name, value) -> MediaTypeCursor.format(name, value, out));
        return out.toString();
    }
}
