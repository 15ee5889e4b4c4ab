package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.web.SetCookie.SameSite;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionOptionsTest {
    private static final SessionOptions DEFAULTS = SessionOptions.defaults();

    @Test
    void defaultsAreAsDocumented() {
        assertThat(DEFAULTS)
                .isEqualTo(
                        new SessionOptions(
                                "skein_session",
                                Duration.ofDays(1),
                                Duration.ofDays(14),
                                "/",
                                null,
                                null,
                                SameSite.LAX));
    }

    @Test
    void eachMayBeChanged() {
        SessionOptions options =
                DEFAULTS.withCookieName("a")
                        .withTimes(Duration.ofHours(1), Duration.ofHours(2))
                        .withPath("/b")
                        .withDomain("example.com")
                        .withSecure(true)
                        .withSameSite(SameSite.STRICT);
        assertThat(options)
                .isEqualTo(
                        new SessionOptions(
                                "a",
                                Duration.ofHours(1),
                                Duration.ofHours(2),
                                "/b",
                                "example.com",
                                true,
                                SameSite.STRICT));
        assertThat(DEFAULTS.withSameSite(SameSite.NONE).secure()).isTrue();
    }

    @Test
    void timesAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withTimes(Duration.ofMillis(999), Duration.ofDays(1)))
                .withMessageContaining("idle");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withTimes(Duration.ofDays(1), Duration.ofDays(401)))
                .withMessageContaining("absolute");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withTimes(Duration.ofDays(2), Duration.ofDays(1)))
                .withMessageContaining("at most absolute");
    }

    @Test
    void cookieIsCheckedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withCookieName("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withPath("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withCookieName("__Host-a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withSameSite(SameSite.NONE).withSecure(null));
    }
}
