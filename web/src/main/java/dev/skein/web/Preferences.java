package dev.skein.web;

import dev.skein.http.Grammar;
import dev.skein.http.Headers;
import dev.skein.http.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client would like, by weight: a field such as `accept`, `accept-encoding`, `accept-language` (RFC 9110 §12.4.2).
///
/// A member that does not parse is left out; a field that is not there prefers nothing and takes everything.
public final class Preferences {
    private static final int MOST = 64;
    private static final String ANY = "*";

    private final List<Member> members;

    private Preferences(List<Member> members) {
        this.members = members;
    }

    /// @param quality in thousandths
    private record Member(String text, int quality) {}

    /// The preferences that a field names. Of more than 64 members the rest is not looked at.
    public static Preferences of(Headers headers, String field) {
        List<Member> members = new ArrayList<>();
        for (String line : headers.getAll(field)) {
            for (String member : split(line, ',')) {
                add(member.strip(), members);
            }
        }
        return new Preferences(List.copyOf(members));
    }

    /// At the separators that are not inside quotes (RFC 9110 §5.6.4).
    private static List<String> split(String text, char separator) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length() && pieces.size() < MOST; i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                pieces.add(text.substring(from, i));
                from = i + 1;
            }
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    private static void add(String text, List<Member> to) {
        int semicolon = text.indexOf(';');
        String value = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        int quality = semicolon < 0 ? 1000 : quality(text.substring(semicolon + 1));
        if (!value.isEmpty() && quality >= 0 && to.size() < MOST) {
            to.add(new Member(value.toLowerCase(Locale.ROOT), quality));
        }
    }

    /// Other parameters than `q` are passed over: what they would tell apart, nobody offers.
    private static int quality(String parameters) {
        for (String parameter : split(parameters, ';')) {
            String text = parameter.strip().toLowerCase(Locale.ROOT);
            if (text.startsWith("q=")) {
                return thousandths(text.substring(2));
            }
        }
        return 1000;
    }

    /// RFC 9110 §12.4.2: up to three digits after the point.
    private static int thousandths(String text) {
        boolean good =
                !text.isEmpty()
                        && text.length() <= 5
                        && (text.charAt(0) == '0' || text.charAt(0) == '1')
                        && (text.length() == 1 || text.charAt(1) == '.');
        if (!good) {
            return -1;
        }
        String digits = text.length() < 2 ? "" : text.substring(2);
        long fraction = digits.isEmpty() ? 0 : Grammar.decimal((digits + "00").substring(0, 3));
        long value = (text.charAt(0) - '0') * 1000L + fraction;
        return fraction < 0 || value > 1000 ? -1 : (int) value;
    }

    /// Whether nothing is preferred.
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /// The media type of the highest weight; of equal ones the first that is offered. More exact ranges say more about a type than
    /// wider ones (RFC 9110 §12.5.1).
    ///
    /// @param offered such as `text/html`
    /// @return null if none is acceptable
    public @Nullable String bestType(String... offered) {
        return best(Preferences::exactnessOfType, offered);
    }

    /// The token of the highest weight, such as a content coding; of equal ones the first that is offered.
    ///
    /// @return null if none is acceptable
    public @Nullable String bestToken(String... offered) {
        return best(Preferences::exactnessOfToken, offered);
    }

    /// The language of the highest weight; `de` takes in `de-CH` (RFC 4647 §3.3.1).
    ///
    /// @return null if none is acceptable
    public @Nullable String bestLanguage(String... offered) {
        return best(Preferences::exactnessOfLanguage, offered);
    }

    /// The weight of a token, from 0 to 1; of one that is not named, that of `*`, or else 0. Without any preference 1.
    public double qualityOf(String token) {
        return members.isEmpty() ? 1 : quality(Preferences::exactnessOfToken, token) / 1000.0;
    }

    /// Whether a token is named itself, with whatever weight.
    public boolean names(String token) {
        return members.stream().anyMatch(member -> member.text.equalsIgnoreCase(token));
    }

    /// How exactly a range speaks of something: 0 if not at all.
    @FunctionalInterface
    private interface Exactness {
        int of(String range, String offer);
    }

    private @Nullable String best(Exactness exactness, String... offered) {
        String best = null;
        int most = 0;
        for (String offer : offered) {
            int quality = members.isEmpty() ? 1 : quality(exactness, offer);
            if (quality > most) {
                most = quality;
                best = offer;
            }
        }
        return best;
    }

    private int quality(Exactness exactness, String offer) {
        int exactest = 0;
        int quality = 0;
        String lower = offer.toLowerCase(Locale.ROOT);
        for (Member member : members) {
            int exact = exactness.of(member.text, lower);
            if (exact > exactest) {
                exactest = exact;
                quality = member.quality;
            }
        }
        return quality;
    }

    private static int exactnessOfType(String range, String offer) {
        MediaType type = MediaType.parseOrNull(offer);
        if (type == null || !type.matches(range)) {
            return 0;
        }
        return range.equals("*/*") ? 1 : range.endsWith("/*") ? 2 : 3;
    }

    private static int exactnessOfToken(String range, String offer) {
        return range.equals(offer) ? 2 : range.equals(ANY) ? 1 : 0;
    }

    private static int exactnessOfLanguage(String range, String offer) {
        if (range.equals(ANY)) {
            return 1;
        }
        return offer.equals(range) || offer.startsWith(range + "-") ? 1 + range.length() : 0;
    }
}
