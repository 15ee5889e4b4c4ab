package dev.skein.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.skein.http.json.JsonException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSONTestSuite (corpora/JSONTestSuite/README.md): what must parse, what must not, what may.
class JsonTestSuiteTest {
    /// Numbers beyond a double or a long, halves of surrogate pairs where they are escaped, and 500
    /// arrays in each other. What is not UTF-8 without a byte order mark is refused.
    private static final Set<String> TAKEN =
            Set.of(
                    "i_number_double_huge_neg_exp.json",
                    "i_number_huge_exp.json",
                    "i_number_neg_int_huge_exp.json",
                    "i_number_pos_double_huge_exp.json",
                    "i_number_real_neg_overflow.json",
                    "i_number_real_pos_overflow.json",
                    "i_number_real_underflow.json",
                    "i_number_too_big_neg_int.json",
                    "i_number_too_big_pos_int.json",
                    "i_number_very_big_negative_int.json",
                    "i_string_1st_surrogate_but_2nd_missing.json",
                    "i_string_1st_valid_surrogate_2nd_invalid.json",
                    "i_string_incomplete_surrogate_and_escape_valid.json",
                    "i_string_incomplete_surrogate_pair.json",
                    "i_string_incomplete_surrogates_escape_valid.json",
                    "i_string_invalid_lonely_surrogate.json",
                    "i_string_invalid_surrogate.json",
                    "i_string_inverted_surrogates_U+1D11E.json",
                    "i_string_lone_second_surrogate.json",
                    "i_structure_500_nested_arrays.json");

    private final JacksonCodec codec = new JacksonCodec();

    private static List<Path> texts(String kind) throws IOException, URISyntaxException {
        URL folder = JsonTestSuiteTest.class.getResource("/corpora/JSONTestSuite/test_parsing");
        try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(folder).toURI()))) {
            return files.filter(file -> name(file).startsWith(kind)).toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static JsonNode parse(JacksonCodec codec, Path file) throws IOException {
        return codec.decode(Files.readAllBytes(file), JsonNode.class);
    }

    private JsonNode parse(Path file) throws IOException {
        return parse(codec, file);
    }

    @Test
    void whatMustParse() throws IOException, URISyntaxException {
        List<Path> texts = texts("y_");
        assertThat(texts).hasSizeGreaterThan(90);
        JacksonCodec lenient = JacksonCodec.of(new JsonMapper());
        Set<String> refused = new TreeSet<>();
        for (Path text : texts) {
            assertThat(parse(lenient, text)).as(name(text)).isNotNull();
            try {
                parse(text);
            } catch (JsonException e) {
                assertThat(e).as(name(text)).hasMessageContaining("Duplicate");
                refused.add(name(text));
            }
        }
        // RFC 8259 §4: "The names within an object SHOULD be unique."
        assertThat(refused)
                .containsExactly(
                        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json");
    }

    @Test
    void whatMustNotParse() throws IOException, URISyntaxException {
        List<Path> texts = texts("n_");
        assertThat(texts).hasSizeGreaterThan(180);
        for (Path text : texts) {
            assertThatExceptionOfType(JsonException.class)
                    .as(name(text))
                    .isThrownBy(() -> parse(text));
        }
    }

    @Test
    void whatMayParse() throws IOException, URISyntaxException {
        Set<String> accepted = new TreeSet<>();
        for (Path text : texts("i_")) {
            try {
                parse(text);
                accepted.add(name(text));
            } catch (JsonException e) {
                assertThat(e.getMessage()).as(name(text)).isNotBlank();
            }
        }
        assertThat(accepted).isEqualTo(TAKEN);
    }
}
