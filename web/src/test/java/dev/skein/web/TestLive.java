package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A GET whose client stays until it is told to go, in memory; the application has a thread of its own.
final class TestLive implements Channels {
    private static final int PATIENCE = 10;

    private final BlockingQueue<Message> fromApp = new LinkedBlockingQueue<>();
    private final CompletableFuture<HttpDisconnect.Cause> end = new CompletableFuture<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Semaphore room;

    private TestLive(int room) {
        this.room = new Semaphore(room);
    }

    static TestLive get(App app, String target, String... headers) {
        return get(app, Integer.MAX_VALUE, target, headers);
    }

    /// @param room how many messages the client takes before it takes nothing
    static TestLive get(App app, int room, String target, String... headers) {
        TestLive live = new TestLive(room);
        HttpRequest request =
                new HttpRequest(
                        "GET",
                        "http",
                        "1.1",
                        target,
                        target,
                        "",
                        Headers.of(headers),
                        new InetSocketAddress("192.0.2.7", 5000),
                        new InetSocketAddress("192.0.2.1", 80),
                        new byte[0],
                        false,
                        null);
        Thread.startVirtualThread(
                () -> {
                    try {
                        app.handle(request, live);
                        live.done.complete(null);
                    } catch (Throwable e) {
                        live.done.completeExceptionally(e);
                    }
                });
        return live;
    }

    /// The client or the server ends it.
    void end(HttpDisconnect.Cause cause) {
        end.complete(cause);
    }

    /// The client takes some messages more.
    void makeRoom(int messages) {
        room.release(messages);
    }

    Message next() throws InterruptedException {
        Message message = fromApp.poll(PATIENCE, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("expected another message from the application");
        }
        return message;
    }

    /// The next message's piece of the body.
    String nextText() throws InterruptedException {
        return switch (next()) {
            case HttpResponse m -> new String(m.content(), UTF_8);
            case HttpChunk m -> new String(m.content(), UTF_8);
            case Message m -> throw new AssertionError("expected a body, got " + m);
        };
    }

    /// Whether the application has sent nothing that was not taken.
    boolean isSilent() {
        return fromApp.isEmpty();
    }

    /// Waits until the application is through.
    ///
    /// @throws ExecutionException if it threw
    void join() throws ExecutionException, InterruptedException, TimeoutException {
        done.get(PATIENCE, TimeUnit.SECONDS);
    }

    @Override
    public Channel reply() {
        return new Channel() {
            @Override
            public String name() {
                return "reply";
            }

            // As a server does: the message goes out, then who sends it is held back.
            @Override
            public void send(Message message) throws DisconnectedException, InterruptedException {
                if (end.getNow(null) == HttpDisconnect.Cause.CLIENT_GONE) {
                    throw new DisconnectedException("gone");
                }
                fromApp.add(message);
                room.acquire();
            }
        };
    }

    @Override
    public Channel body() {
        return new Channel() {
            @Override
            public String name() {
                return "body";
            }

            @Override
            public Message receive() throws InterruptedException {
                try {
                    return new HttpDisconnect(end.get());
                } catch (ExecutionException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }
}
