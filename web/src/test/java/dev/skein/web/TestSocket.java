package dev.skein.web;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The client's side of a WebSocket, in memory.
public final class TestSocket implements Channels {
    private static final int PATIENCE = 10;

    private final BlockingQueue<Message> toApp = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> fromApp = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final String path;
    private long order;

    private TestSocket(String path) {
        this.path = path;
    }

    static TestSocket open(App app, HttpRequest request, String... subprotocols) {
        TestSocket socket = new TestSocket(request.path());
        Thread.startVirtualThread(
                () -> {
                    try {
                        app.handle(new WebSocketConnect(request, List.of(subprotocols)), socket);
                        socket.done.complete(null);
                    } catch (Throwable e) {
                        socket.done.completeExceptionally(e);
                    }
                });
        return socket;
    }

    /// The client says something.
    public void say(String text) {
        toApp.add(WebSocketReceive.text(path, ++order, text));
    }

    /// The client says something binary.
    public void say(byte[] bytes) {
        toApp.add(WebSocketReceive.bytes(path, ++order, bytes));
    }

    /// The client is gone.
    public void end(int code) {
        toApp.add(new WebSocketDisconnect(path, ++order, code, ""));
    }

    /// What the application sends next.
    public Message next() throws InterruptedException {
        Message message = fromApp.poll(PATIENCE, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("expected another message from the application");
        }
        return message;
    }

    /// Waits until the application is through.
    ///
    /// @throws ExecutionException if it threw
    public void join() throws ExecutionException, InterruptedException, TimeoutException {
        done.get(PATIENCE, TimeUnit.SECONDS);
    }

    /// Waits until the application is through, and tells what it has thrown.
    public Throwable failure() throws InterruptedException, TimeoutException {
        try {
            join();
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("expected a failure");
    }

    @Override
    public Channel reply() {
        return new Channel() {
            @Override
            public String name() {
                return "reply";
            }

            @Override
            public void send(Message message) {
                fromApp.add(message);
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
                return toApp.take();
            }
        };
    }
}
