package dev.skein.server;

import dev.skein.app.DisconnectedException;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The messages of one WebSocket on their way to the application: by a call for each, one after the other in one task as long as
/// there are any, or taken by the application itself. Owns nothing while none wait. Only for code that holds the loop, except
/// [#receive()].
final class WebSocketInbox {
    private enum Mode {
        /// The call for the handshake has not returned, and has not received.
        UNDECIDED,
        /// The application receives in that call.
        PULLED,
        /// Each message is a call.
        CALLED
    }

    private final WebSocketProtocol connection;
    private Mode mode = Mode.UNDECIDED;
    private @Nullable ArrayDeque<WebSocketReceive> waiting;
    private long bytes;
    private long order;
    private @Nullable WebSocketDisconnect end;

    /// Nobody will ask for more.
    private boolean done;

    private @Nullable CountDownLatch receiver;

    /// A task calls the application, or is about to.
    private boolean calling;

    private @Nullable Task<@Nullable Void> task;

    WebSocketInbox(WebSocketProtocol connection) {
        this.connection = connection;
    }

    // ---- the connection's side
    // ------------------------------------------------------------------------------------------------

    void add(String text) {
        add(WebSocketReceive.text(connection.path(), ++order, text));
    }

    void add(byte[] content) {
        add(WebSocketReceive.bytes(connection.path(), ++order, content));
    }

    private void add(WebSocketReceive message) {
        ArrayDeque<WebSocketReceive> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(2);
            waiting = queue;
        }
        queue.add(message);
        bytes += size(message);
        proceed();
    }

    private static long size(WebSocketReceive message) {
        String text = message.text();
        byte[] content = message.bytes();
        return text != null ? text.length() : content != null ? content.length : 0;
    }

    boolean isFull() {
        ArrayDeque<WebSocketReceive> queue = waiting;
        return queue != null
                && (queue.size() >= connection.options().queue()
                        || bytes >= connection.worker.options.limits().unread());
    }

    /// No message follows. Only the first end counts.
    void end(int code, String reason) {
        if (end == null) {
            end = new WebSocketDisconnect(connection.path(), order + 1, code, reason);
            proceed();
        }
    }

    /// Drops what waits: the application has closed the socket.
    void clear() {
        order -= waiting == null ? 0 : waiting.size();
        WebSocketDisconnect known = end;
        if (known != null) {
            end = new WebSocketDisconnect(known.path(), order + 1, known.code(), known.reason());
        }
        waiting = null;
        bytes = 0;
    }

    /// The call for the handshake has returned: from now on messages are calls, unless the application took them itself.
    void connectEnded() {
        if (mode == Mode.PULLED) {
            done = true;
            clear();
        } else {
            mode = Mode.CALLED;
            proceed();
        }
    }

    /// Whether the application is at work on messages, or has some before it.
    boolean isBusy() {
        return calling || waiting != null || (mode == Mode.PULLED && receiver == null && !done);
    }

    boolean isPulled() {
        return mode == Mode.PULLED;
    }

    /// Whether the application will hear no more of this socket.
    boolean isDone() {
        return done && !calling;
    }

    void cancel() {
        if (task != null) {
            task.cancel();
        }
    }

    private void proceed() {
        if (receiver != null) {
            receiver.countDown();
            receiver = null;
        }
        if (mode != Mode.CALLED || calling) {
            return;
        }
        calling = true; // before polling, which may make room, and so bring more
        Message first = poll();
        if (first == null) {
            calling = false;
        } else {
            task = connection.loop().createTask(() -> call(first));
        }
    }

    private @Nullable Message poll() {
        ArrayDeque<WebSocketReceive> queue = waiting;
        if (queue != null) {
            WebSocketReceive message = queue.poll();
            if (message != null) {
                bytes -= size(message);
                connection.messageTaken(queue.isEmpty());
                return message;
            }
            waiting = null;
        }
        if (end != null && !done) {
            done = mode == Mode.CALLED;
            connection.drained();
            return end;
        }
        return null;
    }

    // ---- the application's side
    // -----------------------------------------------------------------------------------------------

    /// The body of the task: one call after the other.
    private @Nullable Void call(Message first) {
        EventLoop loop = connection.loop();
        for (Message message = first; message != null; ) {
            @Nullable Throwable failure = handle(message);
            if (!loop.enter()) {
                loop.run(() -> pause(failure)); // on the JDK's own scheduler: a new task for the
                // next
                return null;
            }
            try {
                message = next(failure);
            } finally {
                loop.exit();
            }
        }
        return null;
    }

    private @Nullable Throwable handle(Message message) {
        try {
            connection.worker.app.handle(message, connection.channels());
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private @Nullable Message next(@Nullable Throwable failure) {
        if (failure != null) {
            connection.callFailed(failure);
        }
        Message next = poll();
        if (next == null) {
            rest();
            connection.callsPaused();
        }
        return next;
    }

    private void rest() {
        calling = false;
        task = null;
    }

    private void pause(@Nullable Throwable failure) {
        rest();
        if (failure != null) {
            connection.callFailed(failure);
        }
        proceed();
        connection.callsPaused();
    }

    /// Takes the next message; safe from any thread. After the last it is the same [WebSocketDisconnect] again and again.
    Message receive() throws IOException, InterruptedException {
        while (true) {
            CountDownLatch news = new CountDownLatch(1);
            Message next = OnLoop.<@Nullable Message>call(connection.loop(), () -> pull(news));
            if (next != null) {
                return next;
            }
            try {
                news.await();
            } catch (InterruptedException e) {
                OnLoop.<@Nullable Void>call(connection.loop(), () -> giveUp(news));
                throw e;
            }
        }
    }

    private @Nullable Void giveUp(CountDownLatch news) {
        if (receiver == news) {
            receiver = null;
        }
        return null;
    }

    private @Nullable Message pull(CountDownLatch news) throws IOException {
        if (mode == Mode.CALLED) {
            throw new UnsupportedMessageException(
                    "the application is called for each message of this WebSocket: receive in the call of"
                            + " the WebSocketConnect, before it returns, to take them yourself");
        }
        if (done) {
            throw new DisconnectedException(
                    "the call that received from the WebSocket " + connection.path() + " is over");
        }
        if (receiver != null) {
            throw new IllegalStateException("expected one receiver, but another waits already");
        }
        mode = Mode.PULLED;
        Message next = poll();
        if (next == null) {
            receiver = news;
        }
        return next;
    }
}
