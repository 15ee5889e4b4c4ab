package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("essential")
class EventLoopTest {
    @Test
    void runsATaskToItsResult() throws Exception {
        try (EventLoop loop = new EventLoop()) {
            String result =
                    loop.<String>runUntilComplete(
                            () -> {
                                loop.sleep(Duration.ofMillis(2));
                                return Thread.currentThread().isVirtual()
                                        + " "
                                        + (EventLoop.current() == loop);
                            });
            assertThat(result).isEqualTo("true true");
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test
    void runUntilCompleteThrowsWhatTheBodyThrew() {
        try (EventLoop loop = new EventLoop()) {
            assertThatThrownBy(
                            () ->
                                    loop.runUntilComplete(
                                            () -> {
                                                throw new IllegalStateException("no");
                                            }))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("no");
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test
    void runUntilCompleteInterruptedCancelsAndStops() throws Exception {
        EventLoop loop = new EventLoop();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        loop.runUntilComplete(
                                                () -> {
                                                    begun.countDown();
                                                    new CountDownLatch(1).await();
                                                    return 0;
                                                });
                                    } catch (Exception e) {
                                        thrown.set(e);
                                    }
                                });
        Await.latch(begun);
        caller.interrupt();
        Await.end(caller);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(loop.isRunning()).isFalse();
        loop.close();
    }

    @Test
    void runForeverEndsWithStop() throws Exception {
        EventLoop loop = new EventLoop();
        AtomicInteger ran = new AtomicInteger();
        loop.callSoonThreadsafe(
                () -> {
                    ran.incrementAndGet();
                    loop.stop();
                });
        loop.runForever();
        assertThat(ran).hasValue(1);
        loop.close();
    }

    @Test
    void runForeverInterruptedStopsTheLoop() throws Exception {
        EventLoop loop = new EventLoop();
        Thread caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        loop.runForever();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                });
        Await.until("running", loop::isRunning);
        caller.interrupt();
        Await.end(caller);
        assertThat(loop.isRunning()).isFalse();
        loop.close();
    }

    @Test
    void callbacksRunInOrder() throws Exception {
        try (TestLoop t = new TestLoop()) {
            List<Integer> seen = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            int n = i;
                            t.loop.callSoon(() -> seen.add(n));
                        }
                        t.loop.callSoon(done::countDown);
                    });
            Await.latch(done);
            assertThat(seen).hasSize(100).isSorted();
        }
    }

    @Test
    void aCallbackQueuedByACallbackRunsInTheNextTurn() throws Exception {
        try (TestLoop t = new TestLoop()) {
            List<String> seen = new CopyOnWriteArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        t.loop.callSoon(
                                () -> {
                                    seen.add("a");
                                    t.loop.callSoon(() -> seen.add("c"));
                                    t.loop.callSoon(done::countDown);
                                });
                        t.loop.callSoon(() -> seen.add("b"));
                    });
            Await.latch(done);
            assertThat(seen).containsExactly("a", "b", "c");
        }
    }

    @Test
    void aCancelledCallbackDoesNotRun() throws Exception {
        try (EventLoop loop = new EventLoop()) {
            AtomicInteger ran = new AtomicInteger();
            Handle handle = loop.callSoonThreadsafe(ran::incrementAndGet);
            handle.cancel();
            loop.runUntilComplete(() -> 0);
            assertThat(handle.isCancelled()).isTrue();
            assertThat(ran).hasValue(0);
        }
    }

    @Test
    void callSoonThreadsafeLosesNothing() throws Exception {
        int threads = 4;
        int each = 20_000;
        try (TestLoop t = new TestLoop()) {
            int[] counts = new int[threads];
            CountDownLatch all = new CountDownLatch(threads * each);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int n = i;
                Runnable callback =
                        () -> {
                            counts[n]++;
                            all.countDown();
                        };
                callers.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int j = 0; j < each; j++) {
                                                t.loop.callSoonThreadsafe(callback);
                                            }
                                        }));
            }
            for (Thread caller : callers) {
                Await.end(caller);
            }
            Await.latch(all);
            assertThat(t.<int[]>call(counts::clone)).containsOnly(each);
        }
    }

    @Test
    void aSleepingLoopWakesForEveryCall() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicInteger ran = new AtomicInteger();
            for (int i = 1; i <= 3000; i++) {
                CountDownLatch done = new CountDownLatch(1);
                t.loop.callSoonThreadsafe(
                        () -> {
                            ran.incrementAndGet();
                            done.countDown();
                        });
                Await.latch(done);
            }
            assertThat(ran).hasValue(3000);
        }
    }

    @Test
    void exceptionsGoToTheHandler() throws Exception {
        try (TestLoop t = new TestLoop()) {
            RuntimeException bad = new RuntimeException("bad");
            Error worse = new AssertionError("worse");
            t.loop.callSoonThreadsafe(
                    () -> {
                        throw bad;
                    });
            t.loop.callRuntimeLater(
                    Duration.ZERO,
                    () -> {
                        throw worse;
                    });
            Await.until("two reports", () -> t.reports.size() == 2);
            assertThat(t.reports)
                    .extracting(TestLoop.Report::failure)
                    .containsExactlyInAnyOrder(bad, worse);
        }
    }

    @Test
    void theHandlerMayBlockWithoutHoldingTheLoop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        try (TestLoop t = new TestLoop()) {
            t.loop.setExceptionHandler(
                    (_, _) -> {
                        told.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            t.loop.core.post(
                    () -> {
                        throw new IllegalStateException("in runtime code");
                    });
            Await.latch(told);
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            release.countDown();
        }
    }

    @Test
    void aHandlerThatThrowsDoesNoHarm() throws Exception {
        try (LogCapture log = new LogCapture();
                TestLoop t = new TestLoop()) {
            t.loop.setExceptionHandler(
                    (_, _) -> {
                        throw new IllegalStateException("handler");
                    });
            t.loop.callSoonThreadsafe(
                    () -> {
                        throw new IllegalStateException("callback");
                    });
            Await.until("logged", () -> log.has("the exception handler failed"));
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
        }
    }

    @Test
    void whatIsQueuedAtStopRunsAfterARestart() throws Exception {
        try (TestLoop t = new TestLoop()) {
            t.stop();
            CountDownLatch ran = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(ran::countDown);
            assertThat(ran.getCount()).isEqualTo(1);
            t.loop.start();
            Await.latch(ran);
            assertThat(t.loop.isRunning()).isTrue();
        }
    }

    @Test
    void restartsManyTimesOnOneThread() throws Exception {
        try (EventLoop loop = new EventLoop(LoopOptions.defaults().withMaxThreads(1))) {
            int sum = 0;
            for (int i = 0; i < 500; i++) {
                sum += loop.<Integer>runUntilComplete(() -> 1);
            }
            assertThat(sum).isEqualTo(500);
        }
    }

    @Test
    void startAndStopRaceEndsStopped() throws Exception {
        try (EventLoop loop = new EventLoop()) {
            for (int i = 0; i < 300; i++) {
                loop.start();
                Thread stopper = Thread.ofPlatform().start(loop::stop);
                loop.awaitStopped();
                Await.end(stopper);
            }
            assertThat(loop.isRunning()).isFalse();
        }
    }

    @Test
    void misuseOfStartAndCloseIsRefused() throws Exception {
        try (TestLoop t = new TestLoop()) {
            assertThatThrownBy(t.loop::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("RUNNING");
            assertThatThrownBy(t.loop::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> t.call(() -> t.loop.<Integer>runUntilComplete(() -> 0)))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("use createTask");
        }
    }

    @Test
    void aClosedLoopRefusesTasksAndStart() {
        EventLoop loop = new EventLoop();
        loop.close();
        loop.close();
        assertThatThrownBy(loop::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> loop.createTask(() -> 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void sleepTakesAtLeastItsTime() throws Exception {
        try (TestLoop t = new TestLoop()) {
            long took =
                    t.<Long>call(
                            () -> {
                                long from = t.loop.time();
                                t.loop.sleep(Duration.ofMillis(20));
                                return t.loop.time() - from;
                            });
            assertThat(took).isGreaterThanOrEqualTo(20_000_000);
        }
    }

    @Test
    void sleepWorksOnForeignThreads() throws Exception {
        try (TestLoop t = new TestLoop()) {
            long from = System.nanoTime();
            t.loop.sleep(Duration.ofMillis(5));
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(5_000_000);
        }
    }

    @Test
    void anEndlessSleepIsAccepted() throws Exception {
        try (TestLoop t = new TestLoop()) {
            Task<?> sleeper =
                    t.loop.createTask(() -> t.loop.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            Task<?> brief = t.loop.createTask(() -> t.loop.sleep(Duration.ofSeconds(-1)));
            brief.join(Duration.ofSeconds(5));
            assertThat(sleeper.isDone()).isFalse();
            sleeper.cancel();
            Await.until("cancelled", sleeper::isDone);
        }
    }

    @Test
    void sleepIsInterruptible() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch begun = new CountDownLatch(1);
            Task<?> sleeper =
                    t.loop.createTask(
                            () -> {
                                begun.countDown();
                                t.loop.sleep(Duration.ofHours(1));
                            });
            Await.latch(begun);
            sleeper.cancel();
            Await.until("cancelled", sleeper::isDone);
            assertThat(sleeper.state()).isEqualTo(Task.State.CANCELLED);
        }
    }

    @Test
    void callLaterRunsInOrderOfTime() throws Exception {
        try (TestLoop t = new TestLoop()) {
            List<String> seen = new CopyOnWriteArrayList<>();
            CountDownLatch done = new CountDownLatch(4);
            SortedMap<Long, String> expected = new ConcurrentSkipListMap<>();
            t.loop.run( // all at once: none fires before the last is set
                    () -> {
                        long when = t.loop.time() + Duration.ofMillis(20).toNanos();
                        expected.put(later(t, 30, "late", seen, done), "late");
                        expected.put(later(t, 10, "early", seen, done), "early");
                        expected.put(later(t, 0, "now", seen, done), "now");
                        t.loop.callAt(when, () -> note(seen, "middle", done));
                        expected.put(when, "middle");
                    });
            Await.latch(done);
            assertThat(seen).containsExactlyElementsOf(expected.values());
        }
    }

    private static long later(
            TestLoop t, int millis, String what, List<String> seen, CountDownLatch done) {
        return t.loop.callLater(Duration.ofMillis(millis), () -> note(seen, what, done)).when();
    }

    private static void note(List<String> seen, String what, CountDownLatch done) {
        seen.add(what);
        done.countDown();
    }

    @Test
    void timersCancelledFromOtherThreadsDoNotFire() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicInteger fired = new AtomicInteger();
            for (int i = 0; i < 500; i++) {
                t.loop.callLater(Duration.ofMillis(20), fired::incrementAndGet).cancel();
            }
            t.loop.sleep(Duration.ofMillis(40));
            t.settle();
            assertThat(fired).hasValue(0);
        }
    }

    @Test
    void aTimerThatIsDueTogetherWithItsCancellerDoesNotFire() throws Exception {
        try (TestLoop t = new TestLoop()) {
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        long when = t.loop.time();
                        TimerHandle[] second = new TimerHandle[1];
                        t.loop.callAt(when, () -> second[0].cancel());
                        second[0] = t.loop.callAt(when + 1, fired::incrementAndGet);
                        t.loop.callAt(when + 2, done::countDown);
                    });
            Await.latch(done);
            assertThat(fired).hasValue(0);
        }
    }

    @Test
    void currentIsTheLoopInTasksAndCallbacksOnly() throws Exception {
        assertThat(EventLoop.currentOrNull()).isNull();
        assertThatThrownBy(EventLoop::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("loop.createTask");
        try (TestLoop t = new TestLoop()) {
            AtomicReference<@org.jspecify.annotations.Nullable EventLoop> seen =
                    new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        seen.set(EventLoop.currentOrNull());
                        done.countDown();
                    });
            Await.latch(done);
            assertThat(seen).hasValue(t.loop);
            assertThat(t.<EventLoop>call(EventLoop::current)).isSameAs(t.loop);
        }
    }

    @Test
    void runOperationsKeepTheirOrder() throws Exception {
        try (TestLoop t = new TestLoop()) {
            List<Integer> seen = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            for (int i = 0; i < 1000; i++) {
                int n = i;
                t.loop.run(() -> seen.add(n));
            }
            t.loop.run(done::countDown);
            Await.latch(done);
            assertThat(seen).hasSize(1000).isSorted();
        }
    }

    @Test
    void aCallbackThatInterruptsItselfDoesNotDisturbTheLoop() throws Exception {
        try (TestLoop t = new TestLoop()) {
            CountDownLatch clean = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        Thread.currentThread().interrupt();
                        t.loop.callSoon(
                                () -> {
                                    if (!Thread.currentThread().isInterrupted()) {
                                        clean.countDown();
                                    }
                                });
                    });
            Await.latch(clean);
            assertThat(t.reports).isEmpty();
        }
    }

    @Test
    void debugModeRefusesCallSoonFromOutside() throws Exception {
        try (TestLoop t = new TestLoop(LoopOptions.defaults().withDebug(true))) {
            assertThatThrownBy(() -> t.loop.callSoon(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("use callSoonThreadsafe");
            CountDownLatch ran = new CountDownLatch(1);
            t.call(() -> t.loop.callSoon(ran::countDown));
            Await.latch(ran);
        }
    }

    @Test
    void debugModeListsLiveTasks() throws Exception {
        try (TestLoop t = new TestLoop(LoopOptions.defaults().withDebug(true))) {
            CountDownLatch release = new CountDownLatch(1);
            Task<?> task = t.loop.createTask(() -> release.await());
            assertThat(t.loop.tasks()).containsExactly(task);
            release.countDown();
            task.join();
            assertThat(t.loop.tasks()).isEmpty();
        }
    }
}
