package dev.skein.testing;

import dev.skein.client.ClientOptions;
import dev.skein.client.ClientResponse;
import dev.skein.client.ClientSession;
import dev.skein.client.ClientTimeouts;
import dev.skein.client.ClientWebSocket;
import dev.skein.client.ClientWebSocketOptions;
import dev.skein.client.RedirectPolicy;
import dev.skein.client.RequestOptions;
import dev.skein.client.RetryPolicy;
import dev.skein.client.WebSocketHandshakeException;
import dev.skein.client.WebSocketMessage;
import dev.skein.client.cookie.CookieJar;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import dev.skein.loop.LoopOptions;
import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Requests over sockets, to a server of its own. Thread-safe.
final class ServerWire implements Wire {
    private final Server server;
    private final ClientSession session;
    private final Url base;

    /// How many requests wait for the head of their response.
    private final AtomicInteger waiting = new AtomicInteger();

    /// Starts the server on a free port of the loopback interface.
    ServerWire(Observed app, ServerOptions server, TestOptions options)
            throws IOException, InterruptedException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        this.server = Server.start(app, server.withBind(new InetSocketAddress(loopback, 0)));
        InetSocketAddress address = (InetSocketAddress) this.server.addresses().getFirst();
        boolean encrypted = server.tls() != null;
        this.base =
                Url.parse(
                        (encrypted ? "https" : "http") + "://localhost:" + address.getPort() + "/");
        this.session = ClientSession.create(client(options, loopback));
    }

    private static ClientOptions client(TestOptions options, InetAddress loopback) {
        ClientTimeouts timeouts =
                ClientTimeouts.none()
                        .withSocketConnect(options.timeout())
                        .withRead(options.timeout())
                        .withWrite(options.timeout());
        RequestOptions request =
                RequestOptions.defaults()
                        .withTimeouts(timeouts)
                        .withRedirects(RedirectPolicy.defaults().withFollow(false))
                        .withRetry(RetryPolicy.none())
                        .withTls(options.tls())
                        .withDecode(false);
        ClientOptions all = ClientOptions.defaults();
        return all.withRequest(request)
                .withCookies(CookieJar.none())
                .withSkipAutoHeaders("accept", "accept-encoding", "user-agent")
                .withConnect(all.connect().withResolver(_ -> List.of(loopback)))
                .withLoopOptions(LoopOptions.defaults().withName("skein-test-client"));
    }

    Server server() {
        return server;
    }

    @Override
    public Url base() {
        return base;
    }

    @Override
    public Answer send(Ask ask) throws IOException, InterruptedException {
        waiting.incrementAndGet();
        try {
            return new Received(
                    session.request(ask.method(), ask.url().toString())
                            .headers(ask.headers())
                            .body(ask.body())
                            .send());
        } finally {
            waiting.decrementAndGet();
        }
    }

    private record Received(ClientResponse response) implements Answer {
        @Override
        public int status() {
            return response.status();
        }

        @Override
        public Headers headers() {
            return response.headers();
        }

        @Override
        public byte @Nullable [] piece() throws IOException {
            return response.body().readPiece();
        }

        @Override
        public Headers trailers() {
            return response.trailers();
        }

        @Override
        public void close() {
            response.close();
        }
    }

    @Override
    public Socket open(Ask ask, List<String> subprotocols)
            throws IOException, InterruptedException {
        ClientWebSocketOptions options =
                ClientWebSocketOptions.defaults()
                        .withHeaders(ask.headers())
                        .withSubprotocols(subprotocols.toArray(String[]::new));
        try {
            return new Open(session.webSocket(ask.url().toString(), options));
        } catch (WebSocketHandshakeException e) {
            throw new RefusedException(new Refusal(e.status(), e.headers()));
        }
    }

    private record Open(ClientWebSocket socket) implements Socket {
        @Override
        public @Nullable String subprotocol() {
            return socket.subprotocol();
        }

        @Override
        public Headers headers() {
            return socket.responseHeaders();
        }

        @Override
        public void send(WebSocketMessage message) throws IOException, InterruptedException {
            switch (message) {
                case WebSocketMessage.Text text -> socket.sendText(text.text());
                case WebSocketMessage.Binary binary -> socket.sendBytes(binary.bytes());
            }
        }

        @Override
        public @Nullable WebSocketMessage receive(Duration timeout)
                throws IOException, InterruptedException, TimeoutException {
            return socket.receive(timeout);
        }

        @Override
        public void close(int code, String reason) {
            socket.close(code, reason);
        }

        @Override
        public int closeCode() {
            return socket.closeCode();
        }

        @Override
        public String closeReason() {
            return socket.closeReason();
        }
    }

    /// The answer to a handshake; the client does not keep its body.
    private record Refusal(int status, Headers headers) implements Answer {
        @Override
        public byte @Nullable [] piece() {
            return null;
        }

        @Override
        public Headers trailers() {
            return Headers.EMPTY;
        }

        @Override
        public void close() {}
    }

    /// A server lets idle connections be for a moment, so the client goes first, unless it waits for answers.
    @Override
    public void close() {
        if (waiting.get() > 0) {
            server.close();
        }
        session.close();
        server.close();
    }
}
