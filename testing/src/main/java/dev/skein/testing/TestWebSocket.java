package dev.skein.testing;

import dev.skein.client.WebSocketMessage;
import dev.skein.http.Headers;
import dev.skein.http.json.JsonCodec;
import dev.skein.http.json.JsonException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The client's end of a WebSocket. What does not come in time is an [AssertionError]. For one thread at a time.
///
/// ```java
/// try (var socket = client.webSocket("/chat")) {
///     socket.send("hello");
///     socket.expectText("you said hello");
/// }
/// ```
public final class TestWebSocket implements AutoCloseable {
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    private final TestClient client;
    private final Ask ask;
    private final Socket socket;

    TestWebSocket(TestClient client, Ask ask, Socket socket) {
        this.client = client;
        this.ask = ask;
        this.socket = socket;
        client.opened(this);
    }

    /// What the application has chosen of the offered subprotocols; null if nothing.
    public @Nullable String subprotocol() {
        return socket.subprotocol();
    }

    /// The fields of the answer to the handshake.
    public Headers headers() {
        return socket.headers();
    }

    // ---- sending

    /// Sends a text message.
    ///
    /// @throws AssertionError if the WebSocket is closed, or the application takes no messages
    /// @throws InterruptedException if the caller is interrupted
    public void send(String text) throws InterruptedException {
        send(new WebSocketMessage.Text(text));
    }

    /// Sends a binary message; as [#send(String)].
    public void send(byte[] bytes) throws InterruptedException {
        send(new WebSocketMessage.Binary(bytes));
    }

    /// Sends a value as a text message of JSON; as [#send(String)].
    ///
    /// @throws IllegalArgumentException if it cannot be written as JSON
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public void sendJson(Object value) throws InterruptedException {
        try {
            send(new String(JsonCodec.installed().encode(value), StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private void send(WebSocketMessage message) throws InterruptedException {
        try {
            socket.send(message);
        } catch (IOException e) {
            throw client.failed(ask, e);
        }
    }

    // ---- receiving

    /// Waits for the next message, no longer than [TestOptions#timeout()].
    ///
    /// @throws AssertionError if none comes, or the WebSocket is closed
    /// @throws InterruptedException if the caller is interrupted
    public WebSocketMessage receive() throws InterruptedException {
        return receive(client.options().timeout());
    }

    /// Waits for the next message.
    ///
    /// @throws AssertionError if none comes in that time, or the WebSocket is closed
    /// @throws InterruptedException if the caller is interrupted
    public WebSocketMessage receive(Duration timeout) throws InterruptedException {
        WebSocketMessage message = take("a message", timeout);
        if (message == null) {
            throw closedInsteadOf("a message");
        }
        return message;
    }

    private @Nullable WebSocketMessage take(String expected, Duration timeout)
            throws InterruptedException {
        try {
            return socket.receive(timeout);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "expected "
                            + expected
                            + " from "
                            + ask.what()
                            + ", came nothing within "
                            + timeout.toMillis()
                            + " ms",
                    e);
        } catch (IOException e) {
            throw client.failed(ask, e);
        }
    }

    private AssertionError closedInsteadOf(String expected) {
        String text =
                "expected "
                        + expected
                        + " from "
                        + ask.what()
                        + ", but the WebSocket was closed with code "
                        + closeCode()
                        + (closeReason().isEmpty() ? "" : ": " + closeReason());
        return new AssertionError(text, client.failure(ask));
    }

    /// Waits for a text message with that text.
    ///
    /// @return this
    /// @throws AssertionError if something else comes, or nothing in time
    /// @throws InterruptedException if the caller is interrupted
    public TestWebSocket expectText(String text) throws InterruptedException {
        return expect(new WebSocketMessage.Text(text));
    }

    /// Waits for a binary message with these bytes; as [#expectText].
    public TestWebSocket expectBytes(byte[] bytes) throws InterruptedException {
        return expect(new WebSocketMessage.Binary(bytes));
    }

    private TestWebSocket expect(WebSocketMessage expected) throws InterruptedException {
        WebSocketMessage came = take(expected.toString(), client.options().timeout());
        if (came == null) {
            throw closedInsteadOf(expected.toString());
        }
        if (!came.equals(expected)) {
            throw new AssertionError("expected " + show(expected) + ", came " + show(came));
        }
        return this;
    }

    private static String show(WebSocketMessage message) {
        return switch (message) {
            case WebSocketMessage.Text text -> "the text " + text.text();
            case WebSocketMessage.Binary binary -> "bytes " + Arrays.toString(binary.bytes());
        };
    }

    /// Waits for a text message.
    ///
    /// @throws AssertionError if something else comes, or nothing in time
    /// @throws InterruptedException if the caller is interrupted
    public String receiveText() throws InterruptedException {
        WebSocketMessage came = receive();
        if (came instanceof WebSocketMessage.Text text) {
            return text.text();
        }
        throw new AssertionError("expected a text, came " + show(came));
    }

    /// Waits for a message of JSON.
    ///
    /// @throws AssertionError if something else comes, or nothing in time
    /// @throws InterruptedException if the caller is interrupted
    /// @throws IllegalStateException if no JSON codec is there; the message says what to add
    public <T> T receiveJson(Class<T> type) throws InterruptedException {
        WebSocketMessage came = receive();
        try {
            return came.json((Type) type);
        } catch (JsonException e) {
            throw new AssertionError(
                    "the JSON does not fit: " + e.getMessage() + "; came " + show(came), e);
        }
    }

    /// Waits until the application closes.
    ///
    /// @return this
    /// @throws AssertionError if a message comes, nothing in time, or another code
    /// @throws InterruptedException if the caller is interrupted
    public TestWebSocket expectClose(int code) throws InterruptedException {
        WebSocketMessage came = take("the end", client.options().timeout());
        if (came != null) {
            throw new AssertionError("expected the end, came " + show(came));
        }
        if (closeCode() != code) {
            throw closedInsteadOf("code " + code);
        }
        return this;
    }

    // ---- closing

    /// Closes with code 1000, and waits for the application's part. Does nothing when it is closed already.
    @Override
    public void close() {
        close(NORMAL, "");
    }

    /// Closes with a code; as [#close()].
    public void close(int code) {
        close(code, "");
    }

    /// Closes with a code and a reason; as [#close()].
    ///
    /// @param code 1000 to 1003, 1007 to 1014, 3000 to 4999 (RFC 6455 §7.4), or 1005 for none
    /// @param reason at most 123 bytes of UTF-8
    /// @throws IllegalArgumentException for another code or a longer reason
    public void close(int code, String reason) {
        socket.close(code, reason);
        client.gone(this);
    }

    void goAway() {
        close(GOING_AWAY, "");
    }

    /// The code with which it was closed: of the other side's close frame, 1006 if it was lost without one; 0 while it is open.
    public int closeCode() {
        return socket.closeCode();
    }

    /// The reason that goes with [#closeCode()]; often empty.
    public String closeReason() {
        return socket.closeReason();
    }

    @Override
    public String toString() {
        return "TestWebSocket[" + ask.what() + "]";
    }
}
