package dev.skein.web;

import dev.skein.http.json.JsonException;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpUnprocessableContent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with an input, to tell it all at once with status 422.
///
/// ```java
/// record Person(String name, int age, Address address) {
///     Person {
///         new Validation().length("name", name, 1, 100).range("age", age, 0, 150).throwIfAny();
///     }
/// }
/// ```
///
/// Texts and objects that are null are missing: to check what may be missing, ask first. Texts are measured in characters (code points).
/// The first 100 errors are kept; one that is there already is not kept twice. One thread at a time.
public final class Validation {
    private static final int MOST = 100;

    private final String prefix;
    private final Set<FieldError> errors;

    /// Of a whole input.
    public Validation() {
        this("", new LinkedHashSet<>());
    }

    private Validation(String prefix, Set<FieldError> errors) {
        this.prefix = prefix;
        this.errors = errors;
    }

    // ---- places
    // ---------------------------------------------------------------------------------------------------------------

    /// The same, for what is inside a field: `at("address").notBlank("city", city)` tells of `address.city`. Its errors are errors here.
    public Validation at(String field) {
        return new Validation(prefix + field + ".", errors);
    }

    /// The same, for what is inside an item of a list, counted from 0: tells of `items[2].price`.
    public Validation at(String list, int index) {
        return new Validation(prefix + list + "[" + index + "].", errors);
    }

    /// Checks each item of a list in its place. A list that is null is missing, and so is an item.
    ///
    /// @return this
    public <T> Validation each(
            String list, @Nullable List<T> items, BiConsumer<Validation, T> check) {
        if (items == null) {
            return notNull(list, items);
        }
        int index = 0;
        for (T item : items) {
            if (errors.size() == MOST) {
                break;
            }
            Validation place = at(list, index++);
            if (item == null) {
                place.notNull("", item);
            } else {
                check.accept(place, item);
            }
        }
        return this;
    }

    // ---- checks
    // ---------------------------------------------------------------------------------------------------------------

    /// Keeps an error.
    ///
    /// @param field its name; empty for the whole
    /// @param message what was expected, for people: `must be before the end`
    /// @return this
    public Validation error(String field, String message) {
        if (errors.size() < MOST) {
            errors.add(new FieldError(place(field), message));
        }
        return this;
    }

    private String place(String field) {
        boolean isOuter = field.isEmpty() && !prefix.isEmpty();
        return isOuter ? prefix.substring(0, prefix.length() - 1) : prefix + field;
    }

    /// Keeps an error unless something holds.
    ///
    /// @return this
    public Validation check(String field, boolean holds, String message) {
        return holds ? this : error(field, message);
    }

    /// The value must be there.
    ///
    /// @return this
    public Validation notNull(String field, @Nullable Object value) {
        return check(field, value != null, "is missing");
    }

    /// The text must hold something but white space.
    ///
    /// @return this
    public Validation notBlank(String field, @Nullable String value) {
        return value == null
                ? notNull(field, value)
                : check(field, !value.isBlank(), "must not be blank");
    }

    /// The text must have so many characters.
    ///
    /// @return this
    public Validation length(String field, @Nullable String value, int least, int most) {
        if (value == null) {
            return notNull(field, value);
        }
        int length = value.codePointCount(0, value.length());
        return check(
                field,
                length >= least && length <= most,
                "must have " + least + " to " + most + " characters");
    }

    /// The list must have so many items.
    ///
    /// @return this
    public Validation size(String field, @Nullable List<?> items, int least, int most) {
        if (items == null) {
            return notNull(field, items);
        }
        return check(
                field,
                items.size() >= least && items.size() <= most,
                "must have " + least + " to " + most + " items");
    }

    /// The number must be in a range, its ends included.
    ///
    /// @return this
    public Validation range(String field, long value, long least, long most) {
        return check(
                field, value >= least && value <= most, "must be from " + least + " to " + most);
    }

    /// The number must be in a range, its ends included; NaN is in none.
    ///
    /// @return this
    public Validation range(String field, double value, double least, double most) {
        return check(
                field, value >= least && value <= most, "must be from " + least + " to " + most);
    }

    /// The whole text must match a pattern. It is not tried on a field that is wrong already: [#length] before keeps long texts from it.
    ///
    /// @param expected what a good value is, for people: `two letters`
    /// @return this
    public Validation matches(
            String field, @Nullable String value, Pattern pattern, String expected) {
        if (value == null) {
            return notNull(field, value);
        }
        String place = place(field);
        boolean wrong = errors.stream().anyMatch(error -> error.field().equals(place));
        return check(field, wrong || pattern.matcher(value).matches(), "must be " + expected);
    }

    // ---- the outcome
    // ----------------------------------------------------------------------------------------------------------

    /// Whether nothing is wrong.
    public boolean isValid() {
        return errors.isEmpty();
    }

    /// What is wrong, in the order of the checks; of all places.
    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /// Throws if something is wrong.
    ///
    /// @throws HttpUnprocessableContent with all that is wrong
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new HttpUnprocessableContent(errors());
        }
    }

    /// What a constructor threw while JSON was made into a value, its fields in their place in the whole; or null if that is not what
    /// went wrong.
    static @Nullable HttpException thrownIn(JsonException failure) {
        for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
            if (each instanceof HttpUnprocessableContent thrown && !thrown.errors().isEmpty()) {
                return at(failure.path(), thrown.errors());
            }
            if (each instanceof HttpException thrown) {
                return thrown;
            }
        }
        return null;
    }

    private static HttpException at(String path, List<FieldError> relative) {
        String place = fieldOf(path);
        Validation whole = new Validation();
        Validation inside = place.isEmpty() ? whole : whole.at(place);
        relative.forEach(error -> inside.error(error.field(), error.message()));
        return new HttpUnprocessableContent(whole.errors());
    }

    /// `$.users[2].name` without the `$`, which is the value itself.
    static String fieldOf(String path) {
        return path.startsWith("$.")
                ? path.substring(2)
                : path.substring(Math.min(1, path.length()));
    }
}
