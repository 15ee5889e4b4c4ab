package dev.skein.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/// A request body that gives some bytes, then waits at a gate that a test opens, and then ends.
final class Gate {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final boolean deaf;

    Gate() {
        this(false);
    }

    /// @param deaf whether interruption does not end the wait
    Gate(boolean deaf) {
        this.deaf = deaf;
    }

    InputStream stream() {
        return new InputStream() {
            private int left = 1;

            @Override
            public int read() throws IOException {
                if (left-- > 0) {
                    return 'x';
                }
                pass();
                return -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int b = read();
                if (b >= 0) {
                    target[offset] = (byte) b;
                }
                return b < 0 ? -1 : 1;
            }
        };
    }

    private void pass() throws IOException {
        reached.countDown();
        while (true) {
            try {
                opened.await();
                return;
            } catch (InterruptedException e) {
                if (!deaf) {
                    throw new IOException("interrupted at the gate", e);
                }
            }
        }
    }

    /// Waits until the body is at the gate.
    void awaitReached() throws InterruptedException {
        reached.await();
    }

    void open() {
        opened.countDown();
    }
}
