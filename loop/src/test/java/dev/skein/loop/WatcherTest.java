package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// addReader, addWriter and their undoing.
@Tag("essential")
class WatcherTest {
    private final TestLoop t =
            new TestLoop(LoopOptions.defaults().withHandOffAfter(Duration.ofMillis(2)));
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        pipe.source().close();
        pipe.sink().close();
        t.close();
    }

    private void send(int count) throws IOException {
        pipe.sink().write(ByteBuffer.allocate(count));
    }

    private int take() {
        try {
            return pipe.source().read(ByteBuffer.allocate(100));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theReaderIsCalledWhileThereIsSomethingToRead() throws Exception {
        AtomicInteger total = new AtomicInteger();
        t.loop.addReader(pipe.source(), () -> total.addAndGet(take()));
        send(10);
        Await.until("10", () -> total.get() == 10);
        send(250);
        Await.until("260", () -> total.get() == 260);
        assertThat(t.reports).isEmpty();
    }

    @Test
    void theWriterIsCalledUntilRemoved() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        t.loop.addWriter(
                pipe.sink(),
                () -> {
                    three.countDown();
                    if (three.getCount() == 0) {
                        t.loop.removeWriter(pipe.sink());
                    }
                });
        Await.latch(three);
        t.settle();
        assertThat(t.reports).isEmpty();
    }

    @Test
    void aRemovedReaderIsNotCalledAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        t.loop.addReader(pipe.source(), calls::incrementAndGet);
        send(1);
        Await.until("called", () -> calls.get() > 0);
        t.loop.removeReader(pipe.source());
        t.settle();
        int then = calls.get();
        send(1);
        t.settle();
        assertThat(calls).hasValue(then);
    }

    @Test
    void aReaderRemovedByAnotherOfItsTurnIsNotCalled() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Pipe other = Pipe.open();
        other.source().configureBlocking(false);
        t.loop.addReader(pipe.source(), () -> removeBoth(other, calls));
        t.loop.addReader(other.source(), () -> removeBoth(other, calls));
        t.loop.core.post(
                () -> { // both become readable while the loop is held
                    try {
                        send(1);
                        other.sink().write(ByteBuffer.allocate(1));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        Await.until("called", () -> calls.get() > 0);
        t.settle();
        assertThat(calls).hasValue(1);
        other.source().close();
        other.sink().close();
    }

    private void removeBoth(Pipe other, AtomicInteger calls) {
        calls.incrementAndGet();
        t.loop.removeReader(pipe.source());
        t.loop.removeReader(other.source());
    }

    @Test
    void removingAndAddingInOneTurnWorks() throws Exception {
        AtomicInteger second = new AtomicInteger();
        t.loop.addReader(pipe.source(), () -> {});
        t.settle();
        t.call(
                () -> {
                    t.loop.removeReader(pipe.source());
                    t.loop.addReader(pipe.source(), () -> second.addAndGet(take()));
                    return 0;
                });
        send(5);
        Await.until("5", () -> second.get() == 5);
        assertThat(t.reports).isEmpty();
    }

    @Test
    void aNewReaderReplacesTheOld() throws Exception {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        t.loop.addReader(pipe.source(), first::incrementAndGet);
        t.loop.addReader(pipe.source(), () -> second.addAndGet(take()));
        send(5);
        Await.until("5", () -> second.get() == 5);
        assertThat(first).hasValue(0);
    }

    @Test
    void aBlockedReaderDoesNotSpinTheLoop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger total = new AtomicInteger();
        t.loop.addReader(
                pipe.source(),
                () -> {
                    begun.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    total.addAndGet(take());
                });
        send(3);
        Await.latch(begun);
        Await.until("handed off", () -> t.loop.handOffs() == 1);
        t.settle();
        long before = turns();
        t.loop.sleep(Duration.ofMillis(50));
        assertThat(turns() - before).isLessThan(200);
        release.countDown();
        Await.until("3", () -> total.get() == 3);
        send(4);
        Await.until("7", () -> total.get() == 7);
    }

    private long turns() throws Exception {
        return t.<Long>call(() -> t.loop.core.turnNumber());
    }

    @Test
    void removingAfterTheChannelIsClosedDoesNothing() throws Exception {
        t.loop.addReader(pipe.source(), () -> {});
        t.settle();
        pipe.source().close();
        t.loop.removeReader(pipe.source());
        t.loop.removeWriter(pipe.sink());
        t.settle();
        assertThat(t.reports).isEmpty();
    }

    @Test
    void watchingAClosedChannelIsReported() throws Exception {
        pipe.source().close();
        assertThatThrownBy(() -> onLoop(() -> t.loop.addReader(pipe.source(), () -> {})))
                .hasMessageContaining("expected an open channel");
    }

    @Test
    void watchingForWhatNeverHappensIsReported() {
        assertThatThrownBy(() -> onLoop(() -> t.loop.addWriter(pipe.source(), () -> {})))
                .hasMessageContaining("can never be ready for writing");
    }

    /// What an operation throws on the loop, however it got there.
    private void onLoop(Runnable operation) throws Throwable {
        try {
            t.call(
                    () -> {
                        operation.run();
                        return 0;
                    });
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause();
        }
        Await.until("reported", () -> !t.reports.isEmpty());
        throw t.reports.getFirst().failure();
    }

    @Test
    void aReaderThatThrowsIsReportedAndCalledAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        t.loop.addReader(
                pipe.source(),
                () -> {
                    take();
                    if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("first");
                    }
                });
        send(1);
        Await.until("reported", () -> t.reports.size() == 1);
        send(1);
        Await.until("again", () -> calls.get() == 2);
        assertThat(t.reports.getFirst().failure()).hasMessage("first");
    }
}
