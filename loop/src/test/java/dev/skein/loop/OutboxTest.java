package dev.skein.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private final LoopBuffers buffers = new LoopBuffers();
    private final Outbox outbox = new Outbox();
    private final byte[] content = new byte[300_000];
    private @TempDir Path folder;
    private Path path;

    @BeforeEach
    void fill() throws IOException {
        new Random(7).nextBytes(content);
        path = Files.write(folder.resolve("content"), content);
    }

    private FileChannel file() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    /// Takes a random part of what it is offered, sometimes nothing.
    private static final class Narrow implements WritableByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Random random;

        Narrow(Random random) {
            this.random = random;
        }

        @Override
        public int write(ByteBuffer source) {
            int count =
                    random.nextInt(4) == 0
                            ? 0
                            : Math.min(source.remaining(), random.nextInt(60_000));
            byte[] part = new byte[count];
            source.get(part);
            taken.writeBytes(part);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void anyMixArrivesWholeAndInOrder() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            boolean copying = seed % 2 == 0;
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            Narrow channel = new Narrow(random);
            List<FileChannel> files = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                addOne(random, expected, files);
                if (random.nextBoolean()) {
                    sendSome(copying, channel, random);
                }
                assertThat(outbox.size()).isEqualTo(expected.size() - channel.taken.size());
            }
            while (outbox.size() > 0) {
                sendSome(copying, channel, random);
            }
            assertThat(channel.taken.toByteArray()).isEqualTo(expected.toByteArray());
            assertThat(files).noneMatch(FileChannel::isOpen);
        }
    }

    private void addOne(Random random, ByteArrayOutputStream expected, List<FileChannel> files)
            throws IOException {
        int offset = random.nextInt(100_000);
        int length =
                switch (random.nextInt(5)) {
                    case 0 -> random.nextInt(10);
                    case 1 -> Outbox.COPY_BYTES + random.nextInt(3) - 1;
                    case 2 -> random.nextInt(100_000);
                    default -> random.nextInt(4_000);
                };
        switch (random.nextInt(6)) {
            case 0 -> {
                FileChannel file = file();
                files.add(file);
                outbox.addFile(file, offset, length + 1);
                expected.write(content, offset, length + 1);
            }
            case 1 -> {
                outbox.gather(content, offset, length, buffers);
                expected.write(content, offset, length);
            }
            default -> {
                outbox.add(content, offset, length, buffers);
                expected.write(content, offset, length);
            }
        }
    }

    private void sendSome(boolean copying, Narrow channel, Random random) throws IOException {
        if (!copying) {
            outbox.writeTo(channel, buffers);
            return;
        }
        ByteBuffer plain = ByteBuffer.allocate(16 * 1024);
        outbox.copyTo(plain);
        plain.flip();
        int taken = plain.remaining() == 0 ? 0 : 1 + random.nextInt(plain.remaining());
        channel.taken.write(plain.array(), 0, taken);
        outbox.consume(taken, buffers);
    }

    @Test
    void smallWritesAreCopiedAtOnce() throws Exception {
        byte[] data = {1, 2, 3};
        outbox.add(data, 0, 3, buffers);
        Arrays.fill(data, (byte) 9);
        Narrow channel = new Narrow(new Random(1));
        while (outbox.size() > 0) {
            outbox.writeTo(channel, buffers);
        }
        assertThat(channel.taken.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void releaseClosesFilesAndForgets() throws Exception {
        FileChannel one = file();
        FileChannel two = file();
        outbox.addFile(one, 0, 10);
        outbox.add(content, 0, 100, buffers);
        outbox.addFile(two, 0, 10);
        outbox.release(buffers);
        assertThat(outbox.size()).isZero();
        assertThat(one.isOpen() || two.isOpen()).isFalse();
    }

    @Test
    void aFileThatIsTooShortFails() throws Exception {
        outbox.addFile(file(), content.length - 5, 10);
        Narrow channel = new Narrow(new Random(3));
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                outbox.writeTo(channel, buffers);
                            }
                        })
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("5 bytes too early");
        outbox.release(buffers);
        outbox.addFile(file(), content.length, 1);
        assertThatThrownBy(() -> outbox.copyTo(ByteBuffer.allocate(10)))
                .isInstanceOf(EOFException.class);
        outbox.release(buffers);
    }

    @Test
    void oneWriteIsLimited() throws Exception {
        byte[] big = new byte[10 * 1024 * 1024];
        outbox.add(big, 0, big.length, buffers);
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        boolean done = outbox.writeTo(java.nio.channels.Channels.newChannel(sink), buffers);
        assertThat(done).isFalse();
        assertThat(sink.size()).isBetween(2 * 1024 * 1024, 3 * 1024 * 1024);
    }
}
