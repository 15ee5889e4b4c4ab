package dev.skein.server;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.loop.EventLoop;
import dev.skein.loop.Task;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// One call of the application that an HTTP/1 connection waits for: the task's body.
abstract class Call implements Callable<@Nullable Void> {
    final HttpRequest request;

    /// When it began, by [System#nanoTime()]; 0 if nobody will ask.
    final long began;

    final Http1Protocol connection;
    private @Nullable Task<@Nullable Void> task;

    Call(Http1Protocol connection, HttpRequest request, long began) {
        this.connection = connection;
        this.request = request;
        this.began = began;
    }

    final void start() {
        start(this);
    }

    /// Starts another task of this call, after its first.
    final void start(Callable<@Nullable Void> body) {
        task = connection.loop().createTask(body);
    }

    final void cancel() {
        if (task != null) {
            task.cancel();
        }
    }

    /// Sends a message of this call to the client; for code that holds the loop.
    ///
    /// @param file what `message` stands for, if it is a file
    final void send(Message message, @Nullable OpenFile file) throws IOException {
        connection.send(this, message, file);
    }

    /// Does something on the loop: at once, or soon.
    final void onLoop(Runnable deed) {
        EventLoop loop = connection.loop();
        if (loop.enter()) {
            try {
                deed.run();
            } finally {
                loop.exit();
            }
        } else {
            loop.run(deed);
        }
    }

    final DisconnectedException gone() {
        return new DisconnectedException(
                "the client of " + request.method() + " " + request.path() + " is gone");
    }

    // ---- what the connection tells; for code that holds the loop

    /// The client will send no more, or is gone.
    abstract void clientGone();

    abstract void serverStopping();

    /// Where the request's body goes, if it has been given a place.
    @Nullable BodyChannel bodyIfAny() {
        return null;
    }
}
