package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.json.JsonCodec;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpUpgradeRequired;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A WebSocket, accepted.
///
/// ```java
/// static Response answer(Request request) throws Exception {
///     WebSocket socket = request.webSocket();
///     for (var message : socket) {
///         socket.send(message.asText() + "/answer");
///     }
///     return socket.response();
/// }
/// ```
///
/// Messages wait in the server until they are received; a client that sends faster is held back. Sending is for any thread; receiving
/// for one at a time. When the handler is through, the socket is closed if it is not: with 1000, or with 1011 after an exception.
public final class WebSocket implements Iterable<WebSocketMessage>, AutoCloseable {
    private static final int NORMAL = 1000;
    private static final int MOST_REASON = 123;

    private final Request request;
    private final Channels channels;
    private final @Nullable String subprotocol;
    private volatile boolean closing;
    private volatile @Nullable WebSocketDisconnect ended;

    private WebSocket(Request request, @Nullable String subprotocol) {
        this.request = request;
        this.channels = request.channels();
        this.subprotocol = subprotocol;
    }

    static WebSocket accept(Request request, WebSocketTerms terms)
            throws IOException, InterruptedException {
        if (!request.isWebSocket()) {
            throw new HttpUpgradeRequired("websocket");
        }
        if (!terms.allows(request)) {
            throw new HttpForbidden("pages of this origin may not open a WebSocket here");
        }
        String subprotocol = terms.choose(request.subprotocols());
        request.channels().reply().send(new WebSocketAccept(subprotocol, terms.headers()));
        return new WebSocket(request, subprotocol);
    }

    /// Accepts a socket, and has it served.
    static Response serve(Request request, WebSocketTerms terms, WebSocketHandler handler)
            throws Exception {
        WebSocket socket = request.webSocket(terms);
        handler.handle(socket);
        return socket.response();
    }

    /// The request that it began as.
    public Request request() {
        return request;
    }

    /// The subprotocol agreed upon, or null.
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /// What a handler returns that has served a socket.
    public Response response() {
        return Response.sent();
    }

    // ---- receiving
    // ------------------------------------------------------------------------------------------------------------

    /// Waits for the next message.
    ///
    /// @return null once the socket is closed
    public @Nullable WebSocketMessage receive() throws IOException, InterruptedException {
        while (ended == null) {
            switch (channels.body().receive()) {
                case WebSocketReceive message -> {
                    return asMessage(message);
                }
                case WebSocketDisconnect end -> ended = end;
                default -> {}
            }
        }
        return null;
    }

    private static WebSocketMessage asMessage(WebSocketReceive message) {
        String text = message.text();
        byte[] bytes = message.bytes();
        if (text != null) {
            return new WebSocketMessage.Text(text);
        }
        return new WebSocketMessage.Binary(bytes == null ? new byte[0] : bytes);
    }

    /// The messages to come, until the socket is closed. An interruption ends the loop by an [UncheckedIOException].
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
            WebSocketMessage message = hasNext() ? next : null;
            if (message == null) {
                throw new NoSuchElementException("the WebSocket is closed");
            }
            next = null;
            return message;
        }
    }

    private @Nullable WebSocketMessage receiveUnchecked() {
        try {
            return receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(
                    new InterruptedIOException("interrupted while it waited for a message"));
        }
    }

    // ---- sending
    // --------------------------------------------------------------------------------------------------------------

    /// Sends a text message. Waits while the client takes nothing.
    ///
    /// @throws DisconnectedException if the socket is closed
    public void send(String text) throws IOException, InterruptedException {
        channels.reply().send(WebSocketSend.text(text));
    }

    /// Sends a binary message. Waits while the client takes nothing.
    ///
    /// @param bytes not to be changed any more
    /// @throws DisconnectedException if the socket is closed
    public void send(byte[] bytes) throws IOException, InterruptedException {
        channels.reply().send(WebSocketSend.bytes(bytes));
    }

    /// Sends a message made before: sent to many sockets it is encoded once.
    ///
    /// @throws DisconnectedException if the socket is closed
    public void send(WebSocketSend message) throws IOException, InterruptedException {
        channels.reply().send(message);
    }

    /// Sends a value as JSON, in a text message.
    ///
    /// @throws dev.skein.http.json.JsonException if it has no form in JSON
    /// @throws DisconnectedException if the socket is closed
    public void sendJson(Object value) throws IOException, InterruptedException {
        send(new String(JsonCodec.installed().encode(value), UTF_8));
    }

    // ---- closing
    // --------------------------------------------------------------------------------------------------------------

    /// Closes the socket with code 1000. May be called again, and when the client is gone.
    @Override
    public void close() {
        close(NORMAL, "");
    }

    /// Closes the socket. Nothing can be sent after that; the first call decides.
    ///
    /// @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 §7.4)
    /// @param reason at most 123 bytes of UTF-8
    /// @throws IllegalArgumentException if either is another; the socket stays open
    public void close(int code, String reason) {
        if (closing || ended != null) {
            return;
        }
        requireFit(code, reason);
        closing = true;
        try {
            channels.reply().send(new WebSocketClose(code, reason));
        } catch (IOException _) {
            // the client is gone: it is closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the message is on its way: only waiting ended
        }
    }

    private static void requireFit(int code, String reason) {
        boolean known = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
        if (!known && (code < 3000 || code > 4999)) {
            throw new IllegalArgumentException(
                    "expected a code from 1000 to 1003, 1007 to 1014 or 3000 to 4999, got " + code);
        }
        if (reason.getBytes(UTF_8).length > MOST_REASON) {
            throw new IllegalArgumentException(
                    "expected a reason of at most " + MOST_REASON + " bytes, got " + reason);
        }
    }

    /// Whether neither side has closed it, as far as is known here.
    public boolean isOpen() {
        return !closing && ended == null;
    }

    /// Why it ended (RFC 6455 §7.4), or 0 as long as the end was not received.
    public int closeCode() {
        WebSocketDisconnect end = ended;
        return end == null ? 0 : end.code();
    }

    /// The reason in words; often empty.
    public String closeReason() {
        WebSocketDisconnect end = ended;
        return end == null ? "" : end.reason();
    }

    @Override
    public String toString() {
        return "WebSocket["
                + request.path()
                + (isOpen() ? "" : ", closed with " + closeCode())
                + "]";
    }
}
