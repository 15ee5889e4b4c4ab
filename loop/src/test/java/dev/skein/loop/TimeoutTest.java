package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("essential")
class TimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void aQuickBodyReturnsItsResult() throws Exception {
        assertThat(Timeout.<Integer>within(LONG, () -> 7)).isEqualTo(7);
        try (TestLoop t = new TestLoop()) {
            assertThat(t.<Integer>call(() -> Timeout.<Integer>within(LONG, () -> 8))).isEqualTo(8);
        }
    }

    @Test
    void aSlowBodyEndsInAPlainThread() {
        assertThatThrownBy(() -> Timeout.within(SHORT, TimeoutTest::waitForEver))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("timed out after 5 ms")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aSlowBodyEndsInATask() throws Exception {
        try (TestLoop t = new TestLoop()) {
            boolean interrupted =
                    t.<Boolean>call(
                            () -> {
                                assertThatThrownBy(
                                                () ->
                                                        Timeout.within(
                                                                SHORT, TimeoutTest::waitForEver))
                                        .isInstanceOf(TimeoutException.class);
                                return Thread.currentThread().isInterrupted();
                            });
            assertThat(interrupted).isFalse();
        }
    }

    private static void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void theBodysOwnExceptionPasses() {
        IOException own = new IOException("own");
        assertThatThrownBy(
                        () ->
                                Timeout.within(
                                        LONG,
                                        () -> {
                                            throw own;
                                        }))
                .isSameAs(own);
    }

    @Test
    void aBodyThatIgnoresTheInterruptionReturns() throws Exception {
        try (TestLoop t = new TestLoop()) {
            String result =
                    t.<String>call(
                            () -> {
                                String inner =
                                        Timeout.<String>within(
                                                SHORT,
                                                () -> {
                                                    try {
                                                        waitForEver();
                                                    } catch (InterruptedException e) {
                                                        return "ignored";
                                                    }
                                                    return "never";
                                                });
                                return inner + " " + Thread.currentThread().isInterrupted();
                            });
            assertThat(result).isEqualTo("ignored false");
        }
    }

    @Test
    void theInnerLimitEndsOnlyTheInnerBlock() throws Exception {
        try (TestLoop t = new TestLoop()) {
            String result =
                    t.<String>call(
                            () ->
                                    Timeout.<String>within(
                                            LONG,
                                            () -> {
                                                try {
                                                    Timeout.within(SHORT, TimeoutTest::waitForEver);
                                                    return "never";
                                                } catch (TimeoutException e) {
                                                    t.loop.sleep(Duration.ofMillis(1));
                                                    return "outer goes on";
                                                }
                                            }));
            assertThat(result).isEqualTo("outer goes on");
        }
    }

    @Test
    void theOuterLimitPassesThroughTheInnerBlock() throws Exception {
        try (TestLoop t = new TestLoop()) {
            assertThatThrownBy(
                            () ->
                                    t.call(
                                            () ->
                                                    Timeout.<Integer>within(
                                                            SHORT,
                                                            () -> {
                                                                Timeout.within(
                                                                        LONG,
                                                                        TimeoutTest::waitForEver);
                                                                return 0;
                                                            })))
                    .cause()
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("timed out after 5 ms")
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    /// Both limits are over before the inner block ends: taking back its own interruption, the inner one must not take the outer's.
    @Test
    void theInnerLimitDoesNotSwallowTheOuterOnes() throws Exception {
        try (TestLoop t = new TestLoop()) {
            boolean[] interrupted = new boolean[1];
            t.call(
                    () ->
                            Timeout.<Integer>within(
                                    Duration.ofMillis(4),
                                    () -> {
                                        Timeout.within(
                                                Duration.ofMillis(2), () -> spinPastBoth(t.loop));
                                        interrupted[0] = Thread.currentThread().isInterrupted();
                                        return 0;
                                    }));
            assertThat(interrupted[0]).isTrue();
        }
    }

    private static void spinPastBoth(EventLoop loop) {
        AtomicBoolean past = new AtomicBoolean();
        loop.callLater(Duration.ofMillis(10), () -> past.set(true));
        while (!past.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCancellationIsNotSwallowed() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicBoolean cancelled = new AtomicBoolean();
            CountDownLatch begun = new CountDownLatch(1);
            Task<Boolean> task =
                    t.loop.createTask(
                            () -> {
                                Timeout.within(
                                        Duration.ofMillis(1),
                                        () -> {
                                            begun.countDown();
                                            spinPastBoth(t.loop);
                                            while (!cancelled.get()) {
                                                Thread.onSpinWait();
                                            }
                                        });
                                return Thread.currentThread().isInterrupted();
                            });
            Await.latch(begun);
            task.cancel();
            cancelled.set(true);
            assertThat(task.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void noStrayInterruptionInATask() throws Exception {
        try (TestLoop t = new TestLoop()) {
            assertThat(t.<Integer>call(() -> strays(3000))).isZero();
        }
    }

    @Test
    void noStrayInterruptionInAPlainThread() {
        assertThat(strays(3000)).isZero();
    }

    /// The limit runs out just when the body ends, so all orders of the two happen.
    private static int strays(int rounds) {
        int strays = 0;
        for (int i = 0; i < rounds; i++) {
            long nanos = 20_000L + (i % 50) * 2_000L;
            try {
                Timeout.within(Duration.ofNanos(nanos), () -> spin(60_000));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            if (Thread.interrupted()) {
                strays++;
            }
        }
        return strays;
    }

    @Test
    void anEndlessLimitIsAccepted() throws Exception {
        Duration endless = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(Timeout.<Integer>within(endless, () -> 7)).isEqualTo(7);
        try (TestLoop t = new TestLoop()) {
            assertThat(t.<Integer>call(() -> Timeout.<Integer>within(endless, () -> 8)))
                    .isEqualTo(8);
        }
    }
}
