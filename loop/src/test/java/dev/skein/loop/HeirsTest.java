package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A monitor that tasks and the loop's own code share does not stop the loop, whoever is next in its queue.
class HeirsTest {
    private static final LoopOptions QUICK =
            LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(2));
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Holder monitor = new Holder();

    @AfterEach
    void leave() throws InterruptedException {
        monitor.leave();
    }

    @Test
    void theLoopWaitsForAMonitorBehindATask() throws Exception {
        theLoopWaitsBehindATask(QUICK);
    }

    @Test
    void soItDoesWithoutHandOff() throws Exception {
        theLoopWaitsBehindATask(QUICK.withHandOffAfter(Duration.ZERO));
    }

    @Test
    void soItDoesWithOneThreadOnly() throws Exception {
        theLoopWaitsBehindATask(QUICK.withMaxThreads(1));
    }

    private void theLoopWaitsBehindATask(LoopOptions options) throws Exception {
        try (TestLoop t = new TestLoop(options)) {
            monitor.enter();
            Task<?> heir = t.loop.createTask(() -> monitor.passed("task"));
            awaitBlocked(heir.thread());
            makeTheLoopWait(t);
            monitor.leave();
            heir.join(LIMIT);
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            assertThat(monitor.visits).containsExactly("task", "loop");
            assertThat(t.reports).isEmpty();
        }
    }

    @Test
    void theLoopWaitsForAMonitorBehindManyTasks() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            List<Task<?>> heirs = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                heirs.add(t.loop.createTask(() -> monitor.passed("task")));
                awaitBlocked(heirs.getLast().thread());
            }
            makeTheLoopWait(t);
            monitor.leave();
            for (Task<?> heir : heirs) {
                heir.join(LIMIT);
            }
            t.settle();
            assertThat(monitor.visits).hasSize(51).last().isEqualTo("loop");
        }
    }

    @Test
    void anHeirMayCallTheLoopInTheMonitor() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            CountDownLatch called = new CountDownLatch(1);
            Task<?> heir =
                    t.loop.createTask(
                            () -> {
                                synchronized (monitor) {
                                    monitor.passed("task");
                                    t.loop.run(called::countDown);
                                }
                            });
            awaitBlocked(heir.thread());
            makeTheLoopWait(t);
            monitor.leave();
            heir.join(LIMIT);
            Await.latch(called);
            assertThat(monitor.visits).containsExactly("task", "loop");
        }
    }

    @Test
    void theLoopWaitsForAMonitorBehindAThreadOfATask() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            Thread heir =
                    t.call(() -> Thread.ofVirtual().start(() -> monitor.passed("child of a task")));
            awaitBlocked(heir);
            makeTheLoopWait(t);
            monitor.leave();
            Await.end(heir);
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            assertThat(monitor.visits).containsExactly("child of a task", "loop");
        }
    }

    @Test
    void anHeirThatNeedsTheLoopComesBackToIt() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            Task<?> heir =
                    t.loop.createTask(
                            () -> {
                                monitor.passed("task");
                                t.loop.run(() -> monitor.passed("task on the loop"));
                            });
            awaitBlocked(heir.thread());
            makeTheLoopWait(t);
            monitor.leave();
            heir.join(LIMIT);
            t.settle();
            assertThat(monitor.visits).containsExactly("task", "loop", "task on the loop");
        }
    }

    @Test
    void aTaskThatHoldsTheLoopMayWaitForAMonitor() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            AtomicBoolean held = new AtomicBoolean();
            Task<?> task = t.loop.createTask(() -> passOnTheLoop(t, held));
            keepsTheLoop(t, task.thread(), held);
        }
    }

    @Test
    void aThreadOfATaskThatHoldsTheLoopMayWaitForAMonitor() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            AtomicBoolean held = new AtomicBoolean();
            Thread child = t.call(() -> Thread.ofVirtual().start(() -> passOnTheLoop(t, held)));
            keepsTheLoop(t, child, held);
        }
    }

    private void passOnTheLoop(TestLoop t, AtomicBoolean held) {
        assertThat(t.loop.enter()).isTrue();
        monitor.passed("on the loop");
        held.set(t.loop.core.ownership().isHeldBy((Driver) VirtualThreads.carrier()));
        t.loop.exit();
    }

    private void keepsTheLoop(TestLoop t, Thread thread, AtomicBoolean held) throws Exception {
        awaitBlocked(thread);
        t.loop.callSoonThreadsafe(() -> monitor.passed("callback"));
        monitor.leave();
        Await.end(thread);
        t.settle();
        assertThat(held).isTrue();
        assertThat(monitor.visits).containsExactly("on the loop", "callback");
        assertThat(t.reports).isEmpty();
    }

    @Test
    void aTaskThatHoldsTheLoopWaitsBehindAnotherOfItsTasks() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            Task<?> first = t.loop.createTask(() -> monitor.passed("first"));
            awaitBlocked(first.thread());
            Task<?> second = t.loop.createTask(() -> t.loop.run(() -> monitor.passed("second")));
            awaitBlocked(second.thread());
            monitor.leave();
            first.join(LIMIT);
            second.join(LIMIT);
            assertThat(monitor.visits).containsExactly("first", "second");
            assertThat(t.reports).isEmpty();
        }
    }

    @Test
    void closingALoopWaitsForAMonitorBehindATask() throws Exception {
        TestLoop t = new TestLoop(QUICK);
        monitor.enter();
        Task<?> heir = t.loop.createTask(() -> monitor.passed("task"));
        awaitBlocked(heir.thread());
        t.stop();
        Thread closing = new Thread(t.loop::close);
        makeTheLoopWait(t, closing::start);
        monitor.leave();
        heir.join(LIMIT);
        Await.end(closing);
        assertThat(monitor.visits).containsExactly("task", "loop");
    }

    @Test
    void anHeirOfAStoppedLoopGoesOnElsewhere() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            monitor.enter();
            Task<?> heir = t.loop.createTask(() -> monitor.passed("task"));
            awaitBlocked(heir.thread());
            t.stop();
            monitor.leave();
            heir.join(LIMIT);
        }
    }

    @Test
    void anHeirOfAClosedLoopGoesOnElsewhere() throws Exception {
        TestLoop t = new TestLoop(QUICK);
        monitor.enter();
        Task<?> heir = t.loop.createTask(() -> monitor.passed("task"));
        awaitBlocked(heir.thread());
        t.close();
        monitor.leave();
        heir.join(LIMIT);
    }

    /// Two loops, whose tasks and whose own code all run into one monitor, and lose their loops meanwhile. Somebody looks at the
    /// tasks' stacks all the time, which holds them up for moments.
    @Test
    void everybodyComesThroughOneMonitor() throws Exception {
        LoopOptions options = QUICK.withHandOffAfter(Duration.ofMillis(1));
        int tasks = 24;
        int rounds = 200;
        AtomicInteger count = new AtomicInteger();
        try (TestLoop one = new TestLoop(options);
                TestLoop two = new TestLoop(options)) {
            List<Task<?>> all = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                TestLoop mine = i % 2 == 0 ? one : two;
                TestLoop other = i % 2 == 0 ? two : one;
                Runnable body = () -> jostle(mine, other, rounds, count);
                all.add(
                        mine.loop.createTask(
                                i % 3 == 0
                                        ? () -> Thread.ofVirtual().start(body).join()
                                        : body::run));
            }
            Await.until(
                    "all have come through",
                    () -> {
                        all.forEach(task -> task.thread().getStackTrace());
                        return all.stream().noneMatch(task -> task.state() == Task.State.RUNNING);
                    });
            one.settle();
            two.settle();
            assertThat(count).hasValue(tasks * rounds * 3);
            assertThat(one.reports).isEmpty();
            assertThat(two.reports).isEmpty();
        }
    }

    private void jostle(TestLoop mine, TestLoop other, int rounds, AtomicInteger count) {
        for (int i = 0; i < rounds; i++) {
            pass(count, i % 40 == 0 ? 2_000_000 : 1000);
            mine.loop.run(() -> pass(count, 1000));
            other.loop.run(() -> pass(count, 1000));
        }
    }

    private void pass(AtomicInteger count, long nanos) {
        synchronized (monitor) {
            count.incrementAndGet();
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }
    }

    private void makeTheLoopWait(TestLoop t) throws InterruptedException {
        makeTheLoopWait(t, () -> {});
    }

    /// Returns once the loop's driver stands in the monitor's queue, in an operation of the loop's own.
    private void makeTheLoopWait(TestLoop t, Runnable run) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread[] driver = new Thread[1];
        t.loop.core.post(
                () -> {
                    driver[0] = Thread.currentThread();
                    begun.countDown();
                    monitor.passed("loop");
                });
        run.run();
        Await.latch(begun);
        awaitBlocked(driver[0]);
    }

    private static void awaitBlocked(Thread thread) {
        Await.until(
                thread + " waits for the monitor", () -> thread.getState() == Thread.State.BLOCKED);
    }

    /// A monitor that a thread of its own holds for a while.
    private static final class Holder {
        final List<String> visits = new ArrayList<>();
        private final CountDownLatch release = new CountDownLatch(1);
        private final CountDownLatch held = new CountDownLatch(1);
        private final Thread thread = new Thread(this::hold);

        void enter() throws InterruptedException {
            thread.start();
            Await.latch(held);
        }

        private synchronized void hold() {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException _) {
                // the test is over
            }
        }

        void leave() throws InterruptedException {
            release.countDown();
            thread.join();
        }

        synchronized void passed(String who) {
            visits.add(who);
        }
    }
}
