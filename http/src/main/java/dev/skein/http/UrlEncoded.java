package dev.skein.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Forms as `name=value&name=value` (URL standard, "application/x-www-form-urlencoded"), always
/// UTF-8. Pairs keep their order, names may repeat.
///
/// Reading never fails for what is written: `%` without two hexadecimal digits stays, bytes that
/// are not UTF-8 become U+FFFD, a name without `=` has the value `""`.
public final class UrlEncoded {
    /// How many pairs [#parse(String)] reads at most. Each costs us an object or three, and an
    /// attacker two bytes.
    public static final int MAX_PAIRS = 1000;

    private UrlEncoded() {}

    /// The pairs as text, ASCII only.
    public static String format(List<Map.Entry<String, String>> pairs) {
        StringBuilder out = new StringBuilder(pairs.size() * 32);
        for (Map.Entry<String, String> pair : pairs) {
            if (!out.isEmpty()) {
                out.append('&');
            }
            append(pair.getKey(), pair.getValue(), out);
        }
        return out.toString();
    }

    static void append(String name, String value, StringBuilder out) {
        UrlPercent.encode(name, 0, name.length(), UrlPercent.FORM, out);
        out.append('=');
        UrlPercent.encode(value, 0, value.length(), UrlPercent.FORM, out);
    }

    /// The pairs of a text, such as a query, at most [#MAX_PAIRS].
    ///
    /// @throws IllegalArgumentException when there are more
    public static List<Map.Entry<String, String>> parse(String text) {
        return parse(text, MAX_PAIRS);
    }

    /// The pairs of a text.
    ///
    /// @throws IllegalArgumentException when there are more than that
    public static List<Map.Entry<String, String>> parse(String text, int maxPairs) {
        byte[] bytes = text.getBytes(UTF_8);
        return parseInPlace(bytes, maxPairs);
    }

    /// The pairs of a body, which is left as it is.
    ///
    /// @throws IllegalArgumentException when there are more than that
    public static List<Map.Entry<String, String>> parse(byte[] body, int maxPairs) {
        return parseInPlace(body.clone(), maxPairs);
    }

    private static List<Map.Entry<String, String>> parseInPlace(byte[] bytes, int maxPairs) {
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] != '&') {
                continue;
            }
            if (i > start) {
                if (pairs.size() == maxPairs) {
                    throw new IllegalArgumentException(
                            "expected at most " + maxPairs + " pairs in a form, came more");
                }
                pairs.add(pair(bytes, start, i));
            }
            start = i + 1;
        }
        return pairs;
    }

    private static Map.Entry<String, String> pair(byte[] bytes, int from, int to) {
        int sign = from;
        while (sign < to && bytes[sign] != '=') {
            sign++;
        }
        String name = UrlPercent.decode(bytes, from, sign, true);
        String value = sign == to ? "" : UrlPercent.decode(bytes, sign + 1, to, true);
        return Map.entry(name, value);
    }
}
