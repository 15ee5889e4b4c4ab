package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("essential")
class TaskScopeTest {
    @Test
    void joinWaitsForAll() throws Exception {
        try (TestLoop t = new TestLoop()) {
            int sum =
                    t.<Integer>call(
                            () -> {
                                try (TaskScope scope = TaskScope.open()) {
                                    Task<Integer> a = scope.fork(() -> 1);
                                    Task<Integer> b =
                                            scope.fork(
                                                    () -> {
                                                        Thread.sleep(5);
                                                        return 2;
                                                    });
                                    scope.join();
                                    assertThat(a.isDone() && b.isDone()).isTrue();
                                    return a.join() + b.join();
                                }
                            });
            assertThat(sum).isEqualTo(3);
        }
    }

    @Test
    void oneFailureCancelsTheOthers() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicReference<Task<?>> other = new AtomicReference<>();
            assertThatThrownBy(
                            () ->
                                    t.call(
                                            () -> {
                                                try (TaskScope scope = TaskScope.open()) {
                                                    other.set(scope.fork(this::waitForEver));
                                                    scope.fork(this::fail);
                                                    scope.join();
                                                    return 0;
                                                }
                                            }))
                    .cause()
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("first");
            assertThat(other.get().state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    private int waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
        return 0;
    }

    private int fail() {
        throw new IllegalStateException("first");
    }

    @Test
    void aMemberCancelledBeforeItBeganDoesNotHang() throws Exception {
        try (TestLoop t = new TestLoop()) {
            String result =
                    t.<String>call(
                            () -> {
                                try (TaskScope scope = TaskScope.open()) {
                                    scope.fork(this::waitForEver).cancel();
                                    scope.fork(() -> 1);
                                    scope.join();
                                    return "joined";
                                }
                            });
            assertThat(result).isEqualTo("joined");
        }
    }

    @Test
    void anInterruptionNobodySentIsAFailure() throws Exception {
        try (TestLoop t = new TestLoop();
                TaskScope scope = TaskScope.open(t.loop)) {
            scope.fork(
                    () -> {
                        throw new InterruptedException("made up");
                    });
            assertThatThrownBy(scope::join)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("made up");
        }
    }

    @Test
    void closeCancelsAndWaits() throws Exception {
        try (TestLoop t = new TestLoop()) {
            Task<Integer> left;
            try (TaskScope scope = TaskScope.open(t.loop)) {
                left = scope.fork(this::waitForEver);
            }
            assertThat(left.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void closeWaitsEvenWhenInterrupted() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch stubborn = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch closing = new CountDownLatch(1);
            Task<Boolean> owner =
                    t.loop.createTask(
                            () -> {
                                try (TaskScope scope = TaskScope.open()) {
                                    scope.fork(() -> ignoreInterruptions(begun, stubborn));
                                    begun.await();
                                    closing.countDown();
                                }
                                return Thread.interrupted();
                            });
            Await.latch(closing);
            owner.cancel();
            t.settle();
            assertThat(owner.isDone()).isFalse();
            stubborn.countDown();
            assertThat(owner.join()).isTrue();
        }
    }

    private static int ignoreInterruptions(CountDownLatch begun, CountDownLatch latch) {
        begun.countDown();
        while (true) {
            try {
                latch.await();
                return 0;
            } catch (InterruptedException e) {
                // Once more.
            }
        }
    }

    @Test
    void anInterruptedJoinCancelsThroughClose() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicReference<Task<?>> member = new AtomicReference<>();
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> owner =
                    t.loop.createTask(
                            () -> {
                                try (TaskScope scope = TaskScope.open()) {
                                    member.set(scope.fork(this::waitForEver));
                                    begun.countDown();
                                    scope.join();
                                }
                            });
            Await.latch(begun);
            owner.cancel();
            Await.until("cancelled", owner::isDone);
            assertThat(owner.state()).isEqualTo(Task.State.CANCELLED);
            assertThat(member.get().state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void failuresAreNotReportedTwice() {
        TestLoop t = new TestLoop();
        try (TaskScope scope = TaskScope.open(t.loop)) {
            scope.fork(this::fail);
            scope.fork(this::fail);
            assertThatThrownBy(scope::join).hasRootCauseMessage("first");
        }
        t.close();
        assertThat(t.reports).isEmpty();
    }

    @Test
    void misuseIsRefused() throws Exception {
        assertThatThrownBy(TaskScope::open).isInstanceOf(IllegalStateException.class);
        try (TestLoop t = new TestLoop()) {
            TaskScope scope = TaskScope.open(t.loop);
            assertThatThrownBy(() -> t.call(() -> scope.fork(() -> 1)))
                    .cause()
                    .hasMessageContaining("expected the thread that opened the scope");
            scope.close();
            assertThatThrownBy(() -> scope.fork(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }
}
