package dev.skein.samples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A WebSocket of the JDK's client. What comes waits in a queue.
final class SocketClient implements AutoCloseable {
    private static final long LIMIT = 10; // s

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;

    /// The other side has closed the socket.
    record Closed(int code, String reason) {}

    /// A pong has come.
    record Pong(ByteBuffer payload) {}

    SocketClient(URI uri) throws Exception {
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(uri, new Listener(received))
                        .get(LIMIT, TimeUnit.SECONDS);
    }

    void send(String text) throws Exception {
        send(text, true);
    }

    /// Sends a fragment of a message.
    void send(String text, boolean last) throws Exception {
        socket.sendText(text, last).get(LIMIT, TimeUnit.SECONDS);
    }

    void send(ByteBuffer bytes) throws Exception {
        socket.sendBinary(bytes, true).get(LIMIT, TimeUnit.SECONDS);
    }

    void ping(ByteBuffer payload) throws Exception {
        socket.sendPing(payload).get(LIMIT, TimeUnit.SECONDS);
    }

    void sendClose(int code) throws Exception {
        socket.sendClose(code, "").get(LIMIT, TimeUnit.SECONDS);
    }

    /// The next thing that came: a `String`, a `ByteBuffer`, a [Pong] or a [Closed]. Waits for it.
    Object receive() throws Exception {
        Object next = received.poll(LIMIT, TimeUnit.SECONDS);
        return switch (next) {
            case null -> throw new TimeoutException("expected a message within " + LIMIT + " s");
            case Throwable lost -> throw new ExecutionException("the WebSocket was lost", lost);
            default -> next;
        };
    }

    String receiveText() throws Exception {
        Object next = receive();
        if (next instanceof String text) {
            return text;
        }
        throw new IOException("expected text, got " + next);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        client.close();
    }

    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<Object> received;
        private final StringBuilder text = new StringBuilder();
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        Listener(BlockingQueue<Object> received) {
            this.received = received;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer part, boolean last) {
            bytes =
                    ByteBuffer.allocate(bytes.remaining() + part.remaining())
                            .put(bytes)
                            .put(part)
                            .flip();
            if (last) {
                received.add(bytes);
                bytes = ByteBuffer.allocate(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
            received.add(new Pong(copy));
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add(new Closed(code, reason));
            return null; // the client answers
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            received.add(error);
        }
    }
}
