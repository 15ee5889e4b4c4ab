package dev.skein.loop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A protocol that remembers what it was told.
class Recorder implements Protocol {
    final CountDownLatch made = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    final CountDownLatch lost = new CountDownLatch(1);
    final AtomicInteger losses = new AtomicInteger();
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile boolean staysOpen;
    volatile @Nullable IOException cause;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile @Nullable Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        calls.add("made");
        this.made.countDown();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        synchronized (received) {
            received.writeBytes(copy);
        }
    }

    @Override
    public boolean eofReceived() {
        calls.add("eof");
        ended.countDown();
        return staysOpen;
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        this.cause = cause;
        calls.add("lost");
        losses.incrementAndGet();
        lost.countDown();
    }

    @Override
    public void pauseWriting() {
        calls.add("pause");
    }

    @Override
    public void resumeWriting() {
        calls.add("resume");
    }

    Transport transport() throws InterruptedException {
        Await.latch(made);
        Transport known = transport;
        if (known == null) {
            throw new AssertionError("made without a transport");
        }
        return known;
    }

    byte[] bytes() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    int count() {
        synchronized (received) {
            return received.size();
        }
    }

    String text() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    void awaitBytes(int count) {
        Await.until(count + " bytes, got " + count(), () -> count() >= count);
    }

    void awaitLost() throws InterruptedException {
        Await.latch(lost);
    }

    /// A protocol that sends everything back, and closes when the peer has ended.
    static final class Echo extends Recorder {
        @Override
        public void dataReceived(ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            try {
                transport().write(copy);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void pauseWriting() {
            quietly(Transport::pauseReading);
        }

        @Override
        public void resumeWriting() {
            quietly(Transport::resumeReading);
        }

        private void quietly(java.util.function.Consumer<Transport> action) {
            try {
                action.accept(transport());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
