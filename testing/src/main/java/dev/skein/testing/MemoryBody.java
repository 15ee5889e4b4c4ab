package dev.skein.testing;

import dev.skein.app.Channel;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The body of a request in memory. It behaves as the server's: pieces come as [HttpChunk]s or into a buffer, a client that is too fast
/// is held back, and after the end receiving waits for the end of the connection. Thread-safe.
final class MemoryBody implements Channel {
    private static final int END = -1;
    private static final byte[] NOTHING = {};

    /// As the server's limit of what may wait unread.
    private static final int MOST = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<HttpChunk> waiting = new ArrayDeque<>();
    private final String name;

    /// How much of the first piece has been read already.
    private int taken;

    private long unread;
    private boolean whole;
    private boolean clientGone;
    private boolean stopping;

    /// Nobody will read: the call is over.
    private boolean discarding;

    MemoryBody(String name, boolean whole) {
        this.name = name;
        this.whole = whole;
    }

    @Override
    public String name() {
        return name;
    }

    // ---- the application's side

    @Override
    public Message receive() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                HttpChunk chunk = waiting.poll();
                if (chunk != null) {
                    unread -= chunk.content().length - taken;
                    changed.signalAll();
                    return rest(chunk);
                }
                if (clientGone) {
                    return new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE);
                }
                if (whole && stopping) {
                    return new HttpDisconnect(HttpDisconnect.Cause.SERVER_STOPPING);
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private HttpChunk rest(HttpChunk chunk) {
        byte[] content = chunk.content();
        byte[] rest = taken == 0 ? content : Arrays.copyOfRange(content, taken, content.length);
        taken = 0;
        return new HttpChunk(rest, chunk.moreContent(), chunk.trailers());
    }

    @Override
    public int read(ByteBuffer target) throws DisconnectedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (target.hasRemaining()) {
                int count = copy(target);
                if (count > 0) {
                    unread -= count;
                    changed.signalAll();
                    return count;
                }
                if (whole) {
                    return END;
                }
                if (clientGone) {
                    throw new DisconnectedException(
                            "the client went away in the middle of the body");
                }
                changed.await();
            }
            return 0;
        } finally {
            lock.unlock();
        }
    }

    /// Empties pieces into the buffer; a last one stays, for its trailers.
    private int copy(ByteBuffer target) {
        int count = 0;
        for (HttpChunk chunk = waiting.peek(); chunk != null; chunk = waiting.peek()) {
            byte[] content = chunk.content();
            int now = Math.min(content.length - taken, target.remaining());
            target.put(content, taken, now);
            count += now;
            taken += now;
            if (taken < content.length || !chunk.moreContent()) {
                return count;
            }
            waiting.poll();
            taken = 0;
        }
        return count;
    }

    // ---- the client's side

    /// Puts a piece in, and waits while too much waits.
    void put(byte[] piece) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (unread > MOST && !discarding && !clientGone) {
                changed.await();
            }
            if (!discarding && !clientGone && piece.length > 0) {
                waiting.add(HttpChunk.of(piece));
                unread += piece.length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        update(
                () -> {
                    whole = true;
                    HttpChunk last = waiting.pollLast();
                    byte[] content = last == null ? NOTHING : last.content();
                    waiting.add(new HttpChunk(content, false, Headers.EMPTY));
                });
    }

    void clientGone() {
        update(() -> clientGone = true);
    }

    void serverStopping() {
        update(() -> stopping = true);
    }

    void callEnded() {
        update(
                () -> {
                    clientGone = true; // for who still waits here
                    discarding = true;
                });
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
