package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpDisconnect;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import dev.skein.http.PercentCoding;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to an application, in memory: no server, no socket, on the caller's thread.
public final class TestCall {
    private final App app;
    private final String method;
    private final String target;
    private final Headers.Builder headers = Headers.builder().add("host", "example.com");
    private final ArrayDeque<byte[]> rest = new ArrayDeque<>();
    private byte[] content = {};
    private String scheme = "http";
    private SocketAddress client = new InetSocketAddress("192.0.2.7", 5000);
    private boolean goesAway;

    private TestCall(App app, String method, String target) {
        this.app = app;
        this.method = method;
        this.target = target;
    }

    public static TestCall of(App app, String method, String target) {
        return new TestCall(app, method, target);
    }

    public static TestCall get(App app, String target) {
        return of(app, "GET", target);
    }

    public static TestCall post(App app, String target, String contentType, String body) {
        return of(app, "POST", target)
                .header("content-type", contentType)
                .body(body.getBytes(UTF_8));
    }

    /// In place of what is there.
    public TestCall header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /// Beside what is there.
    public TestCall plusHeader(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /// The whole body, with the head.
    public TestCall body(byte[] bytes) {
        content = bytes;
        headers.set("content-length", String.valueOf(bytes.length));
        return this;
    }

    /// A body that comes after the head, in pieces.
    public TestCall chunks(byte[]... pieces) {
        rest.addAll(List.of(pieces));
        return this;
    }

    /// The client goes away where the body should end.
    public TestCall goesAway() {
        goesAway = true;
        return this;
    }

    public TestCall encrypted() {
        scheme = "https";
        return this;
    }

    public TestCall from(SocketAddress address) {
        client = address;
        return this;
    }

    /// Has the application answer.
    ///
    /// @throws Exception what the application throws before it has answered completely
    public TestAnswer send() throws Exception {
        Memory memory = new Memory(new ArrayDeque<>(rest), goesAway);
        Exception failure = null;
        try {
            app.handle(request(scheme), memory);
        } catch (Exception e) {
            failure = e;
            if (memory.sent.isEmpty() || !new TestAnswer(memory.sent, e).isComplete()) {
                throw e;
            }
        }
        return new TestAnswer(memory.sent, failure);
    }

    /// Asks for a WebSocket, in a thread of its own.
    public TestSocket webSocket(String... subprotocols) {
        return TestSocket.open(app, request(scheme.equals("https") ? "wss" : "ws"), subprotocols);
    }

    private HttpRequest request(String named) {
        int mark = target.indexOf('?');
        String rawPath = mark < 0 ? target : target.substring(0, mark);
        return new HttpRequest(
                method,
                named,
                "1.1",
                decoded(rawPath),
                rawPath,
                mark < 0 ? "" : target.substring(mark + 1),
                headers.build(),
                client,
                new InetSocketAddress("192.0.2.1", 80),
                content,
                !rest.isEmpty() || goesAway,
                null);
    }

    private static String decoded(String rawPath) {
        try {
            return PercentCoding.decode(rawPath);
        } catch (IllegalArgumentException _) {
            return rawPath; // what a server would refuse
        }
    }

    /// Channels without anything behind them.
    private static final class Memory implements Channels {
        private final List<Message> sent = Collections.synchronizedList(new ArrayList<>());
        private final ArrayDeque<byte[]> rest;
        private final boolean goesAway;
        private @Nullable ByteBuffer current;

        Memory(ArrayDeque<byte[]> rest, boolean goesAway) {
            this.rest = rest;
            this.goesAway = goesAway;
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
                    sent.add(message);
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
                public Message receive() {
                    byte[] piece = rest.poll();
                    if (piece != null) {
                        return new HttpChunk(piece, !rest.isEmpty(), Headers.EMPTY);
                    }
                    return new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE);
                }

                @Override
                public int read(ByteBuffer target) throws DisconnectedException {
                    return readPiece(target);
                }
            };
        }

        private int readPiece(ByteBuffer target) throws DisconnectedException {
            ByteBuffer from = current;
            while (from == null || !from.hasRemaining()) {
                byte[] piece = rest.poll();
                if (piece == null) {
                    if (goesAway) {
                        throw new DisconnectedException("the client went away");
                    }
                    return -1;
                }
                from = current = ByteBuffer.wrap(piece);
            }
            int count = Math.min(from.remaining(), target.remaining());
            target.put(from.slice().limit(count));
            from.position(from.position() + count);
            return count;
        }
    }
}
