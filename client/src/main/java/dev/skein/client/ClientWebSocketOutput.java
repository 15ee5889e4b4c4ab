package dev.skein.client;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.DeflateParameters;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import dev.skein.loop.Transport;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way out of one WebSocket. Senders take turns: each waits for room, makes its frame on its own thread, so that masking and
/// compressing do not hold the loop, and queues it. The loop writes the frames in that order, and control frames between them.
final class ClientWebSocketOutput {
    private static final long NEVER = Long.MAX_VALUE;

    private final ClientWebSocketProtocol socket;
    private final Transport transport;
    private final long writeNanos;

    /// Belongs to whoever has the turn.
    private final WebSocketWriter messages;

    /// Belongs to the loop.
    private final WebSocketWriter controls;

    /// What compressing needs, to be locked meanwhile; null when messages are not compressed.
    private final @Nullable WebSocketScratch shared;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final ConcurrentLinkedQueue<ByteSink> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private volatile boolean paused;
    private volatile boolean lost;
    private volatile @Nullable Thread waiting;

    /// What to put into a frame.
    @FunctionalInterface
    interface Content {
        void put(WebSocketWriter writer, ByteSink frame);
    }

    /// @param deflate what was agreed on, null for nothing
    /// @param writeNanos how long the server may take nothing of what is to be sent
    ClientWebSocketOutput(
            ClientWebSocketProtocol socket,
            Transport transport,
            WebSocketClient client,
            @Nullable DeflateParameters deflate,
            long writeNanos) {
        this.socket = socket;
        this.transport = transport;
        this.writeNanos = writeNanos;
        DeflateOptions options = socket.options().deflate();
        WebSocketScratch scratch = client.outgoing(transport.loop());
        this.shared = deflate == null ? null : scratch;
        this.messages = WebSocketWriter.client(deflate, options, scratch, client.masks());
        this.controls = WebSocketWriter.client(null, null, scratch, client.masks());
    }

    // ---- for senders, on any thread

    /// Sends a message. When this throws, nothing of it has been sent.
    ///
    /// @throws IllegalArgumentException if it cannot be sent
    void send(Content message) throws ClientException, InterruptedException {
        turn.lockInterruptibly();
        try {
            awaitRoom();
            ByteSink frame = encode(message);
            queued.addAndGet(frame.size());
            frames.add(frame);
        } finally {
            turn.unlock();
            endIfLost();
        }
        transport.loop().run(this::drain);
    }

    private ByteSink encode(Content message) {
        ByteSink frame = new ByteSink(0);
        if (shared == null) {
            message.put(messages, frame);
        } else {
            synchronized (shared) {
                message.put(messages, frame);
            }
        }
        return frame;
    }

    private void awaitRoom() throws ClientException, InterruptedException {
        socket.requireOpen();
        if (hasRoom()) {
            return;
        }
        waiting = Thread.currentThread();
        try {
            long written = transport.bytesWritten();
            long since = System.nanoTime();
            while (!hasRoom()) {
                park(since);
                socket.requireOpen();
                if (transport.bytesWritten() != written) {
                    written = transport.bytesWritten();
                    since = System.nanoTime();
                } else if (writeNanos != NEVER && System.nanoTime() - since >= writeNanos) {
                    throw socket.stalled();
                }
            }
        } finally {
            waiting = null;
        }
    }

    private boolean hasRoom() {
        return !paused && queued.get() <= Transport.HIGH_WATER;
    }

    private void park(long since) throws InterruptedException {
        if (writeNanos == NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, since + writeNanos - System.nanoTime());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /// Ends the compressor, which nobody may be using meanwhile: whoever has the turn does it afterwards.
    private void endIfLost() {
        if (lost && turn.tryLock()) {
            try {
                messages.close();
            } finally {
                turn.unlock();
            }
        }
    }

    // ---- on the loop

    void ping(byte[] payload) {
        control((writer, frame) -> writer.ping(payload, frame));
    }

    void pong(byte[] payload) {
        control((writer, frame) -> writer.pong(payload, frame));
    }

    /// Sends a close frame behind all messages.
    void close(int code, String reason) {
        drain();
        control((writer, frame) -> writer.close(code, reason, frame));
    }

    private void control(Content content) {
        ByteSink frame = new ByteSink(0);
        content.put(controls, frame);
        write(frame);
    }

    private void write(ByteSink frame) {
        transport.write(frame.array(), 0, frame.size());
    }

    private void drain() {
        for (ByteSink frame = frames.poll(); frame != null; frame = frames.poll()) {
            queued.addAndGet(-frame.size());
            if (socket.isOpen()) {
                write(frame);
            }
        }
        LockSupport.unpark(waiting);
    }

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        LockSupport.unpark(waiting);
    }

    /// Nothing more can be sent: whoever waits finds out.
    void end() {
        LockSupport.unpark(waiting);
    }

    /// The connection is gone.
    void lose() {
        lost = true;
        frames.clear();
        controls.close();
        LockSupport.unpark(waiting);
        endIfLost();
    }
}
