package dev.skein.server;

import dev.skein.loop.EventLoop;
import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One client's connection, whatever it speaks at the moment, as its worker knows it. Only for code that holds the loop, except
/// where it says otherwise.
abstract class Connection extends Deadlines.Entry implements Protocol {
    /// This connection's place among its worker's.
    @Nullable Connection preceding;

    @Nullable Connection following;

    final Worker worker;
    private volatile boolean lost;
    private volatile @Nullable CountDownLatch full;

    Connection(Worker worker) {
        this.worker = worker;
    }

    abstract Transport transport();

    /// The server begins to stop: says goodbye as soon as that is proper.
    abstract void serverStops();

    /// Interrupts what runs for this connection.
    abstract void cancelCalls();

    final void abort() {
        transport().abort();
    }

    final void lingeredLongEnough() {
        transport().close();
    }

    // ---- from any thread

    final EventLoop loop() {
        return worker.loop;
    }

    final boolean isLost() {
        return lost;
    }

    /// Parks the caller while too much output waits for the client.
    ///
    /// @throws IOException if the client is gone, now or meanwhile
    final void awaitRoom() throws IOException, InterruptedException {
        for (CountDownLatch waiting = full; waiting != null; waiting = full) {
            waiting.await();
            if (lost) {
                throw gone();
            }
        }
    }

    abstract IOException gone();

    // ---- the transport's calls

    final void lose() {
        lost = true;
        leave();
        resumeWriting();
    }

    @Override
    public final void pauseWriting() {
        full = new CountDownLatch(1);
    }

    @Override
    public void resumeWriting() {
        CountDownLatch waiting = full;
        full = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    /// Whether too much output waits for the client.
    final boolean isFull() {
        return full != null;
    }
}
