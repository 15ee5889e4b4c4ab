package dev.skein.http;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Walks over a field value of tokens, quoted strings and parameters (RFC 9110 §5.6).
final class MediaTypeCursor {
    private final String text;
    private int at;

    MediaTypeCursor(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return at == text.length();
    }

    /// Steps over spaces and tabs.
    void skipSpace() {
        while (!isAtEnd() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /// Steps over the character if it is the next one.
    boolean skip(char c) {
        boolean same = !isAtEnd() && text.charAt(at) == c;
        at += same ? 1 : 0;
        return same;
    }

    /// What precedes the character, which is stepped over too; null when it does not come.
    @Nullable String until(char c) {
        int stop = text.indexOf(c, at);
        if (stop < 0) {
            return null;
        }
        String found = text.substring(at, stop);
        at = stop + 1;
        return found;
    }

    /// The token that begins here; null for none.
    @Nullable String token() {
        int start = at;
        while (!isAtEnd() && text.charAt(at) < 0x80 && Grammar.isToken(text.charAt(at))) {
            at++;
        }
        return at == start ? null : text.substring(start, at);
    }

    /// The token or quoted string that begins here, without quotes and backslashes; null for none.
    @Nullable String tokenOrQuoted() {
        return skip('"') ? quoted() : token();
    }

    private @Nullable String quoted() {
        StringBuilder out = new StringBuilder();
        while (!isAtEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c == '\\' && !isAtEnd()) {
                c = text.charAt(at++);
            }
            if (c > 0xFF || !Grammar.isFieldValue(c)) {
                return null;
            }
            out.append(c);
        }
        return null;
    }

    /// Reads `;name=value` as often as it comes, names in lower case, and stops at anything else.
    ///
    /// @param strict a name needs a value and no space around its `=`; otherwise as in RFC 8288 §3
    /// @return whether all of it was right
    boolean parameters(Map<String, String> into, boolean strict) {
        skipSpace();
        while (skip(';')) {
            skipSpace();
            String name = token();
            if (name != null) {
                String value = value(strict);
                if (value == null) {
                    return false;
                }
                into.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
            skipSpace();
        }
        return true;
    }

    private @Nullable String value(boolean strict) {
        if (strict) {
            return skip('=') ? tokenOrQuoted() : null;
        }
        skipSpace();
        if (!skip('=')) {
            return "";
        }
        skipSpace();
        return tokenOrQuoted();
    }

    /// Appends `; name=value`, quoted when it has to be.
    static void format(String name, String value, StringBuilder out) {
        out.append("; ").append(name).append('=');
        if (Grammar.isToken(value)) {
            out.append(value);
            return;
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
