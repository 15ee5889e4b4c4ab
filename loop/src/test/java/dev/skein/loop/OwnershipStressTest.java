package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Many tasks that spin, yield, park and sleep under the shortest threshold, so that the loop is handed off all the time.
class OwnershipStressTest {
    private static final int TASKS = 60;
    private static final int ROUNDS = 150;

    /// Guarded by nothing but the loop: lost updates would show two drivers inside.
    private long counter;

    private int inside;
    private final AtomicInteger collisions = new AtomicInteger();
    private final AtomicInteger callbacks = new AtomicInteger();

    @Test
    void oneDriverAtMostIsInside() throws Exception {
        LoopOptions options =
                LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(1)).withMaxThreads(16);
        try (TestLoop t = new TestLoop(options)) {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int seed = i;
                tasks.add(t.loop.createTask(() -> work(t.loop, new Random(seed))));
            }
            for (Task<?> task : tasks) {
                task.join(Duration.ofSeconds(25));
            }
            int total = TASKS * ROUNDS;
            Await.until("all callbacks", () -> callbacks.get() == total);
            t.settle();
            assertThat(t.<Long>call(() -> counter)).isEqualTo(total);
            assertThat(collisions).hasValue(0);
            assertThat(t.loop.handOffs()).isPositive();
            assertThat(t.reports).isEmpty();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yielding is what is tested
    private void work(EventLoop loop, Random random) throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            switch (random.nextInt(40)) {
                case 0 -> spin(2_500_000);
                case 1, 2 -> loop.sleep(Duration.ofNanos(random.nextInt(2_000_000)));
                case 3 -> LockSupport.parkNanos(random.nextInt(300_000));
                case 4, 5, 6, 7 -> Thread.yield();
                default -> spin(random.nextInt(20_000));
            }
            loop.run(this::increment);
            loop.callSoon(callbacks::incrementAndGet);
        }
    }

    private void increment() {
        if (++inside != 1) {
            collisions.incrementAndGet();
        }
        counter++;
        inside--;
    }

    private static void spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void noWakeUpIsLostBetweenTasks() throws Exception {
        LoopOptions options = LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(1));
        try (LoopGroup group = LoopGroup.start(2, options)) {
            var ping = new java.util.concurrent.SynchronousQueue<Integer>();
            var pong = new java.util.concurrent.SynchronousQueue<Integer>();
            int rounds = 5000;
            Task<?> server =
                    group.next()
                            .createTask(
                                    () -> {
                                        for (int i = 0; i < rounds; i++) {
                                            pong.put(ping.take() + 1);
                                        }
                                    });
            Task<Integer> client =
                    group.next()
                            .createTask(
                                    () -> {
                                        int sum = 0;
                                        for (int i = 0; i < rounds; i++) {
                                            ping.put(i);
                                            sum += pong.take() - i;
                                            if (i % 500 == 0) {
                                                spin(3_000_000);
                                            }
                                        }
                                        return sum;
                                    });
            assertThat(client.join(Duration.ofSeconds(20))).isEqualTo(rounds);
            server.join(Duration.ofSeconds(5));
        }
    }
}
