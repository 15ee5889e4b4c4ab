package dev.skein.jackson;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JacksonCodecTest {
    private record User(String name, int age, Optional<Instant> seen) {}

    private record Users(List<User> users) {}

    private final JsonCodec codec = new JacksonCodec();

    private <T> T decode(String json, Class<T> type) throws JsonException {
        return codec.decode(json.getBytes(UTF_8), type);
    }

    private JsonException error(byte[] json, Type type) {
        return catchThrowableOfType(JsonException.class, () -> codec.decode(json, type));
    }

    private JsonException error(String json, Type type) {
        return error(json.getBytes(UTF_8), type);
    }

    @Test
    void itIsFoundByServiceLoader() {
        assertThat(JsonCodec.installed())
                .isInstanceOf(JacksonCodec.class)
                .isSameAs(JsonCodec.installed());
    }

    @Test
    void recordsOptionalsAndTimes() throws JsonException {
        User user =
                new User("Zoë \uD83D\uDE00", 7, Optional.of(Instant.parse("2026-01-02T03:04:05Z")));
        byte[] json = codec.encode(user);
        assertThat(new String(json, UTF_8))
                .isEqualTo(
                        "{\"name\":\"Zoë \uD83D\uDE00\",\"age\":7,\"seen\":\"2026-01-02T03:04:05Z\"}");
        assertThat(codec.<User>decode(json, User.class)).isEqualTo(user);
        assertThat(decode("{\"name\":\"a\",\"age\":1}", User.class).seen()).isEmpty();
    }

    @Test
    void parameterizedTypes() throws JsonException {
        Type map =
                new ParameterizedType() {
                    @Override
                    public Type[] getActualTypeArguments() {
                        return new Type[] {String.class, Users.class};
                    }

                    @Override
                    public Type getRawType() {
                        return Map.class;
                    }

                    @Override
                    public Type getOwnerType() {
                        return Map.class;
                    }
                };
        Map<String, Users> decoded = codec.decode("{\"a\":{\"users\":[]}}".getBytes(UTF_8), map);
        assertThat(decoded).isEqualTo(Map.of("a", new Users(List.of())));
    }

    @Test
    void unknownNamesArePassedOver() throws JsonException {
        assertThat(decode("{\"name\":\"a\",\"age\":1,\"new\":[{}]}", User.class).name())
                .isEqualTo("a");
    }

    @Test
    void errorsSayWhere() {
        JsonException error =
                error("{\"users\":[\n{\"name\":\"a\",\"age\":1},\n{\"age\":\"x\"}]}", Users.class);
        assertThat(error.path()).isEqualTo("$.users[1].age");
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.column()).isPositive();
        assertThat(error)
                .hasMessageStartingWith("$.users[1].age: ")
                .hasMessageContaining("(line 3, ");
        assertThat(error.getCause()).isNotNull();
    }

    @Test
    void whatDoesNotFitIsSaidWithoutNamesOfClasses() {
        assertThat(error("{\"age\":\"x\"}", User.class).reason())
                .isEqualTo("expected a whole number");
        assertThat(error("{\"age\":3000000000}", User.class).reason())
                .isEqualTo("expected a whole number in range");
        assertThat(error("{\"age\":null}", User.class).reason())
                .isEqualTo("expected a whole number");
        assertThat(error("[]", User.class).reason()).isEqualTo("expected an object");
        assertThat(error("{}", Users.class.arrayType()).reason()).isEqualTo("expected a list");
        assertThat(error("\"XL\"", Size.class).reason()).isEqualTo("expected one of [S, M]");
        assertThat(error("{\"tall\":-1}", Tall.class).reason()).isEqualTo("tall is at least 0");
    }

    private enum Size {
        S,
        M
    }

    record Tall(int tall) {
        Tall {
            if (tall < 0) {
                throw new IllegalArgumentException("tall is at least 0");
            }
        }
    }

    @Test
    void whatIsNoJsonHasNoPath() {
        assertThat(error("{\"users\":[{\"age\":1,", Users.class).path()).isEmpty();
        assertThat(error("{} {}", User.class).path()).isEmpty();
        assertThat(error("[]", User.class).path()).isEqualTo("$");
    }

    @Test
    void whatIsNoJsonHasALine() {
        JsonException error = error("{\n\"a\": tru }", Map.class);
        assertThat(error.line()).isEqualTo(2);
        assertThat(error("", Map.class)).hasMessageContaining("No content");
    }

    @Test
    void nothingMayFollow() {
        assertThat(error("{} {}", Map.class)).hasMessageContaining("Trailing token");
        assertThat(error("1 x", Integer.class)).isNotNull();
    }

    @Test
    void aNameComesOnce() {
        assertThat(error("{\"a\":1,\"a\":2}", Map.class)).hasMessageContaining("Duplicate");
    }

    @Test
    void nullIsNoValueButWhereTheTypeHasOne() throws JsonException {
        assertThat(error("null", User.class)).hasMessage("$: expected a value, came null");
        assertThat(codec.<Object>decode("null".getBytes(UTF_8), Optional.class))
                .isEqualTo(Optional.empty());
    }

    @Test
    void utf8AndNothingElse() throws JsonException {
        assertThat(error("[1]".getBytes(UTF_16LE), List.class))
                .hasMessage("expected JSON in UTF-8, came a zero byte at offset 1");
        assertThat(error("[1]".getBytes(UTF_16BE), List.class))
                .hasMessage("expected JSON in UTF-8, came a zero byte at offset 0");
        assertThat(error("\uFEFF[1]", List.class))
                .hasMessage("expected JSON without a byte order mark, came one");
        assertThat(error("[\"\u00e9\"]".getBytes(ISO_8859_1), List.class))
                .hasMessage("expected JSON in UTF-8, came bytes that are not at offset 2");
        String lateError = "[\"" + "\u00e9".repeat(5000) + "\"]";
        byte[] late = lateError.getBytes(UTF_8);
        late[9001] = 'x';
        assertThat(error(late, List.class))
                .hasMessage("expected JSON in UTF-8, came bytes that are not at offset 9000");
        assertThat(decode(lateError, String[].class)).hasSize(1);
    }

    @Test
    void aCutCharacterIsNoUtf8() {
        assertThat(error(new byte[] {'"', (byte) 0xC3}, String.class))
                .hasMessage("expected JSON in UTF-8, came bytes that are not at offset 1");
    }

    @Test
    void depthIsLimited() {
        assertThat(error("[".repeat(100_000), List.class)).hasMessageContaining("depth");
    }

    @Test
    void whatHasNoFormInJson() {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("self", cycle);
        JsonException error = catchThrowableOfType(JsonException.class, () -> codec.encode(cycle));
        assertThat(error).hasMessageContaining("depth");
    }

    @Test
    void aMapperOfOnesOwnDecides() throws JsonException {
        JsonMapper lenient =
                JsonMapper.builder()
                        .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .build();
        byte[] two = "1 2".getBytes(UTF_8);
        assertThat(JacksonCodec.of(lenient).<Integer>decode(two, Integer.class)).isEqualTo(1);
    }
}
