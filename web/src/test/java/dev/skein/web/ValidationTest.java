package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpUnprocessableContent;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidationTest {
    private final Validation v = new Validation();

    private List<String> told() {
        return v.errors().stream().map(FieldError::toString).toList();
    }

    // ---- checks
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void nothingIsWrongAtFirst() {
        v.throwIfAny();
        assertThat(v.isValid()).isTrue();
        assertThat(v.errors()).isEmpty();
    }

    @Test
    void tellsEverythingAtOnce() {
        v.check("age", false, "must be at least 0")
                .check("name", true, "must be short")
                .error("", "is odd");
        assertThat(v.isValid()).isFalse();
        assertThatThrownBy(v::throwIfAny)
                .isInstanceOfSatisfying(
                        HttpUnprocessableContent.class,
                        e ->
                                assertThat(e.errors())
                                        .containsExactly(
                                                new FieldError("age", "must be at least 0"),
                                                new FieldError("", "is odd")));
    }

    @Test
    void whatIsNullIsMissingOnce() {
        v.notNull("a", null)
                .notBlank("a", null)
                .length("a", null, 0, 9)
                .matches("a", null, Pattern.compile("x"), "x");
        v.size("b", null, 0, 9).each("b", (List<String>) null, (_, _) -> {});
        assertThat(told()).containsExactly("a: is missing", "b: is missing");
    }

    @Test
    void blanks() {
        v.notBlank("a", "").notBlank("b", " \t\u2003").notBlank("c", " x ");
        assertThat(told()).containsExactly("a: must not be blank", "b: must not be blank");
    }

    @Test
    void lengthsAreInCharacters() {
        v.length("a", "😀😀", 1, 2)
                .length("b", "", 1, 2)
                .length("c", "xxx", 1, 2)
                .length("d", "", 0, 0);
        assertThat(told())
                .containsExactly(
                        "b: must have 1 to 2 characters", "c: must have 1 to 2 characters");
    }

    @Test
    void sizes() {
        v.size("a", List.of(1, 2), 1, 2)
                .size("b", List.of(), 1, 2)
                .size("c", List.of(1, 2, 3), 1, 2);
        assertThat(told())
                .containsExactly("b: must have 1 to 2 items", "c: must have 1 to 2 items");
    }

    @Test
    void ranges() {
        v.range("a", 0, 0, 150)
                .range("b", 150, 0, 150)
                .range("c", -1, 0, 150)
                .range("d", 151L, 0, 150);
        v.range("e", 0.5, 0.5, 1).range("f", Double.NaN, 0, 1).range("g", 1.01, 0, 1);
        assertThat(told())
                .containsExactly(
                        "c: must be from 0 to 150",
                        "d: must be from 0 to 150",
                        "f: must be from 0.0 to 1.0",
                        "g: must be from 0.0 to 1.0");
    }

    @Test
    void patternsTakeTheWholeText() {
        Pattern two = Pattern.compile("[a-z]{2}");
        v.matches("a", "xy", two, "two letters").matches("b", "xyz", two, "two letters");
        assertThat(told()).containsExactly("b: must be two letters");
    }

    @Test
    void patternsAreNotTriedOnWhatIsWrong() {
        v.length("a", "xyz", 1, 2).matches("a", "xyz", Pattern.compile("[a-z]{2}"), "two letters");
        assertThat(told()).containsExactly("a: must have 1 to 2 characters");
    }

    // ---- places
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void tellsPlaces() {
        v.at("address").notBlank("city", "").at("geo").error("lat", "is off").error("", "is odd");
        v.at("items", 2).check("price", false, "is low");
        assertThat(told())
                .containsExactly(
                        "address.city: must not be blank",
                        "address.geo.lat: is off",
                        "address.geo: is odd",
                        "items[2].price: is low");
        assertThat(v.at("other").isValid()).isFalse();
    }

    @Test
    void checksEachItem() {
        v.each("tags", List.of("a", "", "b", ""), (item, tag) -> item.notBlank("", tag));
        v.each("names", Arrays.asList("a", null), (item, name) -> item.length("", name, 1, 1));
        assertThat(told())
                .containsExactly(
                        "tags[1]: must not be blank",
                        "tags[3]: must not be blank",
                        "names[1]: is missing");
    }

    /// A list of a million bad items makes no answer of a million lines.
    @Test
    void keepsTheFirstHundred() {
        int[] calls = {0};
        v.each(
                "a",
                Collections.nCopies(1_000_000, ""),
                (item, text) -> {
                    calls[0]++;
                    item.notBlank("", text);
                });
        v.error("b", "is wrong");
        assertThat(v.errors()).hasSize(100);
        assertThat(calls[0]).isEqualTo(100);
    }

    // ---- in constructors, while JSON is decoded
    // -------------------------------------------------------------------------------

    record City(String name) {
        City {
            new Validation().notBlank("name", name).throwIfAny();
        }
    }

    record Person(String name, int age, @Nullable City city, @Nullable List<City> been) {
        Person {
            new Validation().length("name", name, 1, 5).range("age", age, 0, 150).throwIfAny();
        }
    }

    record Secret(String word) {
        Secret {
            if (!word.equals("open")) {
                throw new HttpForbidden("no");
            }
        }
    }

    private static @Nullable HttpException thrownIn(String json, Class<?> type) {
        JsonException failure =
                catchThrowableOfType(
                        JsonException.class,
                        () -> JsonCodec.installed().decode(json.getBytes(UTF_8), type));
        return Validation.thrownIn(failure);
    }

    private static List<FieldError> errorsIn(String json, Class<?> type) {
        HttpException thrown = thrownIn(json, type);
        assertThat(thrown).isInstanceOf(HttpUnprocessableContent.class);
        return thrown == null ? List.of() : thrown.errors();
    }

    @Test
    void errorsOfAConstructorArrive() {
        assertThat(errorsIn("{\"name\":\"\",\"age\":200}", Person.class))
                .containsExactly(
                        new FieldError("name", "must have 1 to 5 characters"),
                        new FieldError("age", "must be from 0 to 150"));
    }

    @Test
    void errorsOfAConstructorInsideHaveTheirPlace() {
        assertThat(errorsIn("{\"name\":\"x\",\"age\":1,\"city\":{\"name\":\" \"}}", Person.class))
                .containsExactly(new FieldError("city.name", "must not be blank"));
        assertThat(
                        errorsIn(
                                "{\"name\":\"x\",\"age\":1,\"been\":[{\"name\":\"y\"},{}]}",
                                Person.class))
                .containsExactly(new FieldError("been[1].name", "is missing"));
        assertThat(errorsIn("[{\"name\":\"\"}]", City[].class))
                .containsExactly(new FieldError("[0].name", "must not be blank"));
    }

    @Test
    void otherAnswersOfAConstructorArriveToo() {
        assertThat(thrownIn("{\"word\":\"shut\"}", Secret.class)).isInstanceOf(HttpForbidden.class);
    }

    @Test
    void otherFailuresAreNone() {
        assertThat(thrownIn("{\"name\":", Person.class)).isNull();
        assertThat(thrownIn("{\"name\":\"x\",\"age\":\"y\"}", Person.class)).isNull();
    }
}
