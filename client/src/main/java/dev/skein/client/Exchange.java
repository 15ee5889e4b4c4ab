package dev.skein.client;

import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.ResponseHead;
import dev.skein.http.http1.ResponseParser;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One request on a connection and its response: where the caller's thread and the loop meet. The connection puts the head and
/// pieces of the body in; the caller takes them out or waits, with a buffer of its own that is filled straight from the input.
///
/// Its state is guarded by its monitor, which is never held for longer than a copy of what has arrived.
final class Exchange {
    /// So many bytes wait here before reading stops, and so few when it goes on.
    private static final int HIGH_WATER = 256 * 1024;

    private static final int LOW_WATER = 64 * 1024;

    /// A buffer this large is worth a read of its own.
    private static final int LEAST_OWN_READ = 16 * 1024;

    private static final int END = -1;

    /// Makes the exception where it is thrown, so that its stack is the caller's.
    interface Failure {
        ClientException at(RequestInfo request, Phase phase);
    }

    final Call call;
    final RequestInfo request;
    final PoolTicket<Http1Connection> ticket;
    final Http1Connection connection;

    /// What takes the connection over after a 101; null when none was asked for.
    final @Nullable Upgrade upgrade;

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(2);

    /// How much of the first piece has been read already.
    private int taken;

    private long unread;
    private @Nullable ResponseHead head;
    private int interim;
    private long headAt;
    private boolean continued;
    private boolean whole;
    private Headers trailers = Headers.EMPTY;
    private @Nullable Failure failure;
    private @Nullable Thread waiter;
    private @Nullable Thread uploader;
    private @Nullable Reader reader;
    private boolean held;

    /// Somebody who waits with a buffer.
    private static final class Reader {
        final ByteBuffer target;
        int filled;

        Reader(ByteBuffer target) {
            this.target = target;
        }
    }

    Exchange(
            Call call,
            RequestInfo request,
            PoolTicket<Http1Connection> ticket,
            @Nullable Upgrade upgrade) {
        this.call = call;
        this.request = request;
        this.ticket = ticket;
        this.connection = ticket.connection();
        this.upgrade = upgrade;
    }

    // ---- the caller's side

    /// Waits for the head of the response.
    ResponseHead awaitHead() throws ClientException, InterruptedException {
        while (true) {
            synchronized (this) {
                if (head != null) {
                    return head;
                }
                if (failure != null) {
                    throw failure.at(request, Phase.HEAD);
                }
                waiter = Thread.currentThread();
            }
            park();
        }
    }

    /// When the head came, on the clock of [System#nanoTime()]; known only to traced calls.
    synchronized long headAt() {
        return headAt;
    }

    /// Waits for 100 Continue, a response or a failure, but no longer than `limit`.
    void awaitContinue(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            synchronized (this) {
                if (continued || head != null || failure != null || end - System.nanoTime() <= 0) {
                    uploader = null;
                    return;
                }
                uploader = Thread.currentThread();
            }
            LockSupport.parkNanos(this, end - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /// Reads into a buffer, and waits for at least one byte.
    ///
    /// @return how many bytes came, or -1 at the end of the body
    int read(ByteBuffer target) throws ClientException, InterruptedException {
        if (!target.hasRemaining()) {
            return 0;
        }
        Reader mine = new Reader(target);
        int count = take(mine);
        while (count == 0) {
            try {
                park();
            } catch (InterruptedException e) {
                count = giveUp(mine);
                if (count == 0) {
                    throw e;
                }
                Thread.currentThread().interrupt(); // the next call will see it
                return count;
            }
            count = await(mine);
        }
        return count;
    }

    private int take(Reader mine) throws ClientException {
        int count;
        synchronized (this) {
            count = copy(mine.target);
            if (count == 0) {
                if (isOver()) {
                    return END;
                }
                waiter = Thread.currentThread();
                reader = mine;
            }
        }
        released();
        return count;
    }

    private synchronized int await(Reader mine) throws ClientException {
        if (mine.filled > 0) {
            return mine.filled;
        }
        int count = copy(mine.target);
        if (count > 0) {
            reader = null;
            return count;
        }
        if (isOver()) {
            return END;
        }
        waiter = Thread.currentThread();
        return 0;
    }

    /// How much had come when the caller was interrupted. The loop may be reading into the buffer: it is asked to stop.
    private int giveUp(Reader mine) {
        connection.runOnLoop(
                () -> {
                    synchronized (this) {
                        reader = null;
                    }
                });
        return mine.filled;
    }

    /// Takes the next piece as it is, and waits for it.
    ///
    /// @return null at the end of the body
    byte @Nullable [] readPiece() throws ClientException, InterruptedException {
        while (true) {
            byte[] piece;
            synchronized (this) {
                piece = poll();
                if (piece == null) {
                    if (isOver()) {
                        return null;
                    }
                    waiter = Thread.currentThread();
                }
            }
            if (piece != null) {
                released();
                return piece;
            }
            park();
        }
    }

    private byte @Nullable [] poll() {
        byte[] piece = pieces.poll();
        if (piece == null) {
            return null;
        }
        if (taken > 0) {
            piece = Arrays.copyOfRange(piece, taken, piece.length);
            taken = 0;
        }
        unread -= piece.length;
        return piece;
    }

    /// The fields that came after the body; empty before its end.
    synchronized Headers trailers() {
        return trailers;
    }

    /// Whether all of the body has arrived.
    synchronized boolean isWhole() {
        return whole;
    }

    /// Loses the connection, unless all of the response is there.
    void giveUp(String why) {
        if (!isWhole()) {
            connection.abort(
                    this, (info, phase) -> new ServerDisconnectedException(info, phase, why, null));
        }
    }

    private boolean isOver() throws ClientException {
        if (failure != null) {
            throw failure.at(request, Phase.BODY);
        }
        return whole;
    }

    private int copy(ByteBuffer target) {
        int count = 0;
        for (byte[] piece = pieces.peek();
                piece != null && target.hasRemaining();
                piece = pieces.peek()) {
            int now = Math.min(piece.length - taken, target.remaining());
            target.put(piece, taken, now);
            count += now;
            taken += now;
            if (taken == piece.length) {
                pieces.poll();
                taken = 0;
            }
        }
        unread -= count;
        return count;
    }

    /// Lets the connection read on when enough has been taken.
    private void released() {
        boolean resume;
        synchronized (this) {
            resume = held && unread <= LOW_WATER;
            if (resume) {
                held = false;
            }
        }
        if (resume) {
            connection.resumeReading();
        }
    }

    private void park() throws InterruptedException {
        LockSupport.park(this);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    // ---- the connection's side, on the loop

    /// How many interim responses have come.
    synchronized int interim(ResponseHead response) {
        if (response.status() == 100) {
            continued = true;
        }
        return ++interim;
    }

    synchronized void head(ResponseHead response) {
        head = response;
        headAt = call.isTraced() ? System.nanoTime() : 0;
    }

    /// Takes a piece; true when reading is to stop, because too many wait.
    synchronized boolean data(byte[] bytes) {
        pieces.add(bytes);
        unread += bytes.length;
        if (unread > HIGH_WATER && !held) {
            held = true;
            return true;
        }
        return false;
    }

    synchronized void end(Headers after) {
        trailers = after;
        whole = true;
    }

    void fail(Failure cause) {
        synchronized (this) {
            if (failure == null && !whole) {
                failure = cause;
            }
        }
        wake();
    }

    /// Whether the response has failed or a final head has come: then there is nobody to send to any more.
    synchronized boolean isAnswered() {
        return failure != null || (head != null && head.status() >= 300);
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    synchronized boolean hasHead() {
        return head != null;
    }

    /// Has what comes next in the input go straight to whoever waits with a buffer; how many bytes did.
    synchronized int fill(ResponseParser parser, ByteBuffer in) throws RemoteProtocolException {
        Reader waiting = reader;
        if (waiting == null || !pieces.isEmpty()) {
            return 0;
        }
        int count = parser.read(in, waiting.target);
        filled(waiting, count);
        return count;
    }

    /// The memory of whoever waits with a buffer, if it is large enough to be worth a read of its own.
    synchronized @Nullable ByteBuffer buffer(long most) {
        Reader waiting = reader;
        if (waiting == null
                || !pieces.isEmpty()
                || most < LEAST_OWN_READ
                || waiting.target.remaining() < LEAST_OWN_READ) {
            return null;
        }
        int room = (int) Math.min(most, waiting.target.remaining());
        return waiting.target.slice(waiting.target.position(), room);
    }

    /// So many bytes have been put into the [#buffer].
    synchronized void filled(int count) {
        Reader waiting = reader;
        if (waiting != null) {
            waiting.target.position(waiting.target.position() + count);
            filled(waiting, count);
        }
    }

    private void filled(Reader waiting, int count) {
        if (count > 0) {
            waiting.filled = count;
            reader = null;
        }
    }

    /// Wakes whoever waits. Not with the monitor held: who wakes up would run into it.
    void wake() {
        Thread caller;
        Thread sender;
        synchronized (this) {
            caller = waiter;
            waiter = null;
            sender = uploader;
            uploader = null;
        }
        if (caller != null) {
            LockSupport.unpark(caller);
        }
        if (sender != null) {
            LockSupport.unpark(sender);
        }
    }
}
