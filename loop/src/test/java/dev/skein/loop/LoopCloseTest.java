package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left when a loop is closed.
@Tag("essential")
class LoopCloseTest {
    @Test
    void aParkedTaskGoesOnElsewhere() throws Exception {
        TestLoop t = new TestLoop();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Task<String> task =
                t.loop.createTask(
                        () -> {
                            begun.countDown();
                            release.await();
                            return "ended";
                        });
        Await.latch(begun);
        t.close();
        release.countDown();
        assertThat(task.join(Duration.ofSeconds(5))).isEqualTo("ended");
    }

    @Test
    void aSleepingTaskStillWakes() throws Exception {
        TestLoop t = new TestLoop();
        CountDownLatch begun = new CountDownLatch(1);
        Task<String> task =
                t.loop.createTask(
                        () -> {
                            begun.countDown();
                            t.loop.sleep(Duration.ofMillis(50));
                            t.loop.sleep(Duration.ofMillis(1));
                            return "awake";
                        });
        Await.latch(begun);
        t.close();
        assertThat(task.join(Duration.ofSeconds(5))).isEqualTo("awake");
    }

    @Test
    void aTaskQueuedAndNotBegunRunsElsewhere() throws Exception {
        EventLoop loop = new EventLoop();
        Task<Integer> task = loop.createTask(() -> 7);
        loop.close();
        assertThat(task.join(Duration.ofSeconds(5))).isEqualTo(7);
    }

    @Test
    void queuedCallbacksAreDropped() {
        AtomicInteger ran = new AtomicInteger();
        EventLoop loop = new EventLoop();
        loop.callSoonThreadsafe(ran::incrementAndGet);
        loop.close();
        loop.callSoonThreadsafe(ran::incrementAndGet);
        assertThat(ran).hasValue(0);
    }

    @Test
    void operationsStillRunOnceTheLoopIsClosed() {
        EventLoop loop = new EventLoop();
        AtomicInteger ran = new AtomicInteger();
        loop.run(ran::incrementAndGet);
        loop.close();
        loop.run(ran::incrementAndGet);
        assertThat(ran).hasValue(2);
    }

    @Test
    void openConnectionsAreClosedAndTold() throws Exception {
        LoopGroup group = LoopGroup.start(2, LoopOptions.defaults());
        Recorder recorder = new Recorder();
        Listener listener =
                Listener.open(
                        group,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        0,
                        null,
                        _ -> recorder);
        int port = ((InetSocketAddress) listener.address()).getPort();
        try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
            recorder.transport();
            group.close();
            assertThat(recorder.calls).containsExactly("made", "lost");
            assertThat(recorder.cause).hasMessage("the loop was closed");
            assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void debugModeNamesWhatWasLeftOpen() throws Exception {
        try (LogCapture log = new LogCapture()) {
            TestLoop t = new TestLoop(LoopOptions.defaults().withDebug(true).withName("leaky"));
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            t.loop.addReader(pipe.source(), () -> {});
            t.settle();
            t.close();
            Await.until("logged", () -> log.has("closed while still open"));
            assertThat(log.text()).contains("leaky").contains("Watcher");
            pipe.source().close();
            pipe.sink().close();
        }
    }

    @Test
    void aFileWrittenToALostConnectionIsClosed(@TempDir Path folder) throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "content");
        Recorder recorder = new Recorder();
        LoopGroup group = LoopGroup.start(1, LoopOptions.defaults());
        Listener listener =
                Listener.open(
                        group,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        0,
                        null,
                        _ -> recorder);
        int port = ((InetSocketAddress) listener.address()).getPort();
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Transport transport = recorder.transport();
            group.close();
            FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
            transport.writeFile(file, 0, 7);
            assertThat(file.isOpen()).isFalse();
        }
    }

    @Test
    void connectingOnAClosedLoopFails() {
        EventLoop loop = new EventLoop();
        loop.close();
        assertThatThrownBy(
                        () ->
                                Connector.connect(
                                        loop,
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                                        null,
                                        "",
                                        new Recorder()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theThreadsOfAClosedLoopEnd() throws Exception {
        TestLoop t = new TestLoop(LoopOptions.defaults().withName("ending"));
        t.settle();
        t.close();
        Await.until(
                "threads ended",
                () ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().startsWith("ending-")));
        assertThat(t.loop.isRunning()).isFalse();
    }
}
