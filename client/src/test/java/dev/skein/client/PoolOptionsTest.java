package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.client.PoolOptions.Reuse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolOptionsTest {
    private final PoolOptions defaults = PoolOptions.defaults();

    @Test
    void hasTheDefaultsItNames() {
        assertThat(defaults)
                .isEqualTo(
                        new PoolOptions(100, 0, Duration.ofSeconds(15), null, Reuse.LIFO, 10_000));
    }

    @Test
    void changesOneThingAtATime() {
        PoolOptions changed =
                defaults.withTotal(1)
                        .withPerOrigin(2)
                        .withKeepAlive(Duration.ofSeconds(3))
                        .withMaxLifetime(Duration.ofSeconds(4))
                        .withReuse(Reuse.FIFO)
                        .withMaxWaiters(5);
        assertThat(changed)
                .isEqualTo(
                        new PoolOptions(
                                1, 2, Duration.ofSeconds(3), Duration.ofSeconds(4), Reuse.FIFO, 5));
        assertThat(changed.withMaxLifetime(null).maxLifetime()).isNull();
    }

    @Test
    void namesWhatIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withTotal(-1))
                .withMessage("total must be at least 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withPerOrigin(-2))
                .withMessage("perOrigin must be at least 0, got -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withMaxWaiters(-3))
                .withMessage("maxWaiters must be at least 0, got -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withKeepAlive(Duration.ofSeconds(-1)))
                .withMessage("keepAlive must not be negative, got PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.withMaxLifetime(Duration.ZERO))
                .withMessage("maxLifetime must be positive, or null for any age, got PT0S");
    }
}
