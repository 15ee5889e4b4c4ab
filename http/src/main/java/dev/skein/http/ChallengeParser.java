package dev.skein.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads lists of challenges, one field line per object (RFC 9110 §11.6.1).
///
/// A comma parts both challenges and the parameters of one challenge. What follows it tells: a name
/// with `=` after it is a parameter of the challenge before, any other token is the scheme of the
/// next. So a parameter without a challenge before it belongs to one that has been refused, and is
/// refused with it.
final class ChallengeParser {
    private static final int MOST_CHALLENGES = 32;
    private static final int MOST_PARAMETERS = 64;

    private final String line;
    private int at;

    private ChallengeParser(String line) {
        this.line = line;
    }

    static List<Challenge> parse(List<String> lines) {
        List<Challenge> challenges = new ArrayList<>();
        for (String line : lines) {
            new ChallengeParser(line).addTo(challenges);
        }
        return List.copyOf(challenges);
    }

    private void addTo(List<Challenge> challenges) {
        while (skipToElement() && challenges.size() < MOST_CHALLENGES) {
            Challenge challenge = challenge();
            if (challenge != null) {
                challenges.add(challenge);
            } else {
                skipElement();
            }
        }
    }

    /// The challenge here, or null when it is malformed; then an element that is not to be read
    /// starts here.
    private @Nullable Challenge challenge() {
        int start = at;
        String scheme = token();
        int schemeEnd = at;
        skipBlanks();
        if (scheme.isEmpty() || (at == schemeEnd && !atElementEnd()) || isNext('=')) {
            at = start;
            return null;
        }
        if (atElementEnd()) {
            return withParameters(scheme);
        }
        String token68 = token68();
        if (token68 != null) {
            return new Challenge(scheme, token68, Map.of());
        }
        int first = at;
        Challenge challenge = withParameters(scheme);
        return at == first ? null : challenge;
    }

    private @Nullable Challenge withParameters(String scheme) {
        Map<String, String> parameters = new LinkedHashMap<>();
        while (skipToElement()) {
            int start = at;
            String name = token();
            skipBlanks();
            if (name.isEmpty() || !skip('=')) {
                at = start;
                break;
            }
            skipBlanks();
            String value = skip('"') ? quoted() : tokenOrNull();
            skipBlanks();
            // RFC 9110 §11.2: no parameter may come twice in one challenge.
            if (value == null
                    || !atElementEnd()
                    || parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value) != null
                    || parameters.size() > MOST_PARAMETERS) {
                at = start;
                return null;
            }
        }
        return new Challenge(scheme, null, parameters);
    }

    private String token() {
        int from = at;
        while (at < line.length() && isToken(line.charAt(at))) {
            at++;
        }
        return line.substring(from, at);
    }

    private @Nullable String tokenOrNull() {
        String token = token();
        return token.isEmpty() ? null : token;
    }

    /// The single value here, if nothing follows it in this element; else null, and nothing has
    /// been read.
    private @Nullable String token68() {
        int end = at;
        while (end < line.length() && isToken68(line.charAt(end))) {
            end++;
        }
        int start = at;
        boolean empty = end == start;
        while (end < line.length() && line.charAt(end) == '=') {
            end++;
        }
        at = end;
        skipBlanks();
        if (empty || !atElementEnd()) {
            at = start;
            return null;
        }
        return line.substring(start, end);
    }

    /// The rest of a quoted string, unescaped (RFC 9110 §5.6.4), or null when it is malformed.
    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            boolean escaped = c == '\\' && at < line.length();
            char literal = escaped ? line.charAt(at++) : c;
            if (!(escaped ? isText(literal) : isQuotedText(literal))) {
                return null;
            }
            value.append(literal);
        }
        return null;
    }

    /// Goes to the next element that is not empty; false when there is none.
    private boolean skipToElement() {
        while (at < line.length() && (isBlank(line.charAt(at)) || line.charAt(at) == ',')) {
            at++;
        }
        return at < line.length();
    }

    /// Goes to the next comma that is not inside quotes.
    private void skipElement() {
        boolean quoted = false;
        while (at < line.length() && (quoted || line.charAt(at) != ',')) {
            char c = line.charAt(at);
            quoted ^= c == '"';
            at += quoted && c == '\\' ? 2 : 1;
        }
    }

    private boolean atElementEnd() {
        return at >= line.length() || line.charAt(at) == ',';
    }

    private boolean isNext(char sign) {
        return at < line.length() && line.charAt(at) == sign;
    }

    private boolean skip(char sign) {
        boolean there = isNext(sign);
        at += there ? 1 : 0;
        return there;
    }

    private void skipBlanks() {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isToken(char c) {
        return c < 0x80 && Grammar.isToken((int) c);
    }

    private static boolean isToken68(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._~+/".indexOf(c) >= 0;
    }

    private static boolean isText(char c) {
        return c <= 0xFF && Grammar.isFieldValue(c);
    }

    private static boolean isQuotedText(char c) {
        return c <= 0xFF && Grammar.isQuotedText(c);
    }
}
