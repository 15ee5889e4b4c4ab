package dev.skein.server;

import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One call of the application for one request: the task's body, the channels the application is given, and the reply channel
/// among them. One object for all three, since there is one of each per request.
final class HttpCall implements Callable<@Nullable Void>, Channels, Channel {
    final HttpRequest request;
    final long began;

    private final Http1Protocol connection;
    private volatile @Nullable BodyChannel body;
    private @Nullable Task<@Nullable Void> task;
    private @Nullable String name;

    HttpCall(
            Http1Protocol connection, HttpRequest request, @Nullable BodyChannel body, long began) {
        this.connection = connection;
        this.request = request;
        this.body = body;
        this.began = began;
    }

    /// What a file message stands for once it is opened.
    record OpenFile(FileChannel channel, long offset, long count, boolean moreContent) {
        static OpenFile of(HttpFile message) throws IOException {
            FileChannel channel = FileChannel.open(message.path(), StandardOpenOption.READ);
            try {
                long count = count(message, channel.size());
                return new OpenFile(channel, message.offset(), count, message.moreContent());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        private static long count(HttpFile message, long size) throws IOException {
            long rest = size - message.offset();
            long count = message.count() == HttpFile.TO_THE_END ? rest : message.count();
            if (rest < 0 || count > rest) {
                throw new IOException(
                        "expected "
                                + message.path()
                                + " to hold "
                                + Math.max(0, count)
                                + " bytes from offset "
                                + message.offset()
                                + ", but it ends after "
                                + size);
            }
            return count;
        }
    }

    // ---- the task
    // -------------------------------------------------------------------------------------------------------------

    void start() {
        task = connection.loop().createTask(this);
    }

    void cancel() {
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public @Nullable Void call() {
        Throwable failure = null;
        try {
            connection.app().handle(request, this);
        } catch (Throwable e) {
            failure = e;
        }
        EventLoop loop = connection.loop();
        if (loop.enter()) {
            try {
                connection.callEnded(this, failure);
            } finally {
                loop.exit();
            }
        } else {
            Throwable thrown = failure;
            loop.run(() -> connection.callEnded(this, thrown));
        }
        return null;
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
        BodyChannel created = new BodyChannel(connection, true);
        body = created;
        connection.loop().run(() -> connection.watch(this, created));
        return created;
    }

    @Nullable BodyChannel bodyIfAny() {
        return body;
    }

    @Override
    public synchronized String name() {
        if (name == null) {
            name = Names.unguessable("reply");
        }
        return name;
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException {
        if (connection.isLost()) {
            throw gone();
        }
        OpenFile file = message instanceof HttpFile f ? OpenFile.of(f) : null;
        EventLoop loop = connection.loop();
        if (loop.enter()) {
            try {
                connection.send(this, message, file);
            } finally {
                loop.exit();
            }
        } else {
            OnLoop.<@Nullable Void>call(
                    loop,
                    () -> {
                        connection.send(this, message, file);
                        return null;
                    });
        }
        awaitRoom();
    }

    /// Back-pressure comes after the message, not before the next: so one huge body is held back too.
    private void awaitRoom() throws IOException, InterruptedException {
        for (CountDownLatch full = connection.full(); full != null; full = connection.full()) {
            full.await();
            if (connection.isLost()) {
                throw gone();
            }
        }
    }

    private DisconnectedException gone() {
        return new DisconnectedException(
                "the client of " + request.method() + " " + request.path() + " is gone");
    }
}
