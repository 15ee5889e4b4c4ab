package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plain connections; the peer is a blocking socket of the JDK.
@Tag("essential")
class TransportTest {
    private @TempDir Path folder;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void send(SocketChannel peer, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            peer.write(out);
        }
    }

    private static void send(SocketChannel peer, String text) throws IOException {
        send(peer, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] read(SocketChannel peer, int count) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(count);
        while (in.hasRemaining() && peer.read(in) >= 0) {
            // More.
        }
        return java.util.Arrays.copyOf(in.array(), in.position());
    }

    private static byte[] readAll(SocketChannel peer) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        while (peer.read(in.clear()) >= 0) {
            all.write(in.array(), 0, in.position());
        }
        return all.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("content"), content);
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    @Test
    void echoOverTcp() throws Exception {
        Recorder echo = new Recorder.Echo();
        try (Pair pair = Pair.tcp(_ -> echo);
                SocketChannel peer = pair.dial()) {
            send(peer, "hello");
            assertThat(text(read(peer, 5))).isEqualTo("hello");
            assertThat(echo.transport().localAddress()).isEqualTo(peer.getRemoteAddress());
            assertThat(echo.transport().remoteAddress()).isEqualTo(peer.getLocalAddress());
            assertThat(echo.transport().tlsSession()).isNull();
            assertThat(echo.transport().applicationProtocol()).isEmpty();
            peer.shutdownOutput();
            assertThat(readAll(peer)).isEmpty();
            echo.awaitLost();
            assertThat(echo.calls).containsExactly("made", "eof", "lost");
            assertThat(echo.cause).isNull();
        }
    }

    @Test
    void echoOverAUnixSocket() throws Exception {
        Recorder echo = new Recorder.Echo();
        byte[] big = random(3 * 1024 * 1024);
        try (Pair pair = Pair.unix(folder.resolve("s"), _ -> echo);
                SocketChannel peer = pair.dial()) {
            Thread sender = Thread.ofPlatform().start(() -> sendQuietly(peer, big));
            assertThat(read(peer, big.length)).isEqualTo(big);
            Await.end(sender);
            assertThat(echo.transport().remoteAddress().toString()).isEmpty();
        }
        echo.awaitLost();
    }

    private static void sendQuietly(SocketChannel peer, byte[] bytes) {
        try {
            send(peer, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void manyMegabytesBothWays() throws Exception {
        Recorder echo = new Recorder.Echo();
        byte[] big = random(10 * 1024 * 1024);
        try (Pair pair = Pair.tcp(_ -> echo);
                SocketChannel peer = pair.dial()) {
            Thread sender = Thread.ofPlatform().start(() -> sendQuietly(peer, big));
            assertThat(read(peer, big.length)).isEqualTo(big);
            Await.end(sender);
            Transport transport = echo.transport();
            Await.until("counted", () -> transport.bytesWritten() == big.length);
            assertThat(transport.writeBufferSize()).isZero();
        }
    }

    @Test
    void aBigArrayAndAFileArriveWhole() throws Exception {
        byte[] big = random(10 * 1024 * 1024);
        Path path = file(big);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            FileChannel file = open(path);
            transport.write("head".getBytes(StandardCharsets.ISO_8859_1));
            transport.write(big);
            transport.writeFile(file, 0, big.length);
            transport.writeFile(open(path), 5, 10);
            transport.write("tail".getBytes(StandardCharsets.ISO_8859_1));
            transport.close();
            byte[] got = readAll(peer);
            assertThat(got).hasSize(8 + 2 * big.length + 10);
            assertThat(text(java.util.Arrays.copyOf(got, 4))).isEqualTo("head");
            assertThat(java.util.Arrays.copyOfRange(got, 4, 4 + big.length)).isEqualTo(big);
            assertThat(java.util.Arrays.copyOfRange(got, 4 + big.length, 4 + 2 * big.length))
                    .isEqualTo(big);
            recorder.awaitLost();
            assertThat(file.isOpen()).isFalse();
            assertThat(recorder.cause).isNull();
        }
    }

    @Test
    void anEmptyFileIsClosedAtOnce() throws Exception {
        Path path = file(new byte[10]);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel _ = pair.dial()) {
            FileChannel file = open(path);
            recorder.transport().writeFile(file, 0, 0);
            Await.until("closed", () -> !file.isOpen());
            assertThat(recorder.transport().isClosing()).isFalse();
            assertThatThrownBy(() -> recorder.transport().writeFile(file, -1, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileTooShortResetsTheConnection() throws Exception {
        Path path = file(new byte[10]);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            FileChannel file = open(path);
            recorder.transport().writeFile(file, 0, 100);
            recorder.awaitLost();
            assertThat(recorder.cause).isInstanceOf(EOFException.class);
            assertThat(file.isOpen()).isFalse();
            assertThatThrownBy(() -> readAll(peer)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFileThatCannotBeReadAborts() throws Exception {
        Path path = file(new byte[10]);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel _ = pair.dial()) {
            FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
            recorder.transport().writeFile(file, 0, 10);
            recorder.awaitLost();
            assertThat(file.isOpen()).isFalse();
            assertThat(recorder.cause).hasMessageContaining("NonReadableChannelException");
            Await.until("reported", () -> pair.reports.size() == 1);
        }
    }

    @Test
    void anInterruptedTaskMaySendAFile() throws Exception {
        byte[] content = random(100_000);
        Path path = file(content);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            Task<?> task =
                    pair.loop.createTask(
                            () -> {
                                Thread.currentThread().interrupt();
                                transport.writeFile(open(path), 0, content.length);
                                transport.flush();
                                transport.close();
                            });
            assertThat(readAll(peer)).isEqualTo(content);
            task.join(Duration.ofSeconds(5));
        }
    }

    @Test
    void aPeerThatDoesNotReadHoldsTheProtocolBack() throws Exception {
        Recorder recorder = new Recorder();
        byte[] block = random(32 * 1024);
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            int blocks = 0;
            while (!recorder.calls.contains("pause")) {
                transport.write(block);
                Await.loop(pair.loop);
                blocks++;
                assertThat(blocks).isLessThan(5000);
            }
            assertThat(transport.writeBufferSize()).isGreaterThan(Transport.HIGH_WATER);
            assertThat(recorder.calls).containsExactly("made", "pause");
            byte[] got = read(peer, blocks * block.length);
            assertThat(got).hasSize(blocks * block.length);
            Await.until("resumed", () -> recorder.calls.contains("resume"));
            assertThat(recorder.calls).containsExactly("made", "pause", "resume");
            long total = (long) blocks * block.length;
            Await.until("counted", () -> transport.bytesWritten() == total);
        }
    }

    @Test
    void whatGathersForManyConnectionsLeavesBeforeTheEndOfTheTurn() throws Exception {
        int count = 3 * LoopBuffers.SPARE_CHUNKS;
        List<Recorder> recorders = new CopyOnWriteArrayList<>();
        List<SocketChannel> peers = new ArrayList<>();
        try (Pair pair =
                Pair.tcp(
                        _ -> {
                            Recorder recorder = new Recorder();
                            recorders.add(recorder);
                            return recorder;
                        })) {
            for (int i = 0; i < count; i++) {
                peers.add(pair.dial());
            }
            Await.until("all", () -> recorders.size() == count);
            List<Transport> transports = new ArrayList<>();
            for (Recorder recorder : recorders) {
                transports.add(recorder.transport());
            }
            CompletableFuture<Long> gathered = new CompletableFuture<>();
            pair.loop.run(
                    () -> {
                        transports.forEach(transport -> transport.write(new byte[] {1}));
                        gathered.complete(
                                transports.stream()
                                        .filter(transport -> transport.writeBufferSize() > 0)
                                        .count());
                    });
            assertThat(gathered.get(10, TimeUnit.SECONDS))
                    .isBetween(1L, (long) LoopBuffers.SPARE_CHUNKS);
            for (SocketChannel peer : peers) {
                assertThat(read(peer, 1)).containsExactly(1);
                peer.close();
            }
        }
    }

    /// Has the bytes put into a buffer of its own, whenever there is room.
    private static final class Buffered extends Recorder {
        final ByteBuffer own = ByteBuffer.allocateDirect(10);

        @Override
        public @Nullable ByteBuffer getBuffer() {
            return own.hasRemaining() ? own : null;
        }

        @Override
        public void bufferUpdated(int count) {
            calls.add("updated " + count);
        }
    }

    @Test
    void aProtocolMayHaveTheBytesPutIntoItsOwnMemory() throws Exception {
        Buffered recorder = new Buffered();
        byte[] sent = random(25);
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            peer.write(ByteBuffer.wrap(sent, 0, 4));
            Await.until("four", () -> recorder.calls.contains("updated 4"));
            peer.write(ByteBuffer.wrap(sent, 4, 21));
            recorder.awaitBytes(15);
            assertThat(recorder.calls).containsExactly("made", "updated 4", "updated 6");
            byte[] own = new byte[10];
            recorder.own.get(0, own);
            assertThat(own).isEqualTo(Arrays.copyOf(sent, 10));
        }
    }

    @Test
    void theWaterMarksCanBeSet() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            assertThatThrownBy(() -> transport.setWriteBufferLimits(1, 2))
                    .isInstanceOf(IllegalArgumentException.class);
            transport.setWriteBufferLimits(0, 0);
            byte[] big = random(8 * 1024 * 1024);
            transport.write(big);
            Await.until("paused", () -> recorder.calls.contains("pause"));
            assertThat(read(peer, big.length)).isEqualTo(big);
            Await.until("resumed", () -> recorder.calls.contains("resume"));
        }
    }

    @Test
    void pausedReadingHoldsThePeerBack() throws Exception {
        Recorder recorder =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        super.dataReceived(data);
                        if (count() < 300_000) {
                            pauseNow();
                        }
                    }

                    private void pauseNow() {
                        try {
                            transport().pauseReading();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        byte[] big = random(4 * 1024 * 1024);
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Thread sender = Thread.ofPlatform().start(() -> sendQuietly(peer, big));
            Await.until("first", () -> recorder.count() > 0);
            Await.loop(pair.loop);
            int then = recorder.count();
            pair.loop.sleep(Duration.ofMillis(20));
            assertThat(recorder.count()).isEqualTo(then);
            while (recorder.count() < 300_000) {
                recorder.transport().resumeReading();
                Await.loop(pair.loop);
            }
            recorder.transport().resumeReading();
            recorder.awaitBytes(big.length);
            Await.end(sender);
            assertThat(recorder.bytes()).isEqualTo(big);
        }
    }

    @Test
    void resumingAfterTheEndDoesNotRepeatIt() throws Exception {
        Recorder recorder = new Recorder();
        recorder.staysOpen = true;
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            peer.shutdownOutput();
            Await.latch(recorder.ended);
            recorder.transport().pauseReading();
            recorder.transport().resumeReading();
            recorder.transport().write("still".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(text(read(peer, 5))).isEqualTo("still");
            assertThat(recorder.calls).containsExactly("made", "eof");
        }
    }

    @Test
    void thePeerMayEndFirst() throws Exception {
        Recorder recorder = new Recorder();
        recorder.staysOpen = true;
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            send(peer, "request");
            peer.shutdownOutput();
            Await.latch(recorder.ended);
            assertThat(recorder.text()).isEqualTo("request");
            recorder.transport().write("answer".getBytes(StandardCharsets.ISO_8859_1));
            recorder.transport().close();
            assertThat(text(readAll(peer))).isEqualTo("answer");
            recorder.awaitLost();
            assertThat(recorder.calls).containsExactly("made", "eof", "lost");
        }
    }

    @Test
    void weMayEndFirst() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            transport.write("answer".getBytes(StandardCharsets.ISO_8859_1));
            transport.writeEof();
            transport.write("ignored".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(text(readAll(peer))).isEqualTo("answer");
            send(peer, "more");
            recorder.awaitBytes(4);
            assertThat(recorder.text()).isEqualTo("more");
            transport.close();
            recorder.awaitLost();
            assertThat(recorder.cause).isNull();
        }
    }

    @Test
    void closeSendsWhatIsQueuedAndNothingMore() throws Exception {
        byte[] big = random(5 * 1024 * 1024);
        Path path = file(new byte[10]);
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            transport.write(big);
            transport.close();
            transport.close();
            transport.write("late".getBytes(StandardCharsets.ISO_8859_1));
            FileChannel late = open(path);
            transport.writeFile(late, 0, 10);
            Await.until("closing", transport::isClosing);
            assertThat(readAll(peer)).isEqualTo(big);
            recorder.awaitLost();
            assertThat(late.isOpen()).isFalse();
            assertThat(recorder.losses).hasValue(1);
        }
    }

    @Test
    void abortIsAReset() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            recorder.transport().write(random(20 * 1024 * 1024));
            recorder.transport().abort();
            recorder.transport().abort();
            recorder.transport().close();
            recorder.awaitLost();
            assertThatThrownBy(() -> readAll(peer))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reset");
            assertThat(recorder.calls.stream().filter("lost"::equals)).hasSize(1);
            assertThat(recorder.cause).isNull();
            assertThat(recorder.transport().isClosing()).isTrue();
            assertThat(recorder.transport().writeBufferSize()).isZero();
        }
    }

    @Test
    void aResetByThePeerIsTheCause() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder)) {
            SocketChannel peer = pair.dial();
            recorder.transport();
            peer.setOption(StandardSocketOptions.SO_LINGER, 0);
            peer.close();
            recorder.awaitLost();
            assertThat(recorder.cause).isInstanceOf(IOException.class);
            assertThat(recorder.calls).containsExactly("made", "lost");
        }
    }

    @Test
    void aProtocolThatThrowsAbortsOnlyItsOwnConnection() throws Exception {
        AtomicInteger number = new AtomicInteger();
        Recorder good = new Recorder.Echo();
        Recorder bad =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        throw new IllegalStateException("bad protocol");
                    }
                };
        try (Pair pair = Pair.tcp(_ -> number.getAndIncrement() == 0 ? good : bad);
                SocketChannel first = pair.dial();
                SocketChannel second = pair.dial()) {
            send(second, "x");
            bad.awaitLost();
            assertThatThrownBy(() -> readAll(second)).isInstanceOf(IOException.class);
            send(first, "fine");
            assertThat(text(read(first, 4))).isEqualTo("fine");
            Await.until("reported", () -> pair.reports.size() == 1);
            assertThat(pair.reports.getFirst().failure()).hasMessage("bad protocol");
        }
    }

    @Test
    void aProtocolMayThrowInAnyCall() throws Exception {
        for (String where : new String[] {"made", "eof", "lost", "pause"}) {
            Recorder bad = new ThrowingIn(where);
            try (Pair pair = Pair.tcp(_ -> bad);
                    SocketChannel peer = pair.dial()) {
                if (where.equals("pause")) {
                    bad.transport().write(random(20 * 1024 * 1024));
                } else {
                    peer.shutdownOutput();
                }
                bad.awaitLost();
                Await.until("reported in " + where, () -> pair.reports.size() == 1);
                assertThat(bad.losses).hasValue(1);
                assertThat(pair.reports.getFirst().failure()).hasMessage(where);
            }
        }
    }

    private static final class ThrowingIn extends Recorder {
        private final String where;

        ThrowingIn(String where) {
            this.where = where;
        }

        private void maybe(String call) {
            if (call.equals(where)) {
                throw new IllegalStateException(call);
            }
        }

        @Override
        public void connectionMade(Transport made) {
            super.connectionMade(made);
            maybe("made");
        }

        @Override
        public boolean eofReceived() {
            maybe("eof");
            return super.eofReceived();
        }

        @Override
        public void connectionLost(@Nullable IOException cause) {
            super.connectionLost(cause);
            maybe("lost");
        }

        @Override
        public void pauseWriting() {
            maybe("pause");
        }
    }

    @Test
    void abortingAnotherConnectionOfTheSameBatchIsQuiet() throws Exception {
        List<Recorder> both = new CopyOnWriteArrayList<>();
        try (Pair pair = Pair.tcp(_ -> killer(both));
                SocketChannel a = pair.dial();
                SocketChannel b = pair.dial()) {
            Await.until("both", () -> both.size() == 2);
            both.get(0).transport();
            both.get(1).transport();
            pair.loop.core.post(
                    () -> { // both become readable while the loop is held
                        sendQuietly(a, new byte[1]);
                        sendQuietly(b, new byte[1]);
                    });
            Await.until("one is lost", () -> losses(both) >= 1);
            Await.loop(pair.loop);
            assertThat(losses(both)).isEqualTo(1);
            assertThat(pair.reports).isEmpty();
        }
    }

    private static int losses(List<Recorder> recorders) {
        return recorders.stream().mapToInt(r -> r.losses.get()).sum();
    }

    /// A protocol that aborts the other connection when it gets data.
    private static Recorder killer(List<Recorder> both) {
        Recorder killer =
                new Recorder() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                        Recorder other = both.get(both.getFirst() == this ? 1 : 0);
                        try {
                            other.transport().abort();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        both.add(killer);
        return killer;
    }

    @Test
    void writesFromManyThreadsArriveWhole() throws Exception {
        Recorder recorder = new Recorder();
        int threads = 4;
        int each = 2000;
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            for (int t = 0; t < threads; t++) {
                byte[] line = ("line " + t + "\n").getBytes(StandardCharsets.ISO_8859_1);
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < each; i++) {
                                        transport.write(line);
                                    }
                                });
            }
            String got = text(read(peer, threads * each * 7));
            assertThat(got.lines()).hasSize(threads * each).allMatch(s -> s.matches("line [0-3]"));
        }
    }

    @Test
    void anotherProtocolCanTakeOver() throws Exception {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        try (Pair pair = Pair.tcp(_ -> first);
                SocketChannel peer = pair.dial()) {
            send(peer, "one");
            first.awaitBytes(3);
            Transport transport = first.transport();
            CountDownLatch set = new CountDownLatch(1);
            pair.loop.run(
                    () -> {
                        transport.setProtocol(second);
                        set.countDown();
                    });
            Await.latch(set);
            send(peer, "two");
            second.awaitBytes(3);
            assertThat(second.text()).isEqualTo("two");
            transport.abort();
            second.awaitLost();
            assertThat(first.losses).hasValue(0);
        }
    }

    @Test
    void outputIsSentWhenTheLoopStops() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel peer = pair.dial()) {
            Transport transport = recorder.transport();
            pair.loop.callSoonThreadsafe(
                    () -> {
                        pair.loop.stop();
                        transport.write("last".getBytes(StandardCharsets.ISO_8859_1));
                        transport.delayFlush();
                    });
            assertThat(text(read(peer, 4))).isEqualTo("last");
            Await.until("stopped", () -> !pair.loop.isRunning());
        }
    }

    @Test
    void rangesAreChecked() throws Exception {
        Recorder recorder = new Recorder();
        try (Pair pair = Pair.tcp(_ -> recorder);
                SocketChannel _ = pair.dial()) {
            assertThatThrownBy(() -> recorder.transport().write(new byte[5], 3, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
