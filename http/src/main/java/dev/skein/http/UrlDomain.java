package dev.skein.http;

import java.net.IDN;
import java.text.Normalizer;

/// Names with letters beyond ASCII, as the DNS writes them: `bücher.example` is
/// `xn--bcher-kva.example`.
///
/// **This is IDNA 2003** (RFC 3490, by [IDN]), which knows Unicode 3.2, with today's folding and
/// normalisation before it for the letters that came later. Browsers follow UTS 46, and the two
/// disagree on some names. The rule here: no name reaches another host than in a browser. So these
/// are refused:
/// * `ß`, `ς` and the two joiners, which IDNA 2003 turns into other letters or drops;
/// * characters that become a dot, such as `⒈`;
/// * invisible characters that IDNA 2003 does not know, and code points without a character.
///
/// Names whose right-to-left parts RFC 3454 does not allow, empty labels and labels longer than 63
/// are refused too. Whoever needs such a host writes its `xn--` form, which passes unread. On the
/// other hand some names pass that browsers refuse, such as those that begin with a combining mark.
final class UrlDomain {
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int SHARP_S = 0xDF;
    private static final int FINAL_SIGMA = 0x3C2;
    private static final int NON_JOINER = 0x200C;
    private static final int JOINER = 0x200D;

    private UrlDomain() {}

    static String toAscii(String name) {
        String prepared = prepared(name);
        try {
            return IDN.toASCII(prepared, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw refused(name, "IDNA 2003 forbids it (" + e.getMessage() + ")");
        }
    }

    private static String prepared(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
        if (dots(plain) != dots(name)) {
            throw refused(name, "a character of it turns into a dot");
        }
        StringBuilder folded = new StringBuilder(plain.length());
        plain.codePoints().map(UrlDomain::fold).forEach(folded::appendCodePoint);
        String result = Normalizer.normalize(folded, Normalizer.Form.NFKC);
        result.codePoints().forEach(point -> requireKnown(name, point));
        return result;
    }

    private static int dots(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // RFC 3490 §3.1 lists these four as dots.
            dots += c == '.' || c == '\u3002' || c == '\uFF0E' || c == '\uFF61' ? 1 : 0;
        }
        return dots;
    }

    private static int fold(int point) {
        // IDNA 2003 folds this one itself, into two characters.
        if (point == CAPITAL_I_WITH_DOT) {
            return point;
        }
        int lower = Character.toLowerCase(point);
        // Cherokee is the script that folds to capitals.
        boolean cherokee =
                (lower >= 0xAB70 && lower <= 0xABBF) || (lower >= 0x13F8 && lower <= 0x13FD);
        return cherokee ? Character.toUpperCase(lower) : lower;
    }

    private static void requireKnown(String name, int point) {
        if (point == SHARP_S || point == FINAL_SIGMA || point == NON_JOINER || point == JOINER) {
            throw refused(name, "IDNA 2003 and browsers read it differently");
        }
        boolean invisible =
                (point >= 0xE0000 && point <= 0xE0FFF)
                        || point == 0x115F
                        || point == 0x1160
                        || point == 0x17B4
                        || point == 0x17B5;
        if (invisible || Character.getType(point) == Character.UNASSIGNED) {
            throw refused(name, "U+" + Integer.toHexString(point) + " may not stand in it");
        }
    }

    private static UrlException refused(String name, String reason) {
        return new UrlException(
                "expected an international host name, came \""
                        + Escapes.escape(name, 100)
                        + "\": "
                        + reason
                        + "; if it is meant, write its xn-- form");
    }
}
