package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final EventLoop loop = new EventLoop();
    private final Timers timers = new Timers();

    private TimerHandle timer(long when) {
        return new TimerHandle(loop, when, () -> {}, true);
    }

    @Test
    void randomOperationsAgreeWithASortedSet() {
        for (int seed = 0; seed < 40; seed++) {
            agree(new Random(seed), seed % 2 == 0 ? 0 : Long.MAX_VALUE - 500);
        }
        assertThat(timers.size()).isZero();
    }

    /// Times are relative to `origin`: with a large one they wrap, as the clock may.
    private void agree(Random random, long origin) {
        TreeSet<TimerHandle> model =
                new TreeSet<>(
                        Comparator.<TimerHandle>comparingLong(t -> t.when() - origin)
                                .thenComparingInt(System::identityHashCode));
        List<TimerHandle> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    TimerHandle added = timer(origin + random.nextInt(1000));
                    timers.add(added);
                    model.add(added);
                    all.add(added);
                }
                case 2 -> {
                    if (!all.isEmpty()) {
                        TimerHandle any = all.get(random.nextInt(all.size()));
                        timers.remove(any); // many have gone already
                        model.remove(any);
                    }
                }
                default -> {
                    long now = origin + random.nextInt(1000);
                    TimerHandle due = timers.pollDue(now);
                    if (due == null) {
                        assertThat(model.isEmpty() || model.first().when() - now > 0).isTrue();
                    } else {
                        assertThat(due.when()).isEqualTo(model.first().when());
                        assertThat(due.when() - now).isLessThanOrEqualTo(0);
                        assertThat(model.remove(due)).isTrue();
                    }
                }
            }
            assertThat(timers.size()).isEqualTo(model.size());
            long next = timers.nanosUntilNext(origin);
            assertThat(next)
                    .isEqualTo(
                            model.isEmpty()
                                    ? Long.MAX_VALUE
                                    : Math.max(0, model.first().when() - origin));
        }
        while (!model.isEmpty()) {
            TimerHandle next = timers.poll();
            assertThat(next).isNotNull();
            assertThat(model.remove(next)).isTrue();
        }
        assertThat(timers.poll()).isNull();
    }

    @Test
    void nothingIsDueBeforeItsTime() {
        TimerHandle one = timer(100);
        timers.add(one);
        assertThat(timers.pollDue(99)).isNull();
        assertThat(timers.nanosUntilNext(40)).isEqualTo(60);
        assertThat(timers.nanosUntilNext(140)).isZero();
        assertThat(timers.pollDue(100)).isSameAs(one);
        assertThat(timers.nanosUntilNext(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void removingTwiceDoesNothing() {
        TimerHandle one = timer(1);
        TimerHandle two = timer(2);
        timers.add(one);
        timers.add(two);
        timers.remove(one);
        timers.remove(one);
        assertThat(timers.size()).isEqualTo(1);
        assertThat(timers.poll()).isSameAs(two);
    }
}
