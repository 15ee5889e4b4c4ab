package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.loop.EventLoop;
import dev.skein.loop.LoopOptions;
import dev.skein.loop.Task;
import dev.skein.loop.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout.ThreadMode;

@org.junit.jupiter.api.Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class VirtualClockTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static EventLoop loop(VirtualClock clock) {
        return new EventLoop(LoopOptions.defaults().withClock(clock));
    }

    private static void stop(EventLoop loop) throws InterruptedException {
        loop.stop();
        loop.awaitStopped();
        loop.close();
    }

    @Test
    void anAutomaticClockSleepsAnHourInNoTime() throws Exception {
        var clock = VirtualClock.automatic();
        try (var loop = loop(clock)) {
            long began = System.nanoTime();
            loop.runUntilComplete(
                    () -> {
                        loop.sleep(HOUR);
                        loop.sleep(HOUR);
                        return null;
                    });
            assertThat(clock.elapsed()).isEqualTo(HOUR.multipliedBy(2));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(HOUR);
        }
    }

    @Test
    void anAutomaticClockKeepsTheOrderOfTimers() throws Exception {
        var clock = VirtualClock.automatic();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var loop = loop(clock)) {
            loop.runUntilComplete(
                    () -> {
                        loop.callLater(HOUR, () -> seen.add("hour"));
                        loop.callLater(Duration.ofSeconds(1), () -> seen.add("second"));
                        loop.callLater(
                                Duration.ofMinutes(1), () -> seen.add("minute " + clock.elapsed()));
                        loop.sleep(HOUR.plusSeconds(1));
                        return null;
                    });
        }
        assertThat(seen).containsExactly("second", "minute PT1M", "hour");
    }

    @Test
    void timeLimitsGoByIt() throws Exception {
        try (var loop = loop(VirtualClock.automatic())) {
            assertThatThrownBy(
                            () ->
                                    loop.runUntilComplete(
                                            () -> {
                                                Timeout.within(
                                                        HOUR, () -> new CountDownLatch(1).await());
                                                return null;
                                            }))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void aManualClockMovesOnlyWhenItIsMoved() throws Exception {
        var clock = VirtualClock.manual();
        var loop = loop(clock);
        loop.start();
        Task<Long> task =
                loop.createTask(
                        () -> {
                            loop.sleep(HOUR);
                            return loop.time();
                        });
        clock.advance(Duration.ofMinutes(59));
        assertThat(task.isDone()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(task.join(Duration.ofSeconds(10))).isEqualTo(HOUR.toNanos());
        stop(loop);
    }

    @Test
    void advancingStopsAtEveryTimer() throws Exception {
        var clock = VirtualClock.manual();
        var loop = loop(clock);
        List<Duration> beats = new CopyOnWriteArrayList<>();
        var begun = new CountDownLatch(1);
        loop.start();
        Task<?> heart =
                loop.createTask(
                        () -> {
                            begun.countDown();
                            while (true) {
                                loop.sleep(Duration.ofSeconds(20));
                                beats.add(clock.elapsed());
                            }
                        });
        begun.await();
        clock.advance(Duration.ZERO);
        clock.advance(Duration.ofSeconds(70));
        assertThat(beats)
                .containsExactly(
                        Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofSeconds(60));
        heart.cancel();
        stop(loop);
    }

    @Test
    void severalLoopsShareOne() throws Exception {
        var clock = VirtualClock.automatic();
        var one = loop(clock);
        var two = loop(clock);
        one.start();
        two.start();
        Task<?> first = one.createTask(() -> one.sleep(HOUR));
        Task<?> second = two.createTask(() -> two.sleep(HOUR.dividedBy(2)));
        first.join(Duration.ofSeconds(10));
        second.join(Duration.ofSeconds(10));
        assertThat(clock.elapsed()).isGreaterThanOrEqualTo(HOUR);
        stop(one);
        stop(two);
    }

    @Test
    void anApplicationRunsOnALoopOfItsOwn() throws Exception {
        var clock = VirtualClock.automatic();
        var loop = loop(clock);
        loop.start();
        try (var client =
                TestClient.of(
                        (message, channels) -> {
                            if (message instanceof HttpRequest) {
                                EventLoop.current().sleep(HOUR);
                                channels.reply().send(HttpResponse.text("at last"));
                            }
                        },
                        TestOptions.defaults().withLoop(loop))) {
            client.get("/").send().expectText("at last");
        }
        stop(loop);
    }

    @Test
    void itDoesNotGoBack() {
        assertThatThrownBy(() -> VirtualClock.manual().advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsStartedFromElsewhereIsTakenUp() throws Exception {
        var loop = loop(VirtualClock.manual());
        loop.start();
        var ran = new CountDownLatch(1);
        loop.callSoonThreadsafe(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        stop(loop);
    }
}
