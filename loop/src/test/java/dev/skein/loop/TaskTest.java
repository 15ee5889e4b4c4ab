package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("essential")
class TaskTest {
    @Test
    void joinGivesTheResultAlsoNull() throws Exception {
        try (TestLoop t = new TestLoop()) {
            Task<@Nullable String> task = t.loop.<@Nullable String>createTask(() -> null);
            assertThat(task.join()).isNull();
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
            assertThat(task.isDone()).isTrue();
            assertThat(task.failure()).isNull();
            assertThat(task.loop()).isSameAs(t.loop);
            assertThat(task.thread().isVirtual()).isTrue();
        }
    }

    @Test
    void manyJoinersAreAllWoken() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch release = new CountDownLatch(1);
            Task<Integer> task =
                    t.loop.createTask(
                            () -> {
                                release.await();
                                return 1;
                            });
            List<Task<Integer>> joiners = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                joiners.add(t.loop.createTask(() -> task.join()));
            }
            t.settle();
            release.countDown();
            int sum = 0;
            for (Task<Integer> joiner : joiners) {
                sum += joiner.join(Duration.ofSeconds(5));
            }
            assertThat(sum).isEqualTo(100);
        }
    }

    @Test
    void joinWithALimitGivesUp() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch release = new CountDownLatch(1);
            Task<?> task = t.loop.createTask(() -> release.await());
            assertThatThrownBy(() -> task.join(Duration.ofMillis(10)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("has not ended after PT0.01S");
            release.countDown();
            task.join(Duration.ofSeconds(5));
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
        }
    }

    @Test
    void joinWithAnEndlessLimitWaits() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch release = new CountDownLatch(1);
            Task<Integer> task =
                    t.loop.createTask(
                            () -> {
                                release.await();
                                return 7;
                            });
            Task<Integer> joiner =
                    t.loop.createTask(() -> task.join(Duration.ofSeconds(Long.MAX_VALUE)));
            t.settle();
            release.countDown();
            assertThat(joiner.join(Duration.ofSeconds(5))).isEqualTo(7);
        }
    }

    @Test
    void aTaskCannotJoinItself() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicReference<Task<?>> self = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            Task<?> task =
                    t.loop.createTask(
                            () -> {
                                known.await();
                                self.get().join();
                            });
            self.set(task);
            known.countDown();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(5)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("join itself");
        }
    }

    @Test
    void aFailureIsThrownToJoiners() throws Exception {
        try (TestLoop t = new TestLoop()) {
            Exception bad = new Exception("bad");
            Task<Integer> task =
                    t.loop.createTask(
                            () -> {
                                throw bad;
                            });
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(5)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(bad);
            assertThat(task.state()).isEqualTo(Task.State.FAILED);
            assertThat(task.failure()).isSameAs(bad);
            assertThat(task.cancel()).isFalse();
        }
    }

    @Test
    void cancelledBeforeItBeganItNeverBegins() throws Exception {
        EventLoop loop = new EventLoop();
        AtomicInteger ran = new AtomicInteger();
        if (VirtualThreads.CARRIED) {
            Task<?> task = loop.createTask(() -> ran.incrementAndGet());
            task.cancel();
            loop.runUntilComplete(() -> 0);
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
        }
        loop.close();
        assertThat(ran).hasValue(0);
    }

    @Test
    void cancelInterruptsAParkedTask() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> task =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                            });
            Await.latch(begun);
            assertThat(task.cancel()).isTrue();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(5)))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("was cancelled");
            assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(task.failure()).isNull();
        }
    }

    @Test
    void aTaskMayIgnoreItsCancellation() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch begun = new CountDownLatch(1);
            Task<String> task =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    return "went on";
                                }
                                return "never";
                            });
            Await.latch(begun);
            task.cancel();
            assertThat(task.join(Duration.ofSeconds(5))).isEqualTo("went on");
            assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
        }
    }

    @Test
    void aFailureAfterCancellationIsAFailure() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> task =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException("cleaning up failed", e);
                                }
                            });
            Await.latch(begun);
            task.cancel();
            assertThatThrownBy(() -> task.join(Duration.ofSeconds(5)))
                    .isInstanceOf(ExecutionException.class);
            assertThat(task.state()).isEqualTo(Task.State.FAILED);
        }
    }

    @Test
    void anInterruptedJoinerLeavesTheTaskAlone() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch release = new CountDownLatch(1);
            Task<?> task = t.loop.createTask(() -> release.await());
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> joiner =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                task.join();
                            });
            Await.latch(begun);
            joiner.cancel();
            Await.until("cancelled", joiner::isDone);
            assertThat(task.isDone()).isFalse();
            release.countDown();
            task.join(Duration.ofSeconds(5));
        }
    }

    @Test
    void currentIsTheTask() throws Exception {
        assertThat(Task.current()).isNull();
        try (TestLoop t = new TestLoop()) {
            AtomicReference<@Nullable Task<?>> seen = new AtomicReference<>();
            Task<?> task = t.loop.createTask(() -> seen.set(Task.current()));
            task.join(Duration.ofSeconds(5));
            assertThat(seen.get()).isSameAs(task);
            CountDownLatch called = new CountDownLatch(1);
            AtomicReference<@Nullable Task<?>> inCallback = new AtomicReference<>(task);
            t.loop.callSoonThreadsafe(
                    () -> {
                        inCallback.set(Task.current());
                        called.countDown();
                    });
            Await.latch(called);
            assertThat(inCallback.get()).isNull();
        }
    }

    @Test
    void aTaskMayStartThreads() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicReference<@Nullable Task<?>> inChild = new AtomicReference<>();
            int sum =
                    t.<Integer>call(
                            () -> {
                                AtomicInteger total = new AtomicInteger();
                                List<Thread> children = new ArrayList<>();
                                for (int i = 1; i <= 20; i++) {
                                    int n = i;
                                    children.add(
                                            Thread.startVirtualThread(
                                                    () -> {
                                                        sleepQuietly(n % 3);
                                                        inChild.set(Task.current());
                                                        total.addAndGet(n);
                                                    }));
                                }
                                for (Thread child : children) {
                                    child.join();
                                }
                                return total.get();
                            });
            assertThat(sum).isEqualTo(210);
            assertThat(inChild.get()).isNull();
        }
    }

    private static void sleepQuietly(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anUnretrievedFailureIsReportedOnClose() {
        TestLoop t = new TestLoop(LoopOptions.defaults().withDebug(true));
        Task<?> task =
                t.loop.createTask(
                        () -> {
                            throw new IllegalStateException("nobody asks");
                        });
        Await.until("done", task::isDone);
        t.close();
        assertThat(t.reports).hasSize(1);
        TestLoop.Report report = t.reports.getFirst();
        assertThat(report.what()).contains("was never retrieved").contains("Task[#");
        assertThat(report.failure()).hasMessage("nobody asks");
        assertThat(report.failure().getSuppressed()[0].getStackTrace())
                .anyMatch(frame -> frame.getMethodName().startsWith("anUnretrieved"));
    }

    @Test
    void aRetrievedOrCancelledFailureIsNotReported() {
        TestLoop t = new TestLoop();
        Task<?> failed =
                t.loop.createTask(
                        () -> {
                            throw new IllegalStateException("asked for");
                        });
        Task<?> cancelled = t.loop.createTask(() -> new CountDownLatch(1).await());
        cancelled.cancel();
        Await.until("done", () -> failed.isDone() && cancelled.isDone());
        assertThat(failed.failure()).hasMessage("asked for");
        t.close();
        assertThat(t.reports).isEmpty();
    }

    @Test
    void aForgottenFailureIsReportedOnceItsTaskIsUnreachable() throws Exception {
        try (TestLoop t = new TestLoop()) {
            t.loop.createTask(
                    () -> {
                        throw new IllegalStateException("forgotten");
                    });
            t.settle();
            Await.until(
                    "reported",
                    () -> {
                        System.gc();
                        return !t.reports.isEmpty();
                    });
            assertThat(t.reports.getFirst().failure()).hasMessage("forgotten");
        }
    }

    @Test
    void toStringShowsLoopAndState() throws Exception {
        try (TestLoop t = new TestLoop(LoopOptions.defaults().withName("named"))) {
            Task<Integer> task = t.loop.createTask(() -> 1);
            task.join();
            assertThat(task.toString()).contains("on named").contains("succeeded");
        }
    }
}
