package dev.skein.client.cookie;

import dev.skein.http.Grammar;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One cookie as a JSON object on one line. Reading is strict: every member once, none besides, each of its type; messages show no
/// values, which may be secrets.
final class CookieJson {
    private static final Set<String> TEXTS =
            Set.of("name", "value", "domain", "path", "sameSite", "expiry", "creation");
    private static final Set<String> FLAGS =
            Set.of("hostOnly", "secure", "httpOnly", "partitioned");
    private static final Set<String> OPTIONAL = Set.of("sameSite", "expiry");
    private static final List<String> REQUIRED =
            Stream.concat(TEXTS.stream(), FLAGS.stream())
                    .filter(name -> !OPTIONAL.contains(name))
                    .sorted()
                    .toList();
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final String line;
    private int at;

    private CookieJson(String line) {
        this.line = line;
    }

    /// Appends the object, without a line end.
    static void format(Cookie cookie, StringBuilder out) {
        out.append('{');
        text(out, "name", cookie.name());
        text(out, "value", cookie.value());
        text(out, "domain", cookie.domain());
        text(out, "path", cookie.path());
        flag(out, "hostOnly", cookie.hostOnly());
        flag(out, "secure", cookie.secure());
        flag(out, "httpOnly", cookie.httpOnly());
        flag(out, "partitioned", cookie.partitioned());
        text(out, "sameSite", cookie.sameSite() == null ? null : cookie.sameSite().name());
        text(out, "expiry", cookie.expiry() == null ? null : cookie.expiry().toString());
        text(out, "creation", cookie.creation().toString());
        out.setCharAt(out.length() - 1, '}');
    }

    private static void text(StringBuilder out, String name, @Nullable String value) {
        out.append('"').append(name).append("\":");
        if (value == null) {
            out.append("null,");
            return;
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\t') {
                out.append("\\t");
            } else if (c >= 0x7F && c < 0xA0) {
                // NEL (0x85) would end a line for some readers.
                out.append("\\u00").append(Integer.toHexString(c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        out.append("\",");
    }

    private static void flag(StringBuilder out, String name, boolean value) {
        out.append('"').append(name).append("\":").append(value).append(',');
    }

    /// The cookie in the line.
    ///
    /// @throws IllegalArgumentException when there is none, saying why
    static Cookie parse(String line) {
        Map<String, Object> members = new CookieJson(line).object();
        for (String name : REQUIRED) {
            if (!members.containsKey(name)) {
                throw new IllegalArgumentException("expected a member \"" + name + "\", came none");
            }
        }
        return new Cookie(
                string(members, "name"),
                string(members, "value"),
                string(members, "domain"),
                string(members, "path"),
                isSet(members, "hostOnly"),
                isSet(members, "secure"),
                isSet(members, "httpOnly"),
                sameSite(members),
                isSet(members, "partitioned"),
                members.containsKey("expiry") ? instant(members, "expiry") : null,
                instant(members, "creation"));
    }

    private static String string(Map<String, Object> members, String name) {
        return (String) members.getOrDefault(name, "");
    }

    private static boolean isSet(Map<String, Object> members, String name) {
        return Boolean.TRUE.equals(members.get(name));
    }

    private static @Nullable SameSite sameSite(Map<String, Object> members) {
        return members.containsKey("sameSite")
                ? SameSite.valueOf(string(members, "sameSite"))
                : null;
    }

    private static Instant instant(Map<String, Object> members, String name) {
        try {
            return Instant.parse(string(members, name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expected a time such as 2026-01-31T12:00:00Z as \""
                            + name
                            + "\", came another text",
                    e);
        }
    }

    /// The members that are not null.
    private Map<String, Object> object() {
        Map<String, Object> members = new HashMap<>();
        Map<String, Boolean> seen = new HashMap<>();
        expect('{');
        do {
            String name = string();
            if (!TEXTS.contains(name) && !FLAGS.contains(name)) {
                throw wrong("a member that cookies have");
            }
            if (seen.put(name, true) != null) {
                throw wrong("each member once");
            }
            expect(':');
            Object value = value(name);
            if (value != null) {
                members.put(name, value);
            }
        } while (comma());
        expect('}');
        if (at < line.length()) {
            throw wrong("nothing after the object");
        }
        return members;
    }

    private @Nullable Object value(String name) {
        if (FLAGS.contains(name)) {
            boolean set = line.startsWith("true", at);
            literal(set ? "true" : "false");
            return set;
        }
        if (OPTIONAL.contains(name) && line.startsWith("null", at)) {
            literal("null");
            return null;
        }
        return string();
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at++);
            if (c < 0x20) {
                throw wrong("no control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
        expect('"');
        return out.toString();
    }

    private char escape() {
        char kind = at < line.length() ? line.charAt(at++) : 0;
        int index = ESCAPES.indexOf(kind);
        if (index >= 0) {
            return ESCAPED.charAt(index);
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = kind == 'u' && at < line.length() ? Grammar.hex(line.charAt(at)) : -1;
            if (digit < 0 || line.charAt(at) > 0x7F) {
                throw wrong("an escape of JSON");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private boolean comma() {
        boolean comma = at < line.length() && line.charAt(at) == ',';
        at += comma ? 1 : 0;
        return comma;
    }

    private void literal(String text) {
        if (!line.startsWith(text, at)) {
            throw wrong("true, false or, where it may be missing, null");
        }
        at += text.length();
    }

    private void expect(char c) {
        if (at >= line.length() || line.charAt(at) != c) {
            throw wrong("'" + c + "'");
        }
        at++;
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                "expected " + expected + " at column " + (at + 1) + ", came something else");
    }
}
