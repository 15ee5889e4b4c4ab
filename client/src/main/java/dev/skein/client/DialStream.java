package dev.skein.client;

import dev.skein.loop.Protocol;
import dev.skein.loop.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A connection that is not ready for its protocol yet: while proxies are talked to, by blocking calls of one thread.
///
/// It reads only on demand, and one piece at a time; the peer's other bytes stay where they are, for whoever comes next.
final class DialStream implements Protocol {
    private final Queue<ByteBuffer> received = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Transport transport;
    private volatile @Nullable IOException end;
    private volatile @Nullable Thread reader;

    // ---- on the loop
    // -------------------------------------------------------------------------------------------------------------

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        made.pauseReading();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        transport().pauseReading();
        received.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
        LockSupport.unpark(reader);
    }

    @Override
    public boolean eofReceived() {
        ended(new EOFException("it closed the connection"));
        return false;
    }

    @Override
    public void connectionLost(@Nullable IOException cause) {
        ended(cause == null ? new EOFException("the connection was closed") : cause);
    }

    private void ended(IOException why) {
        if (end == null) {
            end = why;
        }
        LockSupport.unpark(reader);
    }

    // ---- by the dialling thread
    // --------------------------------------------------------------------------------------------------

    Transport transport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("expected a connection, but there is none yet");
        }
        return made;
    }

    void write(byte[] bytes) {
        transport().write(bytes);
        transport().flush();
    }

    /// Waits for the peer's next bytes.
    ///
    /// @throws IOException if the connection has ended instead
    ByteBuffer read() throws IOException, InterruptedException {
        reader = Thread.currentThread();
        boolean asked = false;
        while (true) {
            IOException over =
                    end; // looked at first: what came before the end is in the queue then
            ByteBuffer next = received.poll();
            if (next != null) {
                return next;
            }
            if (over != null) {
                throw over;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (asked) {
                LockSupport.park(this);
            } else {
                asked = true;
                transport().resumeReading();
            }
        }
    }

    /// Gives the connection to the protocol it was opened for. When this returns, [Protocol#connectionMade] has been called.
    ///
    /// @throws IOException if the connection has ended, or the protocol threw
    /// @throws InterruptedException if the caller is interrupted; the protocol may have the connection or not
    void handOver(Protocol protocol) throws IOException, InterruptedException {
        Handover handover = new Handover(protocol);
        transport().loop().run(handover);
        handover.done.await();
        IOException failure = handover.failure;
        if (failure != null) {
            throw failure;
        }
    }

    /// Runs on the loop, so that no event falls between the two protocols.
    private final class Handover implements Runnable {
        private final Protocol protocol;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable IOException failure;

        Handover(Protocol protocol) {
            this.protocol = protocol;
        }

        @Override
        public void run() {
            IOException over = end;
            failure = over;
            try {
                if (over == null) {
                    transport().setProtocol(protocol);
                    protocol.connectionMade(transport());
                    transport().resumeReading();
                }
            } catch (RuntimeException | Error e) {
                failure = new IOException("the protocol failed in connectionMade: " + e, e);
                transport().abort();
            } finally {
                done.countDown();
            }
        }
    }
}
