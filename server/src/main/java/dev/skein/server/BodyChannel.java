package dev.skein.server;

import dev.skein.app.Channel;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.http1.RequestParser;
import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The body of one request on its way from the connection to the application. The connection puts pieces in and is told to stop
/// reading when too many wait; the application takes them out, or waits with a buffer of its own that is filled straight from the
/// input. Its state belongs to the loop; [#receive()] and [#read] are for any thread.
final class BodyChannel implements Channel {
    private static final int END = -1;
    private static final int LEAST_DIRECT = 16 * 1024;

    private static final byte[] NOTHING = {};

    private final Http1Bodies bodies;
    private final EventLoop loop;
    private final ArrayDeque<HttpChunk> waiting = new ArrayDeque<>();

    /// How much of the first piece has been read already.
    private int taken;

    private @Nullable String name;
    private long unread;
    private boolean whole;
    private boolean clientGone;
    private boolean serverStopping;
    private @Nullable Supplier<IOException> failure;
    private @Nullable Taker taker;

    /// Somebody who waits.
    private static class Taker {
        final CountDownLatch news = new CountDownLatch(1);
    }

    /// Somebody who waits with a buffer.
    private static final class Reader extends Taker {
        final ByteBuffer target;
        int filled;

        Reader(ByteBuffer target) {
            this.target = target;
        }
    }

    BodyChannel(Http1Bodies bodies, boolean whole) {
        this.bodies = bodies;
        this.loop = bodies.loop();
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
            Taker receiver = new Taker();
            Message next = OnLoop.<@Nullable Message>call(loop, () -> poll(receiver));
            if (next != null) {
                return next;
            }
            receiver.news.await();
        }
    }

    private @Nullable Message poll(Taker receiver) throws IOException {
        HttpChunk chunk = waiting.poll();
        if (chunk != null) {
            unread -= chunk.content().length - taken;
            bodies.taken(unread);
            return rest(chunk);
        }
        requireHealthy();
        if (clientGone) {
            return new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE);
        }
        if (whole && serverStopping) {
            return new HttpDisconnect(HttpDisconnect.Cause.SERVER_STOPPING);
        }
        enlist(receiver);
        return null;
    }

    private HttpChunk rest(HttpChunk chunk) {
        if (taken == 0) {
            return chunk;
        }
        byte[] content = chunk.content();
        byte[] rest = Arrays.copyOfRange(content, taken, content.length);
        taken = 0;
        return new HttpChunk(rest, chunk.moreContent(), chunk.trailers());
    }

    private void requireHealthy() throws IOException {
        if (failure != null) {
            throw failure.get();
        }
    }

    private void enlist(Taker someone) throws IOException {
        if (!whole) {
            bodies.wanted();
        }
        taker = someone;
    }

    @Override
    public int read(ByteBuffer target) throws IOException, InterruptedException {
        while (target.hasRemaining()) {
            Reader reader = new Reader(target);
            int count = OnLoop.call(loop, () -> take(reader));
            if (count == 0) {
                count = await(reader);
            }
            if (count != 0) {
                return count;
            }
        }
        return 0;
    }

    /// How many bytes came; 0 when there is other news.
    private int await(Reader reader) throws IOException, InterruptedException {
        try {
            reader.news.await();
            return reader.filled;
        } catch (InterruptedException e) {
            int filled = giveUp(reader);
            if (filled == 0) {
                throw e;
            }
            Thread.currentThread()
                    .interrupt(); // the next call will see it: these bytes must not be lost
            return filled;
        }
    }

    private int giveUp(Reader reader) throws IOException, InterruptedException {
        return OnLoop.call(
                loop,
                () -> {
                    if (taker == reader) {
                        taker = null;
                    }
                    return reader.filled;
                });
    }

    /// How many bytes were there; 0 if the reader has to wait.
    private int take(Reader reader) throws IOException {
        int count = copy(reader);
        if (count > 0) {
            unread -= count;
            bodies.taken(unread);
            return count;
        }
        if (whole && !waiting.isEmpty()) {
            return END;
        }
        requireHealthy();
        if (clientGone) {
            throw new DisconnectedException("the client went away in the middle of the body");
        }
        if (whole) {
            return END;
        }
        enlist(reader);
        return 0;
    }

    /// Empties pieces into the reader's buffer; a last one stays, for its trailers.
    private int copy(Reader reader) {
        int count = 0;
        for (HttpChunk chunk = waiting.peek(); chunk != null; chunk = waiting.peek()) {
            byte[] content = chunk.content();
            int now = Math.min(content.length - taken, reader.target.remaining());
            reader.target.put(content, taken, now);
            count += now;
            taken += now;
            if (taken < content.length || !chunk.moreContent()) {
                return count;
            }
            waiting.poll();
            taken = 0;
        }
        return count;
    }

    // ---- the connection's side
    // ------------------------------------------------------------------------------------------------

    /// Has what comes next in the input go straight to whoever waits with a buffer.
    void fill(RequestParser parser, ByteBuffer in) throws RemoteProtocolException {
        if (taker instanceof Reader reader) {
            reader.filled = parser.read(in, reader.target);
            if (reader.filled > 0) {
                wake();
            }
        }
    }

    /// The memory of whoever waits with a direct buffer, if it is large enough to be worth a read of its own.
    ///
    /// @param most how many bytes of it may be filled
    @Nullable ByteBuffer buffer(long most) {
        if (taker instanceof Reader reader
                && reader.target.isDirect()
                && reader.target.remaining() >= LEAST_DIRECT) {
            int room = (int) Math.min(most, reader.target.remaining());
            return reader.target.slice(reader.target.position(), room);
        }
        return null;
    }

    /// So many bytes have been put into the [#buffer].
    void filled(int count) {
        if (taker instanceof Reader reader) {
            reader.target.position(reader.target.position() + count);
            reader.filled = count;
            wake();
        }
    }

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
        if (taker != null) {
            taker.news.countDown();
            taker = null;
        }
    }
}
