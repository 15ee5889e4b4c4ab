package dev.skein.testing;

import dev.skein.app.App;
import dev.skein.app.BodyTooLargeException;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpRequest;
import dev.skein.app.LifespanShutdown;
import dev.skein.app.Message;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.http.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The application under test, and what its calls throw: the server keeps that to itself, but a test wants to know. Which call belongs
/// to which request tells a field that the client adds and that is taken away here. Thread-safe.
final class Observed implements App {
    /// The request's field with the id of its call.
    static final String FIELD = "skein-test-call";

    private static final String SHUTDOWN = "shutdown";
    private static final String UNKNOWN = "unknown";

    private final App app;
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    /// The ends of calls that run, by their ids.
    private final Map<String, CountDownLatch> running = new ConcurrentHashMap<>();

    /// The ids of open sockets by the names of their reply channels.
    private final Map<String, String> sockets = new ConcurrentHashMap<>();

    Observed(App app) {
        this.app = app;
    }

    @Override
    public void handle(Message message, Channels channels) throws Exception {
        switch (message) {
            case HttpRequest request ->
                    call(id(request), request.withHeaders(stripped(request)), channels);
            case WebSocketConnect connect -> connect(connect, channels);
            case WebSocketReceive _ ->
                    call(sockets.get(channels.reply().name()), message, channels);
            case WebSocketDisconnect _ ->
                    call(sockets.remove(channels.reply().name()), message, channels);
            case LifespanShutdown _ -> call(SHUTDOWN, message, channels);
            default -> app.handle(message, channels);
        }
    }

    private void connect(WebSocketConnect connect, Channels channels) throws Exception {
        HttpRequest request = connect.request();
        String id = id(request);
        sockets.put(channels.reply().name(), id);
        HttpRequest clean = request.withHeaders(stripped(request));
        call(id, new WebSocketConnect(clean, connect.subprotocols()), channels);
    }

    private void call(@Nullable String id, Message message, Channels channels) throws Exception {
        String key = id == null ? UNKNOWN : id;
        CountDownLatch end = new CountDownLatch(1);
        running.put(key, end);
        try {
            app.handle(message, channels);
        } catch (Throwable e) {
            if (isFailure(e)) {
                failures.putIfAbsent(key, e);
            }
            throw e;
        } finally {
            running.remove(key, end);
            end.countDown();
        }
    }

    /// The others are answers, or news of a client that went away.
    private static boolean isFailure(Throwable thrown) {
        return !(thrown instanceof DisconnectedException
                || thrown instanceof BodyTooLargeException
                || thrown instanceof InterruptedException);
    }

    private static String id(HttpRequest request) {
        String id = request.headers().get(FIELD);
        return id == null ? UNKNOWN : id;
    }

    private static Headers stripped(HttpRequest request) {
        return request.headers().without(FIELD);
    }

    /// Waits for the end of a call, but no longer than that: what it throws when it has answered comes after the answer.
    void awaitEnd(String id, Duration limit) {
        CountDownLatch end = running.get(id);
        if (end == null) {
            return;
        }
        try {
            boolean _ = end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // then what is known by now is told
        }
    }

    /// What the call has thrown; null if nothing, or if somebody has been told already.
    @Nullable Throwable takeFailure(String id) {
        return failures.remove(id);
    }

    @Nullable Throwable takeShutdownFailure() {
        return takeFailure(SHUTDOWN);
    }

    /// What nobody has been told.
    List<Throwable> takeFailures() {
        List<Throwable> all = List.copyOf(failures.values());
        failures.clear();
        return all;
    }
}
