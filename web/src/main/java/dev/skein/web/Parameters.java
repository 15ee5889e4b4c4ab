package dev.skein.web;

import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import java.time.DateTimeException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Names and values that a client sent: of the query, of the path, of a form. A name may come more than once; order is kept.
///
/// Typed access answers the client for you: a value that is missing or of another kind is an [HttpBadRequest] that names the field and
/// says what was expected.
public final class Parameters implements Iterable<Map.Entry<String, String>> {
    /// None.
    public static final Parameters EMPTY = new Parameters(List.of());

    private final List<Map.Entry<String, String>> pairs;

    private Parameters(List<Map.Entry<String, String>> pairs) {
        this.pairs = pairs;
    }

    /// Some pairs, in order.
    public static Parameters of(List<Map.Entry<String, String>> pairs) {
        return pairs.isEmpty() ? EMPTY : new Parameters(List.copyOf(pairs));
    }

    /// Names and values by turns.
    ///
    /// @throws IllegalArgumentException if the last name has no value
    public static Parameters of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "expected names and values by turns, got " + Arrays.toString(namesAndValues));
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.add(new SimpleImmutableEntry<>(namesAndValues[i], namesAndValues[i + 1]));
        }
        return of(pairs);
    }

    /// How many pairs there are.
    public int size() {
        return pairs.size();
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return pairs.isEmpty();
    }

    /// The names, each once, in order.
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        pairs.forEach(pair -> names.add(pair.getKey()));
        return Collections.unmodifiableSet(names);
    }

    /// Whether there is a value of that name.
    public boolean contains(String name) {
        return get(name) != null;
    }

    /// The first value of that name, or null.
    public @Nullable String get(String name) {
        for (Map.Entry<String, String> pair : pairs) {
            if (pair.getKey().equals(name)) {
                return pair.getValue();
            }
        }
        return null;
    }

    /// The first value of that name, or another one.
    public String get(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    /// All values of that name, in order.
    public List<String> getAll(String name) {
        return pairs.stream()
                .filter(pair -> pair.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// The first value of that name.
    ///
    /// @throws HttpBadRequest if there is none
    public String require(String name) {
        String value = get(name);
        if (value == null) {
            throw new HttpBadRequest(new FieldError(name, "is missing"));
        }
        return value;
    }

    /// The first value of that name, made into something else: `getAs("day", "a date such as 2026-01-31", LocalDate::parse)`.
    ///
    /// @param expected what a good value is, for the client
    /// @param parser throws [IllegalArgumentException] or [DateTimeException] for a bad one
    /// @throws HttpBadRequest if there is none, or the parser refuses it
    public <T> T getAs(String name, String expected, Function<String, T> parser) {
        String value = require(name);
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new HttpBadRequest(new FieldError(name, "expected " + expected));
        }
    }

    /// A whole number of 32 bits.
    ///
    /// @throws HttpBadRequest if it is missing or none
    public int getInt(String name) {
        return getAs(
                name,
                "a whole number",
                text -> Math.toIntExact(whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE)));
    }

    /// A whole number of 32 bits, or another one if it is missing.
    ///
    /// @throws HttpBadRequest if it is there but none
    public int getInt(String name, int otherwise) {
        return contains(name) ? getInt(name) : otherwise;
    }

    /// A whole number of 64 bits.
    ///
    /// @throws HttpBadRequest if it is missing or none
    public long getLong(String name) {
        return getAs(name, "a whole number", text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /// A whole number of 64 bits, or another one if it is missing.
    ///
    /// @throws HttpBadRequest if it is there but none
    public long getLong(String name, long otherwise) {
        return contains(name) ? getLong(name) : otherwise;
    }

    /// A number such as `-1.5` or `1e3`.
    ///
    /// @throws HttpBadRequest if it is missing or none
    public double getDouble(String name) {
        return getAs(name, "a number", Parameters::number);
    }

    /// A number, or another one if it is missing.
    ///
    /// @throws HttpBadRequest if it is there but none
    public double getDouble(String name, double otherwise) {
        return contains(name) ? getDouble(name) : otherwise;
    }

    /// `true`, `1`, `on` and `yes` are true; `false`, `0`, `off` and `no` are false.
    ///
    /// @throws HttpBadRequest if it is missing or none of them
    public boolean getBoolean(String name) {
        return getAs(name, "true or false", Parameters::truth);
    }

    /// True or false, or this if it is missing.
    ///
    /// @throws HttpBadRequest if it is there but neither
    public boolean getBoolean(String name, boolean otherwise) {
        return contains(name) ? getBoolean(name) : otherwise;
    }

    /// A constant by its name, in any case.
    ///
    /// @throws HttpBadRequest if it is missing or none of them
    public <E extends Enum<E>> E getEnum(String name, Class<E> type) {
        E[] constants = type.getEnumConstants();
        return getAs(
                name, "one of " + Arrays.toString(constants), text -> constant(constants, text));
    }

    private static <E extends Enum<E>> E constant(E[] constants, String name) {
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("none of them");
    }

    /// Strict, unlike [Long#parseLong]: no plus sign, no foreign digits.
    private static long whole(String text, long least, long most) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        if (digits.isEmpty()
                || digits.length() > 19
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("not a whole number");
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    /// [Double#parseDouble] takes more: spaces, hexadecimal, `NaN`, a `d` at the end.
    private static double number(String text) {
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0)) {
            throw new IllegalArgumentException("not a number");
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "on", "yes" -> true;
            case "false", "0", "off", "no" -> false;
            default -> throw new IllegalArgumentException("neither");
        };
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return pairs.iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Parameters that && pairs.equals(that.pairs);
    }

    @Override
    public int hashCode() {
        return pairs.hashCode();
    }

    @Override
    public String toString() {
        return pairs.toString();
    }
}
