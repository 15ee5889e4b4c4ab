package dev.skein.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class JsonCodecTest {
    @Test
    void withoutACodecTheErrorSaysWhatToAdd() {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(JsonCodec::installed)
                    .withMessage(
                            "no JSON codec: add the module skein-jackson (dev.skein:skein-jackson)"
                                    + " or provide dev.skein.http.json.JsonCodec by ServiceLoader");
        }
    }

    @Test
    void errorsSayWhere() {
        JsonException placed = new JsonException("expected a name", "$.users[2].name", 3, 14, null);
        assertThat(placed).hasMessage("$.users[2].name: expected a name (line 3, column 14)");
        assertThat(placed.path()).isEqualTo("$.users[2].name");
        assertThat(placed.line()).isEqualTo(3);
        assertThat(placed.column()).isEqualTo(14);
        assertThat(new JsonException("expected JSON")).hasMessage("expected JSON");
    }
}
