package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("essential")
class LoopGroupTest {
    @Test
    void loopsComeInTurnAndRun() {
        try (LoopGroup group = LoopGroup.start(3, LoopOptions.defaults().withName("trio"))) {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 6; i++) {
                EventLoop loop = group.next();
                assertThat(loop.isRunning()).isTrue();
                names.add(loop.name());
            }
            assertThat(names).containsExactlyInAnyOrder("trio-1", "trio-2", "trio-3");
            assertThat(group.loops()).hasSize(3);
        }
    }

    @Test
    void oneLoopPerProcessorByDefault() {
        try (LoopGroup group = LoopGroup.start()) {
            assertThat(group.loops()).hasSize(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void closeStopsAndClosesAll() {
        LoopGroup group = LoopGroup.start(2, LoopOptions.defaults());
        group.close();
        group.close();
        assertThat(group.loops())
                .noneMatch(EventLoop::isRunning)
                .allMatch(loop -> loop.core.isClosed());
    }

    @Test
    void closeFromAMemberIsRefused() {
        try (LoopGroup group = LoopGroup.start(1, LoopOptions.defaults())) {
            Task<?> task = group.next().createTask(group::close);
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(5)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside the group");
        }
    }

    @Test
    void anEmptyGroupIsRefused() {
        assertThatThrownBy(() -> LoopGroup.start(0, LoopOptions.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    @Test
    void optionsAreChecked() {
        LoopOptions d = LoopOptions.defaults();
        assertThatThrownBy(() -> d.withMaxThreads(0)).hasMessageContaining("maxThreads");
        assertThatThrownBy(() -> d.withHandOffAfter(Duration.ofNanos(1)))
                .hasMessageContaining("handOffAfter");
        assertThatThrownBy(() -> d.withHandOffAfter(Duration.ofMillis(-1)))
                .hasMessageContaining("handOffAfter");
        assertThatThrownBy(() -> d.withSlowStep(Duration.ZERO)).hasMessageContaining("slowStep");
        assertThat(d.withDebug(true).debug()).isTrue();
        assertThat(d.withName("x").name()).isEqualTo("x");
    }
}
