package dev.skein.testing;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketSend;
import dev.skein.client.WebSocketMessage;
import dev.skein.http.websocket.Agreement;
import dev.skein.http.websocket.ServerHandshake;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The application's side of a WebSocket in memory, from the handshake to the end. It behaves as the server's: see
/// [dev.skein.app.WebSocketConnect]. Thread-safe.
final class MemorySocket extends MemoryCall implements Channels, Channel {
    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;
    private static final int INTERNAL_ERROR = 1011;
    private static final int SERVICE_RESTART = 1012;
    private static final int HIGH_WATER = 64 * 1024;

    private enum State {
        /// Neither accepted nor refused.
        CONNECTING,
        /// Messages go both ways.
        OPEN,
        /// The client has closed; the application may still answer what came before.
        ENDING,
        /// Nothing goes any way.
        CLOSED
    }

    private enum Mode {
        /// The call for the handshake has not returned, and has not received.
        UNDECIDED,
        /// The application receives in that call.
        PULLED,
        /// Each message is a call.
        CALLED
    }

    private final ServerHandshake handshake;
    private final String name = MemoryWire.unguessable("reply");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final MemoryInbox inbox;
    private final MemoryPipe<WebSocketMessage> toClient;
    private State state = State.CONNECTING;
    private Mode mode = Mode.UNDECIDED;
    private boolean connectOver;

    /// The client went away before the socket was accepted.
    private boolean lost;

    private boolean toldLost;
    private boolean receiving;
    private boolean calling;
    private boolean done;
    private int closeCode;
    private String closeReason = "";
    private int endCode;

    MemorySocket(
            MemoryWire wire,
            HttpRequest request,
            MemoryResponse response,
            ServerHandshake handshake) {
        super(wire, request, response);
        this.handshake = handshake;
        this.inbox = new MemoryInbox(request.path());
        this.toClient = new MemoryPipe<>(MemorySocket::size, HIGH_WATER, who());
    }

    private static long size(WebSocketMessage message) {
        return switch (message) {
            case WebSocketMessage.Text text -> text.text().length();
            case WebSocketMessage.Binary binary -> binary.bytes().length;
        };
    }

    // ---- the application's calls

    @Override
    void run() {
        Throwable failure = handle(new WebSocketConnect(request, handshake.subprotocols()));
        if (connectEnded(failure)) {
            callForEach();
        }
    }

    private @Nullable Throwable handle(Message message) {
        try {
            wire.app().handle(message, this);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /// Whether there will be a call for each message.
    private boolean connectEnded(@Nullable Throwable failure) {
        lock.lock();
        try {
            connectOver = true;
            boolean undecided =
                    state == State.CONNECTING && failure == null && !response().isBegun();
            if (undecided && lost) {
                inbox.end(ABNORMAL, "");
                mode = Mode.CALLED;
                return !toldLost;
            }
            if (undecided) {
                acceptAtLast();
            }
            if (state == State.CONNECTING) {
                mend(failure);
                return false;
            }
            if (failure != null) {
                callFailed(failure);
            }
            if (mode == Mode.PULLED) {
                pullingEnded();
                return false;
            }
            mode = Mode.CALLED;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// It did not say no.
    private void acceptAtLast() {
        try {
            accept(WebSocketAccept.plain());
        } catch (IOException _) {
            // the client is gone
        }
    }

    private void pullingEnded() {
        done = true;
        inbox.clear();
        if (isOpen()) {
            close(NORMAL, "");
        }
    }

    private void callForEach() {
        try {
            for (Message message = next(); ; message = next()) {
                Throwable failure = handle(message);
                called(failure);
                if (message instanceof WebSocketDisconnect) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Message next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Message message = poll();
            while (message == null) {
                changed.await();
                message = poll();
            }
            calling = true;
            return message;
        } finally {
            lock.unlock();
        }
    }

    private void called(@Nullable Throwable failure) {
        lock.lock();
        try {
            calling = false;
            if (failure != null) {
                callFailed(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /// A call that only found somebody gone has done no harm.
    private void callFailed(Throwable failure) {
        if (!(failure instanceof DisconnectedException) && isOpen()) {
            close(INTERNAL_ERROR, "internal error");
        }
    }

    /// The next message or the end, which lets a socket go that the client has closed.
    private @Nullable Message poll() {
        Message message = inbox.poll();
        if (message instanceof WebSocketDisconnect && state == State.ENDING) {
            closed(endCode, "");
        }
        changed.signalAll();
        return message;
    }

    // ---- the channels

    @Override
    public Channel reply() {
        return this;
    }

    @Override
    public Channel body() {
        return new Inbound(this);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException {
        boolean toSocket;
        lock.lockInterruptibly();
        try {
            toSocket = deliver(message);
        } finally {
            lock.unlock();
        }
        if (toSocket) {
            toClient.awaitRoom();
        } else {
            response().pipe().awaitRoom();
        }
    }

    /// Whether it went to an accepted socket.
    private boolean deliver(Message message) throws IOException {
        if (state != State.CONNECTING) {
            sendToSocket(message);
            return true;
        }
        if (connectOver) {
            throw new DisconnectedException(
                    "the WebSocket " + request.path() + " was not accepted");
        }
        switch (message) {
            case WebSocketAccept accept -> accept(accept);
            case WebSocketSend _ -> {
                accept(WebSocketAccept.plain());
                sendToSocket(message);
            }
            case WebSocketClose _ -> response().send(HttpResponse.text(403, "Forbidden\n"));
            default -> response().send(message);
        }
        return state != State.CONNECTING;
    }

    private void accept(WebSocketAccept message) throws IOException {
        Agreement agreement;
        try {
            agreement = handshake.accept(message.subprotocol(), null, message.headers());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedMessageException(String.valueOf(e.getMessage()));
        }
        response().switchProtocols(agreement.headers());
        state = State.OPEN;
    }

    private void sendToSocket(Message message) throws IOException {
        switch (message) {
            case WebSocketSend data -> {
                requireOpen();
                put(data);
            }
            case WebSocketClose close -> {
                requireOpen();
                require(() -> WebSocketFit.close(close.code(), close.reason()));
                close(close.code(), close.reason());
            }
            case WebSocketAccept _ -> {}
            default ->
                    throw new UnsupportedMessageException(
                            "expected a message for an accepted WebSocket, got " + message.type());
        }
    }

    private void put(WebSocketSend data) throws IOException {
        String text = data.text();
        byte[] bytes = data.bytes();
        if (text != null) {
            require(() -> WebSocketFit.text(text));
            toClient.put(new WebSocketMessage.Text(text));
        } else if (bytes != null) {
            toClient.put(new WebSocketMessage.Binary(bytes.clone()));
        }
    }

    private static void require(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new UnsupportedMessageException(String.valueOf(e.getMessage()));
        }
    }

    private boolean isOpen() {
        return state == State.OPEN || state == State.ENDING;
    }

    private void requireOpen() throws DisconnectedException {
        if (!isOpen()) {
            throw new DisconnectedException("the WebSocket " + request.path() + " is closed");
        }
    }

    /// What comes from the client, for an application that takes it itself.
    private record Inbound(MemorySocket socket) implements Channel {
        @Override
        public String name() {
            return socket.name() + ":body";
        }

        @Override
        public Message receive() throws IOException, InterruptedException {
            return socket.receiveMessage();
        }
    }

    private Message receiveMessage() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (state == State.CONNECTING && lost && !connectOver) {
                toldLost = true;
                return new WebSocketDisconnect(request.path(), 1, ABNORMAL, "");
            }
            requireMayReceive();
            if (state == State.CONNECTING) {
                accept(WebSocketAccept.plain());
            }
            mode = Mode.PULLED;
            return pull();
        } finally {
            lock.unlock();
        }
    }

    private void requireMayReceive() throws DisconnectedException {
        if (mode == Mode.CALLED) {
            throw new UnsupportedMessageException(
                    "the application is called for each message of this WebSocket: receive in the call of"
                            + " the WebSocketConnect, before it returns, to take them yourself");
        }
        if (done) {
            throw new DisconnectedException(
                    "the call that received from the WebSocket " + request.path() + " is over");
        }
        if (state == State.CONNECTING && connectOver) {
            throw new UnsupportedMessageException(
                    "the WebSocket was not accepted: there is nothing to receive");
        }
        if (receiving) {
            throw new IllegalStateException("expected one receiver, but another waits already");
        }
    }

    private Message pull() throws InterruptedException {
        receiving = true;
        try {
            Message message = poll();
            while (message == null) {
                changed.await();
                message = poll();
            }
            return message;
        } finally {
            receiving = false;
        }
    }

    // ---- the end

    /// The application closes.
    private void close(int code, String reason) {
        inbox.clear();
        if (state == State.ENDING) {
            closed(endCode, "");
        } else {
            inbox.end(code, ""); // the client's part comes by itself
            closed(code, reason);
        }
    }

    private void closed(int code, String reason) {
        state = State.CLOSED;
        closeCode = code;
        closeReason = reason;
        toClient.end();
        changed.signalAll();
    }

    /// The client has broken off.
    @Override
    void clientGone() {
        response().pipe().closeReader(null);
        lock.lock();
        try {
            lost = true;
            if (state != State.CONNECTING) {
                toClient.closeReader(null);
                inbox.end(ABNORMAL, "");
                closed(ABNORMAL, "");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void serverStopping() {
        lock.lock();
        try {
            if (state == State.OPEN) {
                inbox.end(SERVICE_RESTART, "the server is stopping");
                close(SERVICE_RESTART, "the server is stopping");
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- the client's side

    /// The handshake is over.
    Socket opened(Agreement agreement) {
        return new MemoryClientSocket(this, agreement);
    }

    MemoryPipe<WebSocketMessage> toClient() {
        return toClient;
    }

    /// Puts a message before the application, and waits while too much waits there.
    void receive(WebSocketMessage message) throws IOException, InterruptedException {
        long left = wire.timeout();
        lock.lockInterruptibly();
        try {
            while (state == State.OPEN && inbox.isFull()) {
                if (left <= 0) {
                    throw new IOException("the application takes no messages; " + where());
                }
                left = changed.awaitNanos(left);
            }
            if (state != State.OPEN) {
                throw new IOException("the WebSocket is closed with code " + closeCode);
            }
            switch (message) {
                case WebSocketMessage.Text text -> inbox.add(text.text());
                case WebSocketMessage.Binary binary -> inbox.add(binary.bytes().clone());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The client closes, and waits until the application has answered what came before.
    void closeByClient(int code, String reason) {
        toClient.discard();
        long left = wire.timeout();
        lock.lock();
        try {
            if (state == State.OPEN) {
                state = State.ENDING;
                endCode = code;
                boolean busy =
                        calling || !inbox.isEmpty() || (mode == Mode.PULLED && !receiving && !done);
                inbox.end(code, reason);
                if (!busy) {
                    closed(code, "");
                }
                changed.signalAll();
            }
            while (state != State.CLOSED && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (state != State.CLOSED) {
                closed(ABNORMAL, "");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    int closeCode() {
        lock.lock();
        try {
            return closeCode;
        } finally {
            lock.unlock();
        }
    }

    String closeReason() {
        lock.lock();
        try {
            return closeReason;
        } finally {
            lock.unlock();
        }
    }
}
