package dev.skein.server;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketSend;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One WebSocket as the application has it, from the handshake to the end: the channels of all its calls, and the reply channel
/// among them. Its public methods are for any thread, the others for code that holds the loop.
final class WebSocket implements Channels, Channel {
    /// So many messages of senders elsewhere may be on their way to the loop before a sender waits for its own to arrive.
    private static final int MOST_POSTED = 16;

    private static final VarHandle POSTED;

    static {
        try {
            POSTED = MethodHandles.lookup().findVarHandle(WebSocket.class, "posted", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Worker worker;
    final String path;

    /// The call for the handshake, while it runs.
    private @Nullable WebSocketCall connecting;

    /// The open socket, or what was one; null if it never was.
    private volatile @Nullable WebSocketProtocol protocol;

    /// The application has received that the client left before it was accepted.
    private boolean toldLost;

    @SuppressWarnings("unused") // by POSTED
    private volatile int posted;

    private volatile @Nullable String name;

    WebSocket(Worker worker, String path, WebSocketCall connecting) {
        this.worker = worker;
        this.path = path;
        this.connecting = connecting;
    }

    // ---- the application's side
    // -----------------------------------------------------------------------------------------------

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
        String existing = name;
        if (existing != null) {
            return existing;
        }
        synchronized (this) {
            if (name == null) {
                name = Names.unguessable("reply");
            }
            return String.valueOf(name);
        }
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException {
        if (message instanceof WebSocketSend data && isElsewhere() && post(data)) {
            return;
        }
        OpenFile file = message instanceof HttpFile f ? OpenFile.of(f) : null;
        OnLoop.call(worker.loop, () -> deliver(message, file)).awaitRoom();
    }

    private boolean isElsewhere() {
        return EventLoop.currentOrNull() != worker.loop;
    }

    /// Hands a message to the socket's loop without waiting for it to arrive there: a round trip for each of ten thousand sockets
    /// would be most of the work. False if it has to be waited for.
    private boolean post(WebSocketSend message) throws IOException, InterruptedException {
        WebSocketProtocol open = protocol;
        if (open == null || !open.isOpen()) {
            return false;
        }
        if ((int) POSTED.getAndAdd(this, 1) >= MOST_POSTED) {
            POSTED.getAndAdd(this, -1);
            return false;
        }
        worker.loop.run(
                () -> {
                    POSTED.getAndAdd(this, -1);
                    open.sendIfOpen(message);
                });
        open.awaitRoom();
        return true;
    }

    /// What comes from the client, for an application that takes it itself.
    private record Inbound(WebSocket socket) implements Channel {
        @Override
        public String name() {
            return socket.name() + ":body";
        }

        @Override
        public Message receive() throws IOException, InterruptedException {
            WebSocketProtocol open =
                    OnLoop.<@Nullable WebSocketProtocol>call(
                            socket.worker.loop, socket::acceptToReceive);
            return open == null
                    ? new WebSocketDisconnect(socket.path, 1, 1006, "")
                    : open.inbox().receive();
        }
    }

    // ---- on the loop
    // ----------------------------------------------------------------------------------------------------------

    /// Returns the connection that the sender has to wait for if too much output waits for the client.
    private Connection deliver(Message message, @Nullable OpenFile file) throws IOException {
        WebSocketProtocol open = protocol;
        WebSocketCall call = connecting;
        if (file != null && (open != null || call == null)) {
            file.channel().close();
        }
        if (open != null) {
            open.send(message);
            return open;
        }
        if (call == null) {
            throw new DisconnectedException("the WebSocket " + path + " was not accepted");
        }
        switch (message) {
            case WebSocketAccept accept -> accept(call, accept);
            case WebSocketSend data -> accept(call, WebSocketAccept.plain()).send(data);
            case WebSocketClose _ -> call.send(HttpResponse.text(403, "Forbidden\n"), null);
            default -> call.send(message, file);
        }
        WebSocketProtocol accepted = protocol;
        return accepted == null ? call.connection : accepted;
    }

    private WebSocketProtocol accept(WebSocketCall call, WebSocketAccept message)
            throws IOException {
        WebSocketProtocol open = call.accept(message);
        protocol = open;
        return open;
    }

    /// The open socket; null if the client has gone before it was one.
    private @Nullable WebSocketProtocol acceptToReceive() throws IOException {
        WebSocketProtocol open = protocol;
        if (open != null) {
            return open;
        }
        WebSocketCall call = connecting;
        if (call == null) {
            throw new UnsupportedMessageException(
                    "the WebSocket was not accepted: there is nothing to receive");
        }
        if (call.connection.isLost()) {
            toldLost = true;
            return null;
        }
        return accept(call, WebSocketAccept.plain());
    }

    void cancelConnect() {
        WebSocketCall call = connecting;
        if (call != null) {
            call.cancel();
        }
    }

    /// The application has returned from the call for the handshake, or thrown.
    void connectEnded(WebSocketCall call, @Nullable Throwable failure) {
        connecting = null;
        boolean undecided = protocol == null && failure == null && !call.connection.hasAnswered();
        if (undecided && call.connection.isLost() && !toldLost) {
            call.tellLost();
            return;
        }
        WebSocketProtocol open = undecided ? acceptAtLast(call) : protocol;
        if (open == null) {
            call.connection.callEnded(call, failure);
        } else {
            open.connectEnded(failure);
        }
    }

    /// It did not say no.
    private @Nullable WebSocketProtocol acceptAtLast(WebSocketCall call) {
        try {
            return accept(call, WebSocketAccept.plain());
        } catch (IOException _) {
            return null; // the connection is closing
        }
    }
}
