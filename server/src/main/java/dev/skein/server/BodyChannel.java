package dev.skein.server;

import dev.skein.app.Channel;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The body of one request on its way from the connection to the application. The connection puts pieces in and is told to stop
/// reading when too many wait; the application takes them out. Its state belongs to the loop; [#receive()] is for any thread.
final class BodyChannel implements Channel {
    private static final byte[] NOTHING = {};

    private final Http1Protocol connection;
    private final ArrayDeque<HttpChunk> waiting = new ArrayDeque<>();
    private @Nullable String name;
    private long unread;
    private boolean whole;
    private boolean clientGone;
    private boolean serverStopping;
    private @Nullable Supplier<IOException> failure;
    private @Nullable CountDownLatch receiver;

    BodyChannel(Http1Protocol connection, boolean whole) {
        this.connection = connection;
        this.whole = whole;
    }

    @Override
    public synchronized String name() {
        if (name == null) {
            name = Names.unguessable("body");
        }
        return name;
    }

    // ---- the application's side
    // -----------------------------------------------------------------------------------------------

    @Override
    public Message receive() throws IOException, InterruptedException {
        while (true) {
            CountDownLatch news = new CountDownLatch(1);
            Message next = OnLoop.<@Nullable Message>call(connection.loop(), () -> poll(news));
            if (next != null) {
                return next;
            }
            news.await();
        }
    }

    private @Nullable Message poll(CountDownLatch news) throws IOException {
        HttpChunk chunk = waiting.poll();
        if (chunk != null) {
            unread -= chunk.content().length;
            connection.bodyTaken(unread);
            return chunk;
        }
        if (failure != null) {
            throw failure.get();
        }
        if (clientGone) {
            return new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE);
        }
        if (whole && serverStopping) {
            return new HttpDisconnect(HttpDisconnect.Cause.SERVER_STOPPING);
        }
        if (!whole) {
            connection.bodyWanted();
        }
        receiver = news;
        return null;
    }

    // ---- the connection's side
    // ------------------------------------------------------------------------------------------------

    /// Puts a piece in; returns how many bytes wait now.
    long add(byte[] bytes) {
        waiting.add(HttpChunk.of(bytes));
        unread += bytes.length;
        wake();
        return unread;
    }

    /// The body is whole. A last piece that still waits says so itself.
    void end(Headers trailers) {
        whole = true;
        HttpChunk last = waiting.pollLast();
        byte[] content = last == null ? NOTHING : last.content();
        waiting.add(new HttpChunk(content, false, trailers));
        wake();
    }

    void clientGone() {
        clientGone = true;
        wake();
    }

    void serverStopping() {
        serverStopping = true;
        wake();
    }

    /// @param cause makes an exception for each time the application asks
    void fail(Supplier<IOException> cause) {
        failure = cause;
        wake();
    }

    private void wake() {
        if (receiver != null) {
            receiver.countDown();
            receiver = null;
        }
    }
}
