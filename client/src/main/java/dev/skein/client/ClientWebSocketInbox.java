package dev.skein.client;

import java.util.ArrayDeque;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The messages of one WebSocket that nobody has received yet: the loop puts them in, one receiver takes them out or waits.
///
/// Its state is guarded by its monitor, which is held for a few steps only.
final class ClientWebSocketInbox {
    /// No deadline.
    static final long NEVER = Long.MAX_VALUE;

    private final ClientWebSocketProtocol socket;
    private final int mostMessages;
    private final int mostBytes;
    private final ArrayDeque<WebSocketMessage> messages = new ArrayDeque<>(2);
    private long bytes;
    private boolean held;
    private boolean receiving;
    private boolean over;
    private Exchange.@Nullable Failure failure;
    private @Nullable Thread waiter;

    ClientWebSocketInbox(ClientWebSocketProtocol socket, ClientWebSocketOptions options) {
        this.socket = socket;
        this.mostMessages = options.queueMessages();
        this.mostBytes = options.queueBytes();
    }

    // ---- the receiver's side

    /// Takes the next message, and waits for it.
    ///
    /// @param deadline on the clock of [System#nanoTime()], or [#NEVER]
    /// @return null after the closing handshake
    /// @throws TimeoutException at the deadline
    @Nullable WebSocketMessage take(long deadline)
            throws ClientException, InterruptedException, TimeoutException {
        begin();
        try {
            while (true) {
                WebSocketMessage message = poll();
                if (message != null) {
                    release();
                    return message;
                }
                if (isOver()) {
                    return null;
                }
                park(deadline);
            }
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (receiving) {
            throw new IllegalStateException(
                    "expected one receiver at a time, but another thread is receiving already");
        }
        receiving = true;
    }

    private synchronized void end() {
        receiving = false;
        waiter = null;
    }

    private synchronized @Nullable WebSocketMessage poll() {
        WebSocketMessage message = messages.poll();
        if (message != null) {
            bytes -= size(message);
        } else {
            waiter = Thread.currentThread();
        }
        return message;
    }

    private synchronized boolean isOver() throws ClientException {
        if (!messages.isEmpty()) {
            return false; // it has come since
        }
        if (failure != null) {
            throw failure.at(socket.request(), Phase.BODY);
        }
        return over;
    }

    /// Lets the socket read on when enough has been taken.
    private void release() {
        boolean resume;
        synchronized (this) {
            resume = held && messages.size() <= mostMessages / 2 && bytes <= mostBytes / 2;
            if (resume) {
                held = false;
            }
        }
        if (resume) {
            socket.resumeReading();
        }
    }

    private void park(long deadline) throws InterruptedException, TimeoutException {
        if (deadline == NEVER) {
            LockSupport.park(this);
        } else {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException(socket.request() + ": no message came in time");
            }
            LockSupport.parkNanos(this, left);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static int size(WebSocketMessage message) {
        return switch (message) {
            case WebSocketMessage.Text text -> text.text().length();
            case WebSocketMessage.Binary binary -> binary.bytes().length;
        };
    }

    // ---- the loop's side

    /// Adds a message; true when reading is to stop, because too many wait.
    synchronized boolean add(WebSocketMessage message) {
        messages.add(message);
        bytes += size(message);
        wake();
        if (!held && (messages.size() >= mostMessages || bytes >= mostBytes)) {
            held = true;
            return true;
        }
        return false;
    }

    /// Nothing more comes.
    ///
    /// @param cause what the receiver is told after the messages; null when both sides have closed
    synchronized void end(Exchange.@Nullable Failure cause) {
        over = true;
        failure = cause;
        wake();
    }

    /// Drops what nobody wants any more.
    synchronized void clear() {
        messages.clear();
        bytes = 0;
    }

    private void wake() {
        Thread thread = waiter;
        if (thread != null) {
            waiter = null;
            LockSupport.unpark(thread);
        }
    }
}
