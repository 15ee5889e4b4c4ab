package dev.skein.web.middleware;

import dev.skein.http.Grammar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a `forwarded` field (RFC 7239 §4): elements between commas, in them pairs between semicolons, whose values are tokens or quoted
/// strings.
final class ForwardedElements {
    private final String text;
    private int at;

    private ForwardedElements(String text) {
        this.text = text;
    }

    /// The elements: names in lower case to values without quotes. Null if anything does not parse.
    static @Nullable List<Map<String, String>> parse(String value) {
        return new ForwardedElements(value).elements();
    }

    private @Nullable List<Map<String, String>> elements() {
        List<Map<String, String>> elements = new ArrayList<>();
        do {
            skipSpace();
            Map<String, String> element = element();
            if (element == null) {
                return null;
            }
            if (!element.isEmpty()) {
                elements.add(element);
            }
            skipSpace();
        } while (skip(','));
        return at == text.length() ? elements : null;
    }

    private @Nullable Map<String, String> element() {
        Map<String, String> pairs = new HashMap<>();
        do {
            String name = token().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                continue; // RFC 7239 §4: pairs may be empty
            }
            String value = skip('=') ? value() : null;
            if (value == null || pairs.put(name, value) != null) {
                return null; // RFC 7239 §4: each parameter at most once
            }
        } while (skip(';'));
        return pairs;
    }

    private @Nullable String value() {
        if (skip('"')) {
            return quoted();
        }
        String token = token();
        return token.isEmpty() ? null : token;
    }

    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        return null;
    }

    private String token() {
        int from = at;
        while (at < text.length()
                && text.charAt(at) < 0x80
                && Grammar.isToken((int) text.charAt(at))) {
            at++;
        }
        return text.substring(from, at);
    }

    private boolean skip(char c) {
        boolean here = at < text.length() && text.charAt(at) == c;
        at += here ? 1 : 0;
        return here;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
