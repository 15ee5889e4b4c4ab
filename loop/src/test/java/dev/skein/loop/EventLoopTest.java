package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {
    @Test
    void runsATaskToItsResult() throws Exception {
        try (EventLoop loop = new EventLoop()) {
            assertThat(
                            loop.<String>runUntilComplete(
                                    () -> {
                                        loop.sleep(Duration.ofMillis(5));
                                        Thread.sleep(5);
                                        return "done on "
                                                + Thread.currentThread().isVirtual()
                                                + " "
                                                + (EventLoop.current() == loop);
                                    }))
                    .isEqualTo("done on true true");
        }
    }

    @Test
    void aSpinningTaskLosesTheLoop() throws Exception {
        try (EventLoop loop = new EventLoop()) {
            loop.start();
            CountDownLatch other = new CountDownLatch(1);
            Task<Integer> spinner =
                    loop.createTask(
                            () -> {
                                loop.callSoon(other::countDown);
                                int n = 0;
                                while (other.getCount() > 0) {
                                    n++;
                                }
                                loop.sleep(Duration.ofMillis(1));
                                assertThat(loop.enter()).isTrue();
                                loop.exit();
                                return n;
                            });
            assertThat(other.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(spinner.join()).isPositive();
            assertThat(loop.handOffs()).isEqualTo(1);
            loop.stop();
            loop.awaitStopped();
        }
    }
}
