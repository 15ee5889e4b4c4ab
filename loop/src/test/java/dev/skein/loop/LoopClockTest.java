package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A loop with a time of its own.
class LoopClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /// Stands still until it is set, and notes what it is told.
    private static final class StandingClock implements LoopClock {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final CountDownLatch waiting = new CountDownLatch(1);
        private volatile long now;
        private volatile @Nullable Waiter waiter;

        void set(long time) {
            now = time;
            Waiter known = waiter;
            if (known != null) {
                known.wake();
            }
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void started(Waiter loop) {
            waiter = loop;
            told.add("started");
        }

        @Override
        public long idle(Waiter loop, long asked, long nanos) {
            if (nanos == HOUR.toNanos()) {
                waiting.countDown();
            }
            return nanos != Long.MAX_VALUE && now - (asked + nanos) >= 0 ? 0 : Long.MAX_VALUE;
        }

        @Override
        public void busy(Waiter loop) {}

        @Override
        public void stopped(Waiter loop) {
            told.add("stopped");
        }
    }

    @Test
    void timersGoByTheClock() throws Exception {
        var clock = new StandingClock();
        try (var test = new TestLoop(LoopOptions.defaults().withClock(clock))) {
            Task<Long> task =
                    test.loop.createTask(
                            () -> {
                                test.loop.sleep(HOUR);
                                return test.loop.time();
                            });
            assertThat(clock.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(task.isDone()).isFalse();
            clock.set(HOUR.toNanos());
            assertThat(task.join(Duration.ofSeconds(10))).isEqualTo(HOUR.toNanos());
        }
        assertThat(clock.told).containsExactly("started", "stopped");
    }

    @Test
    void theSystemsClockIsTheDefault() {
        assertThat(LoopOptions.defaults().clock()).isSameAs(LoopClock.system());
        long before = System.nanoTime();
        assertThat(LoopClock.system().nanoTime() - before).isNotNegative();
    }

    @Test
    void otherOptionsKeepTheClock() {
        var clock = new StandingClock();
        LoopOptions options =
                LoopOptions.defaults()
                        .withClock(clock)
                        .withName("x")
                        .withDebug(true)
                        .withMaxThreads(3)
                        .withSlowStep(HOUR)
                        .withHandOffAfter(HOUR);
        assertThat(options.clock()).isSameAs(clock);
    }
}
