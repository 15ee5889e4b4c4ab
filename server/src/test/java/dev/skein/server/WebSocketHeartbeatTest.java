package dev.skein.server;

import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.PING;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that are silent are asked whether they are there.
@Timeout(30)
class WebSocketHeartbeatTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final BlockingQueue<WebSocketDisconnect> ends = new LinkedBlockingQueue<>();

    private final App echo =
            (message, channels) -> {
                if (message instanceof WebSocketReceive m) {
                    channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                } else if (message instanceof WebSocketDisconnect end) {
                    ends.add(end);
                }
            };

    private static ServerOptions options(Duration interval, Duration patience) {
        return Serve.options()
                .withWebSockets(
                        WebSocketOptions.defaults()
                                .withPingInterval(interval)
                                .withPingTimeout(patience));
    }

    @Test
    void aSilentClientThatAnswersStays() throws Exception {
        try (Server server = Server.start(echo, options(SHORT, SHORT.multipliedBy(5)));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 3; i++) {
                client.pong(client.readPing().payload());
            }
            assertThat(client.exchange("x")).isEqualTo("x");
            client.closeProperly();
            assertThat(ends.take().code()).isEqualTo(1000);
        }
    }

    @Test
    void aSilentClientThatDoesNotAnswerIsCutOff() throws Exception {
        try (Logs _ = new Logs();
                Server server = Server.start(echo, options(SHORT, SHORT));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("x")).isEqualTo("x");
            client.readPing();
            assertThat(client.readClose()).isEqualTo(1011);
            client.awaitEnd();
            WebSocketDisconnect end = ends.take();
            assertThat(end.code()).isEqualTo(1011);
            assertThat(end.reason()).contains("ping");
        }
        assertThat(ends).isEmpty();
    }

    /// The connection is gone too, though its client never closes it.
    @Test
    void aDeadClientKeepsNoPlace() throws Exception {
        ServerOptions options =
                options(SHORT, SHORT).withTimeouts(Timeouts.defaults().withLinger(SHORT));
        try (Logs _ = new Logs();
                Server server = Server.start(echo, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.response().status()).isEqualTo(101);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void aClientThatTalksIsNotAsked() throws Exception {
        long interval = Duration.ofMillis(300).toNanos();
        try (Server server = Server.start(echo, options(Duration.ofNanos(interval), LONG));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            int pings = 0;
            int silences = 0; // of the machine, not of this client
            long began = System.nanoTime();
            long last = began;
            while (last - began < 3 * interval) {
                client.text("x");
                while (client.read().opcode() == PING) {
                    pings++;
                }
                long now = System.nanoTime();
                silences += now - last > interval / 2 ? 1 : 0;
                last = now;
            }
            assertThat(pings).isLessThanOrEqualTo(silences);
        }
    }

    /// Part of a long frame is a sign of life too.
    @Test
    void aClientThatIsSlowToSendOneFrameIsThere() throws Exception {
        byte[] bytes = frame(FIN | TEXT, "x".repeat(50));
        try (Server server = Server.start(echo, options(SHORT, SHORT.multipliedBy(5)));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < bytes.length; i++) {
                client.send(Arrays.copyOfRange(bytes, i, i + 1));
                Thread.sleep(8); // slowly
            }
            var frame = client.read();
            while (frame.opcode() == PING) {
                frame = client.read();
            }
            assertThat(frame.text()).hasSize(50);
            assertThat(ends).isEmpty();
        }
    }

    @Test
    void withoutAnIntervalNobodyIsAsked() throws Exception {
        WebSocketOptions silent =
                WebSocketOptions.defaults().withPingInterval(null).withPingTimeout(SHORT);
        try (Server server = Server.start(echo, Serve.options().withWebSockets(silent));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Thread.sleep(500); // longer than the time under test
            assertThat(client.exchange("x")).isEqualTo("x");
        }
    }

    /// The server does not read its pongs: it cannot hold that against it.
    @Test
    void aClientThatIsHeldBackIsNotCutOff() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketReceive m) {
                        Await.open(go);
                        seen.add(String.valueOf(m.text()));
                    } else if (message instanceof WebSocketDisconnect end) {
                        ends.add(end);
                    }
                };
        ServerOptions options =
                Serve.options()
                        .withWebSockets(
                                WebSocketOptions.defaults()
                                        .withQueue(1)
                                        .withPingInterval(SHORT)
                                        .withPingTimeout(SHORT));
        try (Server server = Server.start(app, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 5; i++) {
                client.text("" + i);
            }
            Thread.sleep(500); // longer than the times under test
            client.close(1000, "");
            go.countDown();
            for (int i = 0; i < 5; i++) {
                assertThat(seen.take()).isEqualTo("" + i);
            }
            assertThat(ends.take().code()).isEqualTo(1000);
        }
    }

    @Test
    void aCallThatTakesLongDoesNotDisturbTheHeartbeat() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.text("wait"));
                        Await.open(go);
                        channels.reply().send(WebSocketSend.text("done"));
                    }
                };
        try (Server server = Server.start(app, options(SHORT, LONG));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("wait");
            client.pong(client.readPing().payload());
            go.countDown();
            var frame = client.read();
            while (frame.opcode() == PING) {
                frame = client.read();
            }
            assertThat(frame.text()).isEqualTo("done");
        }
    }
}
