package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.Grammar;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `type *( ";" name "=" value )` (RFC 6266 §4.1), once.
final class DispositionParser {
    private final String text;
    private int at;

    /// Whether backslashes and percent signs are read as browsers write them in forms.
    private boolean form;

    DispositionParser(String text) {
        this.text = text;
    }

    /// The whole value, or null when it is malformed.
    @Nullable ContentDisposition parse() {
        skipBlank();
        String type = token();
        if (type.isEmpty()) {
            return null;
        }
        form = type.equalsIgnoreCase("form-data");
        Map<String, String> parameters = new HashMap<>();
        skipBlank();
        while (at < text.length()) {
            if (text.charAt(at++) != ';' || !parameter(parameters)) {
                return null;
            }
            skipBlank();
        }
        return new ContentDisposition(
                type, form ? parameters.get("name") : null, filename(parameters));
    }

    private static @Nullable String filename(Map<String, String> parameters) {
        // RFC 6266 §4.3: "when both "filename" and "filename*" are present in a single header field
        // value, recipients SHOULD pick "filename*" and ignore "filename"". RFC 7578 §4.2 keeps
        // senders of forms from filename*, but some rely on it.
        String extended = parameters.get("filename*");
        String decoded = extended == null ? null : ExtendedValue.decodeOrNull(extended);
        return decoded != null ? decoded : parameters.get("filename");
    }

    /// Reads what follows a semicolon: a parameter or nothing.
    private boolean parameter(Map<String, String> parameters) {
        skipBlank();
        if (at == text.length() || text.charAt(at) == ';') {
            return true;
        }
        String name = token().toLowerCase(Locale.ROOT);
        skipBlank();
        if (name.isEmpty() || at == text.length() || text.charAt(at++) != '=') {
            return false;
        }
        skipBlank();
        String value = value(name.endsWith("*"));
        // RFC 6266 §4.1 holds a value that has the same parameter twice for invalid.
        return value != null && parameters.put(name, value) == null;
    }

    private @Nullable String value(boolean extended) {
        if (at < text.length() && text.charAt(at) == '"' && !extended) {
            at++;
            return quoted();
        }
        String token = token();
        return token.isEmpty() ? null : token;
    }

    private @Nullable String quoted() {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return decode(out.toString());
            }
            if (c == '\\' && escapes()) {
                c = text.charAt(at++);
            } else if (c == '%' && form) {
                c = percent();
            } else if (c < ' ' && c != '\t') {
                return null;
            }
            out.append(c);
        }
        return null;
    }

    /// Whether a backslash just read is one of a quoted pair.
    ///
    /// Browsers write a backslash in a form as it is, older clients `\"` for a quote: there it
    /// escapes a quote that does not end the value, and nothing else.
    private boolean escapes() {
        if (at == text.length() || !form) {
            return at < text.length();
        }
        int next = at + 1;
        while (next < text.length() && isBlank(text.charAt(next))) {
            next++;
        }
        return text.charAt(at) == '"' && next < text.length() && text.charAt(next) != ';';
    }

    /// What a percent sign just read stands for in a form.
    private char percent() {
        char c = startsWith("22") ? '"' : startsWith("0D") ? '\r' : startsWith("0A") ? '\n' : '%';
        at += c == '%' ? 0 : 2;
        return c;
    }

    private boolean startsWith(String hex) {
        return text.regionMatches(true, at, hex, 0, hex.length());
    }

    /// The characters as the bytes they are, read as UTF-8 if they are UTF-8.
    private static String decode(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                return text;
            }
            ascii &= c < 0x80;
        }
        if (ascii) {
            return text;
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1))).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private String token() {
        int start = at;
        while (at < text.length() && text.charAt(at) < 0x80 && Grammar.isToken(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipBlank() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
