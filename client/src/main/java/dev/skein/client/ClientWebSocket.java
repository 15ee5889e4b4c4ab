package dev.skein.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import dev.skein.http.websocket.WebSocketScratch;
import dev.skein.http.websocket.WebSocketWriter;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An open WebSocket (RFC 6455), made by [ClientSession#webSocket(String)].
///
/// ```java
/// try (var socket = session.webSocket("wss://example.com/feed")) {
///     socket.sendText("subscribe");
///     for (var message : socket) {
///         IO.println(message);
///     }
/// }
/// ```
///
/// **Threads.** Any may call anything: messages of several senders do not mix, and go out in the order in which the calls began
/// to be served. Only one at a time may receive.
///
/// **Back-pressure.** A server that sends faster than its messages are received is held back ([ClientWebSocketOptions]). While it
/// is, its pongs and its close frame are not seen either, so receive until the end, or close. Sending waits while more than
/// 64 KiB are on their way.
///
/// **Ends.** Pings are answered and close frames returned by themselves. After the server's close frame, [#receive()] returns what
/// came before it, then null. A connection that is lost without one, and a server that breaks the rules, make it throw instead.
public final class ClientWebSocket implements Iterable<WebSocketMessage>, AutoCloseable {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NO_CODE = 1005;

    private final ClientWebSocketProtocol protocol;

    ClientWebSocket(ClientWebSocketProtocol protocol) {
        this.protocol = protocol;
    }

    // ---- receiving

    /// Waits for the next message.
    ///
    /// @return null once the WebSocket is closed, by either side; [#closeCode()] says how
    /// @throws ServerDisconnectedException if the connection was lost without a close frame, or the server did not answer the
    ///     heartbeat
    /// @throws ResponseProtocolException if the server broke the rules or sent too long a message
    /// @throws WriteTimeoutException if the server took nothing for longer than [ClientTimeouts#write()]
    /// @throws InterruptedException if the caller is interrupted; no message is lost by that
    /// @throws IllegalStateException if another thread is receiving
    public @Nullable WebSocketMessage receive() throws ClientException, InterruptedException {
        try {
            return protocol.inbox().take(ClientWebSocketInbox.NEVER);
        } catch (TimeoutException e) {
            throw new IllegalStateException("expected no time limit", e);
        }
    }

    /// As [#receive()], but waits no longer than `timeout`.
    ///
    /// @throws TimeoutException if no message came in that time; the WebSocket stays as it is
    public @Nullable WebSocketMessage receive(Duration timeout)
            throws ClientException, InterruptedException, TimeoutException {
        long nanos = TimeUnit.NANOSECONDS.convert(timeout);
        return protocol.inbox()
                .take(
                        nanos == Long.MAX_VALUE
                                ? ClientWebSocketInbox.NEVER
                                : System.nanoTime() + nanos);
    }

    /// The messages as they come. It ends when this side closes, and when the server closes with code 1000, 1001 or none; any
    /// other end is thrown as [UncheckedIOException], whose cause is what [#receive()] would have thrown, or a
    /// [ServerDisconnectedException] with the server's code. If the thread is interrupted the cause is an
    /// [InterruptedIOException], and the interrupt status is set.
    @Override
    public Iterator<WebSocketMessage> iterator() {
        return new Messages();
    }

    private final class Messages implements Iterator<WebSocketMessage> {
        private @Nullable WebSocketMessage next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = receiveUnchecked();
            }
            return next != null;
        }

        @Override
        public WebSocketMessage next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the WebSocket is closed");
            }
            WebSocketMessage message = Objects.requireNonNull(next);
            next = null;
            return message;
        }
    }

    private @Nullable WebSocketMessage receiveUnchecked() {
        try {
            WebSocketMessage message = receive();
            if (message == null) {
                requireNormalEnd();
            }
            return message;
        } catch (ClientException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    new InterruptedIOException(
                            protocol.request() + ": interrupted while receiving"));
        }
    }

    private void requireNormalEnd() throws ServerDisconnectedException {
        int code = closeCode();
        boolean normal = code == NORMAL || code == GOING_AWAY || code == NO_CODE;
        if (!normal && !protocol.isClosedHere()) {
            throw new ServerDisconnectedException(
                    protocol.request(),
                    Phase.BODY,
                    "the server closed the WebSocket with code "
                            + code
                            + (closeReason().isEmpty() ? "" : ": " + closeReason()),
                    null);
        }
    }

    // ---- sending

    /// Sends a text message. Returns when it is on its way, and waits while too much is.
    ///
    /// @throws ServerDisconnectedException if the WebSocket is closed or lost; nothing has been sent then
    /// @throws WriteTimeoutException if the server took nothing for longer than [ClientTimeouts#write()]; the connection is given up
    /// @throws InterruptedException if the caller is interrupted while it waits; nothing has been sent then
    /// @throws IllegalArgumentException if it has half of a surrogate pair, which UTF-8 cannot tell
    public void sendText(String text) throws ClientException, InterruptedException {
        protocol.output().send((writer, frame) -> writer.text(text, frame));
    }

    /// Sends a binary message; as [#sendText]. The array may be changed afterwards.
    public void sendBytes(byte[] bytes) throws ClientException, InterruptedException {
        protocol.output().send((writer, frame) -> writer.binary(bytes, frame));
    }

    /// Sends a value as a text message of JSON; as [#sendText].
    ///
    /// @throws JsonException if the value has no form in JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public void sendJson(Object value) throws ClientException, JsonException, InterruptedException {
        sendText(new String(JsonCodec.installed().encode(value), UTF_8));
    }

    /// Sends a ping and waits for its pong.
    ///
    /// @return how long that took
    /// @throws ServerDisconnectedException if the WebSocket is closed or lost before the pong
    public Duration ping() throws ClientException, InterruptedException {
        CompletableFuture<Long> trip = new CompletableFuture<>();
        protocol.withPings(pings -> pings.send(trip));
        try {
            long nanos = trip.get();
            if (nanos < 0) {
                throw protocol.notOpen();
            }
            return Duration.ofNanos(nanos);
        } catch (ExecutionException e) {
            throw new IllegalStateException("expected a pong or none", e);
        } finally {
            if (!trip.isDone()) {
                protocol.withPings(pings -> pings.forget(trip));
            }
        }
    }

    // ---- closing

    /// Closes with code 1000; see [#close(int, String)].
    @Override
    public void close() {
        close(NORMAL, "");
    }

    /// Sends a close frame, waits for the server's, up to [ClientWebSocketOptions#closeTimeout()], and for the end of the connection.
    /// Messages that nobody has received are dropped. If it is closed already, only the end of the connection is waited for. A
    /// caller that is interrupted gives the connection up, and its interrupt status is set.
    ///
    /// @param code 1000 to 1003, 1007 to 1014, 3000 to 4999 (RFC 6455 §7.4), or 1005 for a frame without a code
    /// @param reason at most 123 bytes of UTF-8, none with 1005
    /// @throws IllegalArgumentException for another code or a longer reason; nothing has happened then
    public void close(int code, String reason) {
        requireFit(code, reason);
        protocol.close(code, reason);
        if (!protocol.loop().isRunning()) {
            return;
        }
        long limit = TimeUnit.NANOSECONDS.convert(protocol.options().closeTimeout());
        limit = Math.max(limit, limit + 3 * ClientWebSocketProtocol.LINGER.toNanos());
        boolean over = false;
        try {
            over = protocol.over().await(limit, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!over) {
            protocol.abort();
        }
    }

    private static void requireFit(int code, String reason) {
        try (WebSocketScratch scratch = new WebSocketScratch();
                WebSocketWriter writer = WebSocketWriter.client(null, null, scratch, () -> 0)) {
            writer.close(code, reason, new ByteSink(0));
        }
    }

    // ---- what it is

    /// Whether messages can be sent: neither side has begun to close. Messages that came before may still be there to be received.
    public boolean isOpen() {
        return protocol.isOpen();
    }

    /// Why it was closed: the code of the server's close frame, 1005 if that had none; 1006 if the connection was lost without one;
    /// the code that we have sent to a server that broke the rules; 0 while it is not over.
    public int closeCode() {
        ClientWebSocketProtocol.Closed closed = protocol.closed();
        return closed == null ? 0 : closed.code();
    }

    /// The reason that goes with [#closeCode()], perhaps empty.
    public String closeReason() {
        ClientWebSocketProtocol.Closed closed = protocol.closed();
        return closed == null ? "" : closed.reason();
    }

    /// What the server has chosen of [ClientWebSocketOptions#subprotocols()]; null if nothing.
    public @Nullable String subprotocol() {
        return protocol.agreement().subprotocol();
    }

    /// Whether messages may be compressed.
    public boolean isCompressed() {
        return protocol.agreement().deflate() != null;
    }

    /// The header fields of the server's 101.
    public Headers responseHeaders() {
        return protocol.agreement().headers();
    }

    @Override
    public String toString() {
        return "ClientWebSocket["
                + protocol.request().url()
                + (isOpen() ? "" : ", closed with " + closeCode())
                + "]";
    }
}
