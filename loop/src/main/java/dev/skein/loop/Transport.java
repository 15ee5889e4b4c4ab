package dev.skein.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One connection, as a [Protocol] sees it; asyncio's `Transport`. Made by a [Listener] or [Connector].
///
/// Methods may be called from any thread: on the connection's loop they act at once, elsewhere they are queued to it in order.
/// The state questions ([#isClosing()], [#writeBufferSize()] …) are exact on the loop and a moment old elsewhere.
///
/// **Output** gathers until the end of the loop's turn and is then written once; [#flush()] writes it earlier. Above the high-water
/// mark (64 KiB by default) the protocol is told to pause.
public abstract sealed class Transport permits SocketTransport, TlsTransport {
    /// Default high-water mark in bytes.
    public static final int HIGH_WATER = 64 * 1024;

    /// Writes of up to this many bytes are copied; larger arrays are referred to until they are sent.
    public static final int COPIED = Outbox.COPY_BYTES;

    /// Default low-water mark in bytes.
    public static final int LOW_WATER = 16 * 1024;

    private final EventLoop loop;
    final Outbox outbox = new Outbox();
    Protocol protocol;

    private int high = HIGH_WATER;
    private int low = LOW_WATER;
    private boolean writingPaused;
    private volatile boolean closing;
    private boolean eofWritten;
    private volatile boolean lost;
    private boolean dirty;
    private long flushTurn;

    /// Writing has failed; what the peer has sent is still read before the connection is given up.
    private boolean broken;

    Transport(EventLoop loop, Protocol protocol) {
        this.loop = loop;
        this.protocol = protocol;
    }

    /// The loop that serves this connection.
    public final EventLoop loop() {
        return loop;
    }

    /// Has another protocol told from now on, as after an upgrade. For callers on the loop.
    public final void setProtocol(Protocol successor) {
        protocol = Objects.requireNonNull(successor);
    }

    /// Queues bytes to be sent. Up to 8 KiB are copied; more are referred to, and must not be changed until they are written. Does
    /// nothing once the connection is closing.
    ///
    /// @throws IndexOutOfBoundsException if the range is not within `data`
    public final void write(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (loop.enter()) {
            try {
                queue(data, offset, length);
            } finally {
                loop.exit();
            }
        } else {
            byte[] stable =
                    length <= Outbox.COPY_BYTES
                            ? Arrays.copyOfRange(data, offset, offset + length)
                            : data;
            int from = stable == data ? offset : 0;
            loop.core.post(() -> queue(stable, from, length));
        }
    }

    /// [#write(byte[], int, int)] of a whole array.
    public final void write(byte[] data) {
        write(data, 0, data.length);
    }

    /// Queues `count` bytes of a file from `position`; they go from file to socket without passing through this process where the
    /// system can do that. The transport closes `file` afterwards, also when the connection is lost. A file that ends too early
    /// aborts the connection.
    ///
    /// @throws IllegalArgumentException if `position` or `count` is negative
    public final void writeFile(FileChannel file, long position, long count) {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "expected position and count >= 0, got " + position + " and " + count);
        }
        loop.run(
                () -> {
                    if (isWritable() && count > 0) {
                        outbox.addFile(file, position, count);
                        drainNow();
                    } else {
                        Outbox.closeQuietly(file);
                    }
                });
    }

    /// Writes what has gathered, now rather than at the end of the turn.
    public final void flush() {
        if (loop.enter()) {
            try {
                drainNow();
            } finally {
                loop.exit();
            }
        } else {
            loop.core.post(this::drainAndSettle);
        }
    }

    /// Puts the flush of what has gathered off to the end of the next turn, because more is about to
    /// follow. For callers on the loop.
    public final void delayFlush() {
        flushTurn = loop.core.turnNumber() + 1;
    }

    /// Closes the sending direction once everything queued is sent; reading goes on.
    public final void writeEof() {
        loop.run(
                () -> {
                    if (isWritable()) {
                        eofWritten = true;
                        drainNow();
                    }
                });
    }

    /// Stops reading, sends what is queued, then closes.
    public final void close() {
        loop.run(
                () -> {
                    if (!closing && !lost) {
                        closing = true;
                        stopReading();
                        drainNow();
                    }
                });
    }

    /// Closes at once and drops what is queued. A TCP peer sees a reset, so that it cannot take what it got for complete.
    public final void abort() {
        loop.run(() -> lose(null, true));
    }

    /// Stops calling [Protocol#dataReceived], so that the peer is held back once the system's buffers are full.
    public final void pauseReading() {
        loop.run(() -> setReading(false));
    }

    /// Undoes [#pauseReading()].
    public final void resumeReading() {
        loop.run(() -> setReading(true));
    }

    /// Sets the marks, in bytes, at which the protocol is told to pause and to resume writing.
    ///
    /// @throws IllegalArgumentException unless `high >= low >= 0`
    public final void setWriteBufferLimits(int highWater, int lowWater) {
        if (lowWater < 0 || highWater < lowWater) {
            throw new IllegalArgumentException(
                    "expected high >= low >= 0, got high " + highWater + " and low " + lowWater);
        }
        loop.run(
                () -> {
                    high = highWater;
                    low = lowWater;
                    settleWaterMarks();
                });
    }

    /// Bytes queued and not yet given to the system.
    public abstract long writeBufferSize();

    /// True once the connection is closing or gone.
    public final boolean isClosing() {
        return closing || lost;
    }

    /// Bytes the system has taken so far; grows as long as the peer reads.
    public abstract long bytesWritten();

    /// Our end of the connection.
    public abstract SocketAddress localAddress();

    /// The peer's end. For an unnamed Unix-domain peer an address with an empty path.
    public abstract SocketAddress remoteAddress();

    /// The TLS session, or null on a plain connection.
    public @Nullable SSLSession tlsSession() {
        return null;
    }

    /// The protocol agreed on by ALPN (RFC 7301), empty when none was.
    public String applicationProtocol() {
        return "";
    }

    // ---- for the two kinds of transport; all run while the loop is held
    // -----------------------------------------------------

    /// Moves queued output on; true when none is left.
    abstract boolean drain() throws IOException;

    /// Called once nothing is left of the output queued before [#writeEof()].
    abstract void sendEof() throws IOException;

    /// Called once nothing is left of the output queued before [#close()].
    abstract void finishClose();

    abstract void setReading(boolean on);

    abstract void stopReading();

    /// Frees everything; `reset` if the peer should see a reset.
    abstract void release(boolean reset);

    /// How much output holds the protocol back: what the water marks are compared with.
    abstract long backlog();

    /// The end of a turn; false when the flush was put off to the next.
    final boolean flushDirty() {
        if (flushTurn > loop.core.turnNumber() && outbox.size() > 0) {
            return false;
        }
        dirty = false;
        drainAndSettle();
        return true;
    }

    /// Queues a copy of bytes that the caller will overwrite, whatever their number, and does not drain.
    final void gather(byte[] data, int offset, int length) {
        outbox.gather(data, offset, length, loop.core.buffers());
    }

    final boolean isLost() {
        return lost;
    }

    final boolean isWritable() {
        return !closing && !lost && !eofWritten && !broken;
    }

    private void queue(byte[] data, int offset, int length) {
        if (!isWritable()) {
            return;
        }
        outbox.add(data, offset, length, loop.core.buffers());
        if (outbox.size() >= HIGH_WATER) {
            drainNow();
        } else {
            drainLater();
        }
    }

    private void drainLater() {
        if (!dirty) {
            dirty = true;
            loop.core.flushLater(this);
        }
    }

    /// Drains, unless the caller is an interrupted task: then the loop does it at the end of the turn, because the JDK closes a
    /// file when an interrupted thread reads it.
    private void drainNow() {
        if (Thread.currentThread().isInterrupted()) {
            drainLater();
        } else {
            drainAndSettle();
        }
    }

    /// Drains, and does what was waiting for that: water marks, end of file, close.
    final void drainAndSettle() {
        if (lost || broken) {
            return;
        }
        try {
            boolean empty = drain();
            settleWaterMarks();
            if (lost || !empty) {
                return;
            }
            if (closing) {
                finishClose();
            } else if (eofWritten) {
                sendEof();
            }
        } catch (IOException e) {
            writingFailed(e);
        } catch (RuntimeException e) { // a file that was not opened for reading, for instance
            loop.core.report("writing failed on " + this, e);
            lose(new IOException("writing failed: " + e, e), true);
        }
    }

    /// A peer that has closed may have said why before: RFC 9112 §9.6 has a server send its last response so.
    private void writingFailed(IOException e) {
        broken = true;
        outbox.release(loop.core.buffers());
        loop.core.post(
                () -> {
                    if (!lost) {
                        readRest();
                        lose(e, true);
                    }
                });
    }

    /// Reads what has come already, as far as the protocol wants it.
    void readRest() {}

    final void settleWaterMarks() {
        long size = backlog();
        if (!writingPaused && size > high) {
            writingPaused = true;
            tell(protocol::pauseWriting);
        } else if (writingPaused && size <= low) {
            writingPaused = false;
            tell(protocol::resumeWriting);
        }
    }

    final void lose(@Nullable IOException cause, boolean reset) {
        if (lost) {
            return;
        }
        lost = true;
        release(reset);
        outbox.release(loop.core.buffers());
        loop.core.post(() -> tell(() -> protocol.connectionLost(cause)));
    }

    /// Calls the protocol; what it throws aborts the connection.
    final void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            failedProtocol(e);
        }
    }

    final void failedProtocol(Throwable e) {
        loop.core.report("a protocol failed on " + this, e);
        lose(null, true);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + localAddress() + " <-> " + remoteAddress() + "]";
    }
}
