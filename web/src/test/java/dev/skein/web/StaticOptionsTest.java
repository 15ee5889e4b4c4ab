package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticOptionsTest {
    private static final StaticOptions DEFAULTS = StaticOptions.defaults();

    @Test
    void changesOneThingAtATime() {
        assertThat(
                        DEFAULTS.withIndexFiles("a", "b")
                                .withListing(true)
                                .withFollowLinks(true)
                                .withDotFiles(true)
                                .withPrecompressed(false)
                                .withMaxAge(Duration.ofHours(1))
                                .withFallback("a/b.html")
                                .withCacheBytes(7))
                .isEqualTo(
                        new StaticOptions(
                                List.of("a", "b"),
                                true,
                                true,
                                true,
                                false,
                                Duration.ofHours(1),
                                "a/b.html",
                                7));
        assertThat(DEFAULTS.withFallback("a").withFallback(null)).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../a", "a/../b", "/a", "a/", "a//b", "C:\\a"})
    void refusesFallbacksElsewhere(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withFallback(name));
    }

    @Test
    void refusesOtherNonsense() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withIndexFiles("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withIndexFiles(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withCacheBytes(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxAge(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxAge(Duration.ofDays(366)));
    }
}
