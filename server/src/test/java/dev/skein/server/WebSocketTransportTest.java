package dev.skein.server;

import static dev.skein.server.WebSocketClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.HttpRequest;
import dev.skein.app.Message;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// WebSockets over all kinds of connections; how they are counted and logged; and a client that others have written.
@Timeout(30)
class WebSocketTransportTest {
    @TempDir private Path folder = Path.of("");

    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();

    private final App echo =
            (message, channels) -> {
                seen.add(message);
                if (message instanceof WebSocketReceive m) {
                    channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                } else if (message instanceof HttpRequest m) {
                    Serve.hello(m, channels);
                } else if (message instanceof WebSocketConnect m && m.path().equals("/no")) {
                    channels.reply().send(WebSocketClose.normal());
                }
            };

    @Test
    void overTls() throws Exception {
        Certificates certificates = new Certificates(folder);
        try (Server server = Server.start(echo, Serve.options().withTls(certificates.tls()))) {
            InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
            try (RawClient raw =
                            RawClient.over(
                                    certificates
                                            .context()
                                            .getSocketFactory()
                                            .createSocket(
                                                    address.getAddress(), address.getPort()));
                    WebSocketClient client = WebSocketClient.over(raw, "/")) {
                WebSocketConnect connect = (WebSocketConnect) seen.take();
                assertThat(connect.request().scheme()).isEqualTo("wss");
                assertThat(connect.request().tls()).isNotNull();
                String text = "x".repeat(1_000_000);
                for (int i = 0; i < 3; i++) {
                    assertThat(client.exchange(text)).isEqualTo(text);
                }
                client.closeProperly(); // the JDK throws without a close_notify
            }
        }
    }

    @Test
    void overAUnixDomainSocket() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (Server server = Server.start(echo, Serve.options().withBind(address));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("hello")).isEqualTo("hello");
            client.closeProperly();
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    // ---- counting

    @Test
    void aSocketIsAConnectionAmongTheLimit() throws Exception {
        ServerOptions options = Serve.options().withLimits(Limits.defaults().withConnections(1));
        try (Server server = Server.start(echo, options)) {
            for (int i = 0; i < 3; i++) {
                try (WebSocketClient client = WebSocketClient.to(server, "/");
                        RawClient refused = RawClient.to(server)) {
                    assertThat(refused.get("/").read().status()).isEqualTo(503);
                    assertThat(client.exchange("hello")).isEqualTo("hello");
                    client.closeProperly();
                }
                Await.until("the connections are gone", () -> server.connections() == 0);
            }
        }
    }

    @Test
    void aSocketIsAConnectionOfItsAddress() throws Exception {
        ServerOptions options =
                Serve.options().withLimits(Limits.defaults().withConnectionsPerAddress(1));
        try (Server server = Server.start(echo, options)) {
            for (int i = 0; i < 3; i++) {
                try (WebSocketClient client = WebSocketClient.to(server, "/");
                        RawClient refused = RawClient.to(server)) {
                    assertThat(refused.get("/").read().status()).isEqualTo(503);
                    client.raw().reset();
                }
                Await.until("the connections are gone", () -> server.connections() == 0);
            }
        }
    }

    /// Only its handshake is a call of the kind that is limited.
    @Test
    void anOpenSocketIsNoRunningCall() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        called.countDown();
                        Await.open(go);
                    } else if (message instanceof HttpRequest m) {
                        Serve.hello(m, channels);
                    }
                };
        ServerOptions options = Serve.options().withLimits(Limits.defaults().withCalls(1));
        try (Server server = Server.start(app, options);
                RawClient raw = RawClient.to(server)) {
            raw.send(request("/"));
            Await.open(called);
            try (RawClient refused = RawClient.to(server)) {
                assertThat(refused.get("/").read().status()).isEqualTo(503);
            }
            go.countDown();
            WebSocketClient client = WebSocketClient.accepted(raw);
            try (RawClient other = RawClient.to(server)) {
                assertThat(other.get("/").read().status()).isEqualTo(200);
            }
            client.closeProperly();
        }
    }

    // ---- the access log

    @Test
    void theHandshakeIsInTheAccessLog() throws Exception {
        BlockingQueue<AccessLogEntry> log = new LinkedBlockingQueue<>();
        ServerOptions options = Serve.options().withAccessLog(log::add);
        try (Logs _ = new Logs();
                Server server = Server.start(echo, options);
                WebSocketClient client = WebSocketClient.to(server, "/a?b=c")) {
            AccessLogEntry entry = log.take();
            assertThat(entry.status()).isEqualTo(101);
            assertThat(entry.method()).isEqualTo("GET");
            assertThat(entry.target()).isEqualTo("/a?b=c");
            assertThat(entry.bytes()).isZero();
            assertThat(entry.duration()).isPositive();
            assertThat(client.exchange("hello")).isEqualTo("hello");
            client.closeProperly();
            try (RawClient refused = RawClient.to(server)) {
                assertThat(refused.exchange(request("/no")).status()).isEqualTo(403);
                assertThat(log.take().status()).isEqualTo(403);
            }
        }
        assertThat(log).isEmpty();
    }

    // ---- the JDK's client

    @Test
    void theJdksClientTalks() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (Server server = Server.start(echo, Serve.options());
                HttpClient client = HttpClient.newHttpClient()) {
            InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
            URI uri = URI.create("ws://127.0.0.1:" + address.getPort() + "/");
            WebSocket socket = client.newWebSocketBuilder().buildAsync(uri, listener(heard)).join();
            socket.sendText("in ", false).join();
            socket.sendText("parts", true).join();
            assertThat(heard.take()).isEqualTo("in parts");
            socket.sendText("x".repeat(100_000), true).join();
            StringBuilder all = new StringBuilder();
            while (all.length() < 100_000) {
                all.append(heard.take());
            }
            socket.sendClose(1000, "bye").join();
            assertThat(heard.take()).isEqualTo("closed 1000");
        }
    }

    private static WebSocket.Listener listener(BlockingQueue<String> heard) {
        return new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onText(
                    WebSocket socket, CharSequence data, boolean last) {
                heard.add(data.toString());
                socket.request(1);
                return null;
            }

            @Override
            public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                heard.add("closed " + code);
                return null;
            }
        };
    }
}
