package dev.skein.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import dev.skein.web.exception.HttpBadRequest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Server-sent events on their way to one client (WHATWG HTML §9.2). The head is sent at once; each event as it is given.
///
/// ```java
/// app.router().get("/prices", request -> Response.events(events -> {
///     while (true) {
///         events.send(prices.take());
///     }
/// }));
/// ```
///
/// **The end.** When the client is gone or the server stops, the writer's thread is interrupted, wherever it waits; what the writer then
/// throws on account of that is no failure. A client that is still there gets a proper end. One that the writer ends comes back by
/// itself after a while, with [#lastEventId()], unless it is told not to: browsers stop at status 204.
///
/// **Threads.** Sending is for any thread, as long as the writer has not returned. It waits while the client takes nothing.
///
/// **Rules.** The body of the request must have been read before. Everything that sends throws [DisconnectedException] when the client is
/// gone or the writer has returned, and [InterruptedIOException] when the sender is interrupted, whose interrupt status is set then.
public final class EventStream {
    private static final Headers HEADERS =
            Headers.of(
                    "content-type", "text/event-stream",
                    "cache-control", "no-store",
                    "x-accel-buffering",
                            "no"); // asks nginx not to collect what should go on at once

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final byte[] BEAT = ServerSentEvent.formatComment("").getBytes(UTF_8);

    /// How many causes of an exception are looked at: they may form a ring.
    private static final int DEPTH = 20;

    private final ResponseStream out;
    private final Thread writer = Thread.currentThread();
    private final EventHeartbeat heartbeat = new EventHeartbeat(this);

    /// Whose turn it is to write. No lock, for it is kept while a slow client is waited for.
    private final Semaphore turn = new Semaphore(1);

    /// Guards that nobody is interrupted who is not writing.
    private final Object ending = new Object();

    private volatile long sentAt = System.nanoTime();
    private volatile HttpDisconnect.@Nullable Cause over;
    private volatile boolean returned;

    private EventStream(ResponseStream out) {
        this.out = out;
    }

    static Response response(EventWriter writer) {
        return Response.of(200, HEADERS, new Body.Stream(out -> new EventStream(out).run(writer)));
    }

    // ---- its life
    // -------------------------------------------------------------------------------------------------------------

    private void run(EventWriter events) throws Exception {
        if (request().isWebSocket()) {
            throw new HttpBadRequest("expected a request for events, got one for a WebSocket");
        }
        out.flush();
        Thread watcher =
                Thread.ofVirtual()
                        .name("skein-events")
                        .inheritInheritableThreadLocals(false)
                        .start(this::watch);
        try {
            heartbeat.every(HEARTBEAT);
            events.write(this);
        } catch (Exception e) {
            if (over == null || !isInterruption(e)) {
                throw e;
            }
        } finally {
            watcher.interrupt();
            heartbeat.stop();
            end();
        }
    }

    /// Waits for who still sends, and takes back an interruption that came too late.
    private void end() {
        turn.acquireUninterruptibly();
        synchronized (ending) {
            returned = true;
            if (over != null) {
                Thread.interrupted();
            }
        }
        turn.release();
    }

    private void watch() {
        try {
            finish(request().awaitDisconnect());
        } catch (IOException _) {
            finish(HttpDisconnect.Cause.CLIENT_GONE);
        } catch (UnsupportedMessageException | InterruptedException _) {
            // nobody tells here when the client goes, or the writer was quicker
        }
    }

    private void finish(HttpDisconnect.Cause cause) {
        synchronized (ending) {
            if (!returned && over == null) {
                over = cause;
                writer.interrupt();
            }
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEPTH; depth++) {
            if (each instanceof InterruptedException
                    || each instanceof InterruptedIOException
                    || each instanceof ClosedByInterruptException
                    || each instanceof DisconnectedException) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    // ---- what it knows
    // --------------------------------------------------------------------------------------------------------

    /// The request that is answered.
    public Request request() {
        return out.request();
    }

    /// The id of the last event that the client has seen on an earlier connection, or null if it names none. It says what it likes.
    public @Nullable String lastEventId() {
        String field = request().header("last-event-id");
        if (field == null || field.isEmpty()) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(field.getBytes(ISO_8859_1));
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    /// Whether the client is there and the server goes on, as far as is known here.
    public boolean isOpen() {
        return over == null && !returned;
    }

    /// Sets how long nothing is sent before a comment is sent to show that both sides are there.
    ///
    /// @param interval null for never; 15 seconds by default
    /// @throws IllegalArgumentException if it is not positive
    public void heartbeat(@Nullable Duration interval) {
        heartbeat.every(interval);
    }

    // ---- sending
    // --------------------------------------------------------------------------------------------------------------

    /// Sends an event of the name `message`.
    ///
    /// @param data as of [ServerSentEvent#data()]
    public void send(String data) throws IOException {
        send(ServerSentEvent.of(data));
    }

    /// Sends an event.
    public void send(ServerSentEvent event) throws IOException {
        sendText(event.format());
    }

    /// Sends a value as JSON, in an event of the name `message`.
    ///
    /// @throws IllegalArgumentException as of [ServerSentEvent#ofJson]
    public void sendJson(Object value) throws IOException {
        send(ServerSentEvent.ofJson(value));
    }

    /// Sends a comment, which clients pass over.
    public void comment(String text) throws IOException {
        sendText(ServerSentEvent.formatComment(text));
    }

    /// Tells the client how long to wait before it comes back.
    ///
    /// @param time in whole milliseconds
    /// @throws IllegalArgumentException if it is negative
    public void retry(Duration time) throws IOException {
        sendText(ServerSentEvent.formatRetry(time));
    }

    private void sendText(String text) throws IOException {
        send(List.of(text.getBytes(UTF_8)));
    }

    /// Sends what has been formatted before.
    void send(List<byte[]> formatted) throws IOException {
        try {
            turn.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before an event was sent");
        }
        try {
            write(formatted);
        } finally {
            turn.release();
        }
    }

    private void write(List<byte[]> formatted) throws IOException {
        if (returned || over == HttpDisconnect.Cause.CLIENT_GONE) {
            throw new DisconnectedException(
                    returned ? "the writer of the events has returned" : "the client is gone");
        }
        for (byte[] each : formatted) {
            out.write(each);
        }
        out.flush();
        sentAt = System.nanoTime();
    }

    /// How long nothing has been sent, in nanoseconds.
    long silence() {
        return System.nanoTime() - sentAt;
    }

    /// Shows that this side is there, unless somebody is sending anyway.
    void beat() {
        if (!turn.tryAcquire()) {
            return;
        }
        try {
            write(List.of(BEAT));
        } catch (IOException _) {
            finish(HttpDisconnect.Cause.CLIENT_GONE);
        } finally {
            turn.release();
        }
    }
}
