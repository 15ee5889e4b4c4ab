package dev.skein.server;

import static dev.skein.server.WebSocketClient.BINARY;
import static dev.skein.server.WebSocketClient.CLOSE;
import static dev.skein.server.WebSocketClient.COMPRESSED;
import static dev.skein.server.WebSocketClient.CONTINUATION;
import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.PING;
import static dev.skein.server.WebSocketClient.PONG;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.bare;
import static dev.skein.server.WebSocketClient.closing;
import static dev.skein.server.WebSocketClient.frame;
import static dev.skein.server.WebSocketClient.header;
import static dev.skein.server.WebSocketClient.request;
import static dev.skein.server.WebSocketClient.together;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.skein.app.App;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.websocket.WebSocketLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client must not do, and what comes of it: for it, and not for others.
@Timeout(30)
class WebSocketErrorsTest {
    private final BlockingQueue<WebSocketDisconnect> ends = new LinkedBlockingQueue<>();

    private final App echo =
            (message, channels) -> {
                if (message instanceof WebSocketReceive m) {
                    channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                } else if (message instanceof WebSocketDisconnect end && end.path().equals("/")) {
                    ends.add(end);
                }
            };

    private Server start(WebSocketOptions options) throws Exception {
        return Server.start(echo, Serve.options().withLoops(1).withWebSockets(options));
    }

    private Server start() throws Exception {
        return start(WebSocketOptions.defaults());
    }

    private static WebSocketOptions withLimits(WebSocketLimits limits) {
        return WebSocketOptions.defaults().withLimits(limits);
    }

    static Stream<Arguments> mistakes() {
        String mask = "0000";
        byte[] beyondAll = {(byte) 0x82, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1};
        return Stream.of(
                arguments("no mask", bare(FIN | TEXT, "hello"), 1002),
                arguments("reserved bit 1", frame(FIN | COMPRESSED | TEXT, "hello"), 1002),
                arguments("reserved bit 2", frame(FIN | 0x20 | TEXT, "hello"), 1002),
                arguments("reserved bit 3", frame(FIN | 0x10 | TEXT, "hello"), 1002),
                arguments("opcode 3", frame(FIN | 3, "hello"), 1002),
                arguments("opcode 11", frame(FIN | 11, ""), 1002),
                arguments("ping in parts", frame(PING, ""), 1002),
                arguments("long ping", frame(FIN | PING, "x".repeat(126)), 1002),
                arguments("nothing to continue", frame(FIN | CONTINUATION, "x"), 1002),
                arguments("text in text", together(frame(TEXT, ""), frame(TEXT, "")), 1002),
                arguments("not UTF-8", frame(FIN | TEXT, new byte[] {'a', (byte) 0xFF}), 1007),
                arguments(
                        "half a character",
                        together(frame(TEXT, new byte[] {(byte) 0xE2}), frame(FIN, "x")),
                        1007),
                arguments("close of one byte", frame(FIN | CLOSE, "x"), 1002),
                arguments("close code 1005", closing(1005, ""), 1002),
                arguments("close code 2999", closing(2999, ""), 1002),
                arguments(
                        "close reason not UTF-8",
                        frame(FIN | CLOSE, new byte[] {3, (byte) 0xE8, (byte) 0xFF}),
                        1007),
                arguments(
                        "17 MiB announced",
                        together(header(FIN | BINARY, 0x80, 17 << 20), mask.getBytes(ISO_8859_1)),
                        1009),
                arguments("2^63 and more announced", together(beyondAll, new byte[4]), 1002),
                arguments(
                        "length in too many bytes",
                        together(
                                new byte[] {(byte) 0x82, (byte) 0xFE, 0, 5},
                                mask.getBytes(ISO_8859_1),
                                new byte[5]),
                        1002));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsAnsweredLoggedAndReported(String mistake, byte[] bytes, int code)
            throws Exception {
        try (Logs logs = new Logs();
                Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/");
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            assertThat(client.exchange("before")).isEqualTo("before");
            client.send(bytes);
            assertThat(client.readClose()).as(mistake).isEqualTo(code);
            client.awaitEnd();
            WebSocketDisconnect end = ends.take();
            assertThat(end.code()).isEqualTo(code);
            assertThat(end.order()).isEqualTo(2);
            assertThat(logs.await(1, "closing the WebSocket / of ")).hasSize(1);
            assertThat(logs.linesWith("with " + Integer.toString(code))).hasSize(1);
            assertThat(other.exchange("undisturbed")).isEqualTo("undisturbed");
            client.leave();
            Await.until("the connection is gone", () -> server.connections() == 1);
        }
        assertThat(ends).isEmpty();
    }

    @Test
    void theCloseFrameIsReadableThoughTheClientSendsOn() throws Exception {
        try (Logs _ = new Logs();
                Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(bare(FIN | TEXT, "no mask"));
            for (int i = 0; i < 200; i++) {
                client.text("x".repeat(10_000));
            }
            assertThat(client.readClose()).isEqualTo(1002);
            client.awaitEnd();
        }
    }

    @Test
    void whoSendsOnAndOnIsCutOff() throws Exception {
        try (Logs _ = new Logs();
                Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(bare(FIN | TEXT, "no mask"));
            Stuffer stuffer = Stuffer.start(client.raw(), new byte[100_000], 1_000_000);
            stuffer.awaitEnd();
            assertThat(stuffer.failure()).isNotNull();
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void lingeringEndsByItself() throws Exception {
        ServerOptions options =
                Serve.options()
                        .withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(200)));
        try (Logs _ = new Logs();
                Server server = Server.start(echo, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(bare(FIN | TEXT, "no mask"));
            assertThat(client.readClose()).isEqualTo(1002);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void aMistakeBehindTheRequestIsAnsweredToo() throws Exception {
        try (Logs _ = new Logs();
                Server server = start();
                RawClient raw = RawClient.to(server)) {
            raw.send(together(request("/").getBytes(ISO_8859_1), bare(FIN | TEXT, "no mask")));
            WebSocketClient client = WebSocketClient.accepted(raw);
            assertThat(client.readClose()).isEqualTo(1002);
            client.awaitEnd();
            assertThat(ends.take().code()).isEqualTo(1002);
        }
    }

    @Test
    void messagesBeforeAMistakeCount() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        try (Logs _ = new Logs();
                Server server = Server.start((message, _) -> seen.add(message), Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(
                    frame(FIN | TEXT, "1"), frame(FIN | TEXT, "2"), bare(FIN | TEXT, "no mask"));
            seen.take();
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 1, "1"));
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 2, "2"));
            assertThat(((WebSocketDisconnect) seen.take()).code()).isEqualTo(1002);
        }
    }

    @Test
    void whatCameBeforeAMistakeIsAnswered() throws Exception {
        try (Logs _ = new Logs();
                Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(frame(FIN | TEXT, "1"), bare(FIN | TEXT, "no mask"));
            assertThat(client.readText()).isEqualTo("1");
            assertThat(client.readClose()).isEqualTo(1002);
            client.awaitEnd();
        }
    }

    // ---- limits

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aMessageMayBeAsLongAsTheLimitAndNoLonger(int parts) throws Exception {
        WebSocketOptions options = withLimits(WebSocketLimits.defaults().withMessageBytes(1000));
        try (Logs logs = new Logs();
                Server server = start(options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            send(client, 1000, parts);
            assertThat(client.readText()).hasSize(1000);
            send(client, 1001, parts);
            assertThat(client.readClose()).isEqualTo(1009);
            client.awaitEnd();
            assertThat(ends.take().code()).isEqualTo(1009);
            assertThat(logs.await(1, "with 1009")).hasSize(1);
        }
    }

    private static void send(WebSocketClient client, int length, int parts) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        int left = length;
        for (int i = 1; i <= parts; i++) {
            int size = i == parts ? left : length / parts;
            left -= size;
            int first = (i == 1 ? TEXT : CONTINUATION) | (i == parts ? FIN : 0);
            frames.add(frame(first, "x".repeat(size)));
        }
        client.send(frames.toArray(new byte[0][]));
    }

    @Test
    void aFrameHasALimitOfItsOwn() throws Exception {
        WebSocketOptions options = withLimits(WebSocketLimits.defaults().withFrameBytes(500));
        try (Logs _ = new Logs();
                Server server = start(options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            send(client, 1000, 2);
            assertThat(client.readText()).hasSize(1000);
            send(client, 501, 1);
            assertThat(client.readClose()).isEqualTo(1009);
        }
    }

    @Test
    void aMessageHasSoManyPartsAndNoMore() throws Exception {
        WebSocketOptions options = withLimits(WebSocketLimits.defaults().withFragments(10));
        try (Logs _ = new Logs();
                Server server = start(options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            send(client, 10, 10);
            assertThat(client.readText()).hasSize(10);
            send(client, 11, 11);
            assertThat(client.readClose()).isEqualTo(1009);
        }
    }

    /// Who announces much and sends little costs little.
    @Test
    void announcedBytesCostNothing() throws Exception {
        int sockets = 300;
        int announced = 15 << 20;
        byte[] beginning = together(header(FIN | BINARY, 0x80, announced), new byte[1000]);
        List<WebSocketClient> clients = new ArrayList<>();
        try (Server server = start();
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            for (int i = 0; i < sockets; i++) {
                clients.add(WebSocketClient.to(server, "/").send(beginning));
            }
            assertThat(other.exchange("undisturbed")).isEqualTo("undisturbed");
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long used = runtime.totalMemory() - runtime.freeMemory();
            assertThat(used).isLessThan((long) sockets * announced / 10);
            for (WebSocketClient each : clients) {
                each.close();
            }
        }
    }

    // ---- control frames

    @Test
    void pingsAreAnsweredInOrder() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 20; i++) {
                client.ping("ping " + i);
            }
            client.ping("").ping("x".repeat(125));
            for (int i = 0; i < 20; i++) {
                assertThat(client.readPong()).isEqualTo("ping " + i);
            }
            assertThat(client.readPong()).isEmpty();
            assertThat(client.readPong()).hasSize(125);
        }
    }

    @Test
    void pongsThatNobodyAskedForAreIgnored() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.pong(new byte[] {1, 2, 3});
            assertThat(client.exchange("x")).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG})
    void tooManyControlFramesInASecondAre1008(int opcode) throws Exception {
        try (Logs _ = new Logs();
                Server server = start(WebSocketOptions.defaults().withControlFrames(50));
                WebSocketClient client = WebSocketClient.to(server, "/");
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            List<byte[]> flood = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                flood.add(frame(FIN | opcode, "x"));
            }
            client.send(flood.toArray(new byte[0][]));
            int pongs = 0;
            var frame = client.read();
            for (; frame.opcode() == PONG; frame = client.read()) {
                pongs++;
            }
            assertThat(frame.opcode()).isEqualTo(CLOSE);
            assertThat(frame.code()).isEqualTo(1008);
            assertThat(pongs).isLessThanOrEqualTo(opcode == PING ? 150 : 0);
            assertThat(ends.take().code()).isEqualTo(1008);
            assertThat(other.exchange("undisturbed")).isEqualTo("undisturbed");
        }
    }
}
