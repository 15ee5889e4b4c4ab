package dev.skein.server;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The call of the application for one request, with the channels that it is given, and the reply channel among them. One object
/// for all three, since there is one of each per request.
final class HttpCall extends Call implements Channels, Channel {
    private volatile @Nullable BodyChannel body;
    private @Nullable String name;

    HttpCall(
            Http1Protocol connection, HttpRequest request, @Nullable BodyChannel body, long began) {
        super(connection, request, began);
        this.body = body;
    }

    // ---- the task
    // -------------------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Void call() {
        Throwable failure = null;
        try {
            connection.app().handle(request, this);
        } catch (Throwable e) {
            failure = e;
        }
        Throwable thrown = failure;
        onLoop(() -> connection.callEnded(this, thrown));
        return null;
    }

    @Override
    void clientGone() {
        BodyChannel existing = body;
        if (existing != null) {
            existing.clientGone();
        }
    }

    @Override
    void serverStopping() {
        BodyChannel existing = body;
        if (existing != null) {
            existing.serverStopping();
        }
    }

    @Override
    @Nullable BodyChannel bodyIfAny() {
        return body;
    }

    // ---- the channels
    // ---------------------------------------------------------------------------------------------------------

    @Override
    public Channel reply() {
        return this;
    }

    @Override
    public Channel body() {
        BodyChannel existing = body;
        return existing == null ? bodyWithoutContent() : existing;
    }

    /// A request whose body came with it: there is nothing to receive but the end of the connection.
    private synchronized BodyChannel bodyWithoutContent() {
        BodyChannel existing = body;
        if (existing != null) {
            return existing;
        }
        BodyChannel created = new BodyChannel(connection.bodies(), true);
        body = created;
        connection.loop().run(() -> connection.watch(this, created));
        return created;
    }

    @Override
    public synchronized String name() {
        if (name == null) {
            name = Names.unguessable("reply");
        }
        return name;
    }

    /// Back-pressure comes after the message, not before the next: so one huge body is held back too.
    @Override
    public void send(Message message) throws IOException, InterruptedException {
        if (connection.isLost()) {
            throw gone();
        }
        OpenFile file = message instanceof HttpFile f ? OpenFile.of(f) : null;
        EventLoop loop = connection.loop();
        if (loop.enter()) {
            try {
                send(message, file);
            } finally {
                loop.exit();
            }
        } else {
            OnLoop.<@Nullable Void>call(
                    loop,
                    () -> {
                        send(message, file);
                        return null;
                    });
        }
        connection.awaitRoom();
    }
}
