package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// You cannot block the loop.
class HandOffTest {
    private static final LoopOptions QUICK =
            LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(2));

    @Test
    void aSpinningTaskLosesTheLoopAndReturnsToIt() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            AtomicBoolean enough = new AtomicBoolean();
            Task<Boolean> spinner =
                    t.loop.createTask(
                            () -> {
                                Thread before = VirtualThreads.carrier();
                                while (!enough.get()) {
                                    Thread.onSpinWait();
                                }
                                boolean entered = t.loop.enter();
                                if (entered) {
                                    t.loop.exit();
                                }
                                return entered && VirtualThreads.carrier() != before;
                            });
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            assertThat(t.loop.handOffs()).isEqualTo(1);
            enough.set(true);
            assertThat(spinner.join(Duration.ofSeconds(5))).isTrue();
            assertThat(t.<EventLoop>call(EventLoop::current)).isSameAs(t.loop);
        }
    }

    @Test
    void aBlockedCallbackLosesTheLoop() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch after = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(
                    () -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        t.loop.callSoon(after::countDown); // from a callback that lost the loop
                    });
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            release.countDown();
            Await.latch(after);
            assertThat(t.loop.handOffs()).isEqualTo(1);
        }
    }

    @Test
    void aTaskInABlockingFileReadLosesTheLoop(@TempDir Path folder) throws Exception {
        Path fifo = fifo(folder);
        try (TestLoop t = new TestLoop(QUICK)) {
            Task<Integer> reader =
                    t.loop.createTask(
                            () -> {
                                try (var in = new FileInputStream(fifo.toFile())) {
                                    return in.read();
                                }
                            });
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            assertThat(t.loop.handOffs()).isEqualTo(1);
            Files.write(fifo, new byte[] {42});
            assertThat(reader.join(Duration.ofSeconds(5))).isEqualTo(42);
        }
    }

    private static Path fifo(Path folder) throws InterruptedException {
        Path fifo = folder.resolve("fifo");
        try {
            Process process = new ProcessBuilder("mkfifo", fifo.toString()).start();
            Assumptions.assumeTrue(process.waitFor() == 0, "mkfifo failed");
        } catch (IOException e) {
            Assumptions.abort("this system has no mkfifo");
        }
        return fifo;
    }

    @Test
    void steppingOnTheLoopOftenDoesNotHideAStep() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            AtomicBoolean enough = new AtomicBoolean();
            Task<?> busy =
                    t.loop.createTask(
                            () -> {
                                while (!enough.get()) {
                                    t.loop.run(() -> {});
                                    for (int i = 0; i < 200; i++) {
                                        Thread.onSpinWait();
                                    }
                                }
                            });
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            enough.set(true);
            busy.join(Duration.ofSeconds(5));
        }
    }

    @Test
    void allThreadsStuckIsLoggedAndPasses() throws Exception {
        LoopOptions options = QUICK.withMaxThreads(2).withName("narrow");
        try (LogCapture log = new LogCapture();
                TestLoop t = new TestLoop(options)) {
            CountDownLatch release = new CountDownLatch(1);
            for (int i = 0; i < 2; i++) {
                t.loop.callSoonThreadsafe(() -> awaitQuietly(release));
            }
            Task<Integer> waiting = t.loop.createTask(() -> 7);
            Await.until("logged", () -> log.has("all its 2 threads are stuck"));
            assertThat(log.text()).contains("narrow").contains("raise maxThreads");
            assertThatThrownBy(() -> waiting.join(Duration.ofMillis(5)))
                    .isInstanceOf(TimeoutException.class);
            release.countDown();
            assertThat(waiting.join(Duration.ofSeconds(5))).isEqualTo(7);
            assertThat(t.loop.core.drivers().alive()).isEqualTo(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void startingWithAllThreadsStuckSaysSo() throws Exception {
        TestLoop t = new TestLoop(QUICK.withMaxThreads(2));
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(2);
        Runnable block =
                () -> {
                    stuck.countDown();
                    awaitQuietly(release);
                };
        t.loop.callSoonThreadsafe(block);
        t.loop.callSoonThreadsafe(block);
        Await.latch(stuck);
        t.loop.stop();
        release.countDown();
        t.stop();
        t.loop.start();
        assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
        t.close();
    }

    @Test
    void zeroMeansNever() throws Exception {
        try (TestLoop t = new TestLoop(QUICK.withHandOffAfter(Duration.ZERO))) {
            CountDownLatch release = new CountDownLatch(1);
            t.loop.callSoonThreadsafe(() -> awaitQuietly(release));
            Task<Integer> waiting = t.loop.createTask(() -> 7);
            assertThatThrownBy(() -> waiting.join(Duration.ofMillis(100)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(t.loop.handOffs()).isZero();
            release.countDown();
            assertThat(waiting.join(Duration.ofSeconds(5))).isEqualTo(7);
        }
    }

    @Test
    void debugModeLogsTheStackOfTheStep() throws Exception {
        try (LogCapture log = new LogCapture();
                TestLoop t = new TestLoop(QUICK.withDebug(true))) {
            AtomicBoolean enough = new AtomicBoolean();
            Task<?> task = t.loop.createTask(() -> spinHereWhile(enough));
            Await.until("logged", () -> log.has("to another thread"));
            enough.set(true);
            task.join(Duration.ofSeconds(5));
            assertThat(log.text()).contains("spinHereWhile").contains("longer than 2 ms");
        }
    }

    private static void spinHereWhile(AtomicBoolean enough) {
        while (!enough.get()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void debugModeLogsSlowSteps() throws Exception {
        LoopOptions options = QUICK.withDebug(true).withSlowStep(Duration.ofMillis(5));
        try (LogCapture log = new LogCapture();
                TestLoop t = new TestLoop(options)) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(15);
            t.loop.callSoonThreadsafe(
                    () -> {
                        while (System.nanoTime() - end < 0) {
                            Thread.onSpinWait();
                        }
                    });
            Await.until("logged", () -> log.has("slow step"));
            assertThat(log.text()).contains("held its thread for");
        }
    }

    @Test
    void theLoopStopsWhileAStepIsStuck() throws Exception {
        TestLoop t = new TestLoop(QUICK);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        t.loop.callSoonThreadsafe(
                () -> {
                    awaitQuietly(release);
                    over.countDown();
                });
        Await.until("handed off", () -> t.loop.handOffs() == 1);
        t.close();
        release.countDown();
        Await.latch(over);
        assertThat(t.loop.isRunning()).isFalse();
    }

    @Test
    void aTaskStuckWhileTheLoopRestartsComesBack() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            AtomicBoolean enough = new AtomicBoolean();
            Task<EventLoop> task =
                    t.loop.createTask(
                            () -> {
                                spinHereWhile(enough);
                                t.loop.sleep(Duration.ofMillis(1));
                                return EventLoop.current();
                            });
            Await.until("handed off", () -> t.loop.handOffs() == 1);
            t.stop();
            enough.set(true);
            t.loop.start();
            assertThat(task.join(Duration.ofSeconds(5))).isSameAs(t.loop);
        }
    }

    @Test
    void aTaskStuckWhileTheLoopClosesEndsElsewhere() throws Exception {
        TestLoop t = new TestLoop(QUICK);
        AtomicBoolean enough = new AtomicBoolean();
        Task<Integer> task =
                t.loop.createTask(
                        () -> {
                            spinHereWhile(enough);
                            t.loop.run(() -> {});
                            t.loop.sleep(Duration.ofMillis(1));
                            return 7;
                        });
        Await.until("handed off", () -> t.loop.handOffs() == 1);
        t.close();
        enough.set(true);
        assertThat(task.join(Duration.ofSeconds(5))).isEqualTo(7);
    }

    @Test
    void aTaskThatBlocksInsideRunIsReported() throws Exception {
        try (TestLoop t = new TestLoop(QUICK)) {
            CountDownLatch release = new CountDownLatch(1);
            Task<?> wrong = t.loop.createTask(() -> t.loop.run(() -> awaitQuietly(release)));
            assertThat(t.<Integer>call(() -> 7)).isEqualTo(7);
            release.countDown();
            wrong.join(Duration.ofSeconds(5));
            Await.until("reported", () -> !t.reports.isEmpty());
            assertThat(t.reports.getFirst().what()).contains("while it held the loop");
            assertThat(t.<Integer>call(() -> 8)).isEqualTo(8);
        }
    }
}
