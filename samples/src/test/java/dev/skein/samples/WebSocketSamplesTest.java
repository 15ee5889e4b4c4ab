package dev.skein.samples;

import static dev.skein.samples.SamplesTest.port;
import static dev.skein.samples.SamplesTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cli.RunningApp;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/// One test for each folder of samples with WebSockets, asked by the JDK's client.
class WebSocketSamplesTest {
    private static final String UPGRADE =
            """
            GET / HTTP/1.1\r
            host: localhost\r
            upgrade: websocket\r
            connection: upgrade\r
            sec-websocket-version: 13\r
            sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    /// A masked close frame without a code.
    private static final String CLOSE = "\u0088\u0080\0\0\0\0";

    @Test
    void websocketEcho() throws Exception {
        try (RunningApp app = start("websocket-echo/WebSocketEcho.java");
                SocketClient client = connect(app)) {
            client.send("Grüße 🧶");
            assertThat(client.receive()).isEqualTo("Grüße 🧶");
            client.send("in ", false);
            client.send("two parts", true);
            assertThat(client.receive()).isEqualTo("in two parts");
            client.send(ByteBuffer.wrap(new byte[] {0, -1, 127}));
            assertThat(client.receive()).isEqualTo(ByteBuffer.wrap(new byte[] {0, -1, 127}));
            String large = "0123456789".repeat(100_000);
            client.send(large);
            assertThat(client.receiveText()).isEqualTo(large);
            client.ping(ByteBuffer.wrap(new byte[] {1}));
            assertThat(client.receive())
                    .isEqualTo(new SocketClient.Pong(ByteBuffer.wrap(new byte[] {1})));
            client.sendClose(1000);
            assertThat(client.receive()).isEqualTo(new SocketClient.Closed(1000, ""));
        }
    }

    @Test
    void tick() throws Exception {
        try (RunningApp app = start("tick/Tick.java");
                SocketClient client = connect(app)) {
            LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
            LocalDateTime first = time(client.receiveText());
            assertThat(first).isBetween(now.minusSeconds(15), now.plusSeconds(15));
            LocalDateTime second = time(client.receiveText());
            assertThat(Duration.between(first, second))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    private static LocalDateTime time(String text) {
        return LocalDateTime.parse(text, DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
    }

    @Test
    void counter() throws Exception {
        try (RunningApp app = start("counter/Counter.java");
                SocketClient one = connect(app);
                SocketClient other = connect(app)) {
            one.send("20");
            assertThat(one.receive()).isEqualTo("20");
            one.send("22");
            assertThat(one.receive()).isEqualTo("42");
            other.send("-1");
            assertThat(other.receive()).isEqualTo("-1");
            one.send("two");
            assertThat(one.receive()).isEqualTo(new SocketClient.Closed(1008, "not a number"));
            other.send("1");
            assertThat(other.receive()).isEqualTo("0");
        }
    }

    @Test
    void chat() throws Exception {
        try (RunningApp app = start("chat/Chat.java");
                SocketClient one = connect(app)) {
            try (SocketClient other = connect(app)) {
                one.send("hello");
                assertThat(one.receive()).isEqualTo("hello");
                assertThat(other.receive()).isEqualTo("hello");
                other.send("bye");
                assertThat(one.receive()).isEqualTo("bye");
                assertThat(other.receive()).isEqualTo("bye");
                other.sendClose(1000);
                assertThat(other.receive()).isEqualTo(new SocketClient.Closed(1000, ""));
            }
            one.send("still here");
            assertThat(one.receive()).isEqualTo("still here");
        }
    }

    @Test
    void aChatLeavesOutWhoDoesNotRead() throws Exception {
        try (RunningApp app = start("chat/Chat.java");
                SocketClient one = connect(app);
                SocketClient other = connect(app);
                RawClient deaf = new RawClient(app.addresses().getFirst())) {
            deaf.send(UPGRADE);
            assertThat(deaf.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
            String large = "0123456789abcdef".repeat(1 << 14);
            for (int i = 0; i < 64; i++) { // more than the kernel takes for one who does not read
                one.send(large);
                assertThat(one.receiveText()).isEqualTo(large);
                assertThat(other.receiveText()).isEqualTo(large);
            }
            one.send("without you");
            assertThat(other.receive()).isEqualTo("without you");
            deaf.send(CLOSE);
            assertThat(deaf.readAll()).contains(large).doesNotContain("without you");
        }
    }

    private static SocketClient connect(RunningApp app) throws Exception {
        return new SocketClient(URI.create("ws://127.0.0.1:" + port(app) + "/"));
    }
}
