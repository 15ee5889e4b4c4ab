package dev.skein.server;

import static dev.skein.server.WebSocketClient.BINARY;
import static dev.skein.server.WebSocketClient.COMPRESSED;
import static dev.skein.server.WebSocketClient.CONTINUATION;
import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.websocket.DeflateOptions;
import dev.skein.http.websocket.WebSocketLimits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compressed messages (RFC 7692), with the JDK's own compressor on the other side.
@Timeout(30)
class WebSocketDeflateTest {
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final byte[] TAIL = {0, 0, -1, -1};

    private static final App ECHO =
            (message, channels) -> {
                if (message instanceof WebSocketReceive m) {
                    channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                }
            };

    private static Server start(@Nullable DeflateOptions deflate) throws Exception {
        return start(ECHO, WebSocketOptions.defaults().withDeflate(deflate));
    }

    private static Server start(App app, WebSocketOptions options) throws Exception {
        return Server.start(app, Serve.options().withWebSockets(options));
    }

    private static @Nullable String extensions(WebSocketClient client) {
        return client.response().header("sec-websocket-extensions");
    }

    private static byte[] deflated(Deflater deflater, byte[] bytes) {
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, length - TAIL.length);
    }

    private static byte[] deflated(byte[] bytes) {
        try (Deflater deflater = new Deflater(9, true)) {
            return deflated(deflater, bytes);
        }
    }

    private static byte[] inflated(Inflater inflater, byte[] bytes) throws DataFormatException {
        inflater.setInput(WebSocketClient.together(bytes, TAIL));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[10_000];
        for (int length = inflater.inflate(part); length > 0; length = inflater.inflate(part)) {
            all.write(part, 0, length);
        }
        return all.toByteArray();
    }

    /// The content of a message that comes in one frame and does not refer to those before.
    private static String readAlone(WebSocketClient client, boolean compressed) throws Exception {
        var frame = client.read();
        assertThat(frame.fin()).isTrue();
        assertThat(frame.compressed()).isEqualTo(compressed);
        if (!compressed) {
            return frame.text();
        }
        try (Inflater inflater = new Inflater(true)) {
            return new String(inflated(inflater, frame.payload()), UTF_8);
        }
    }

    private static String words(int seed, int count) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(Integer.toString(random.nextInt(1000), 36)).append(" \u00e4 ");
        }
        return text.toString();
    }

    // ---- what is agreed

    @Test
    void itIsAgreedWhenOffered() throws Exception {
        try (Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER)) {
            assertThat(extensions(client)).startsWith("permessage-deflate");
            String text = words(1, 2000);
            client.send(frame(FIN | COMPRESSED | TEXT, deflated(text.getBytes(UTF_8))));
            assertThat(readAlone(client, true)).isEqualTo(text);
            assertThat(client.exchange("short and plain")).isEqualTo("short and plain");
            client.closeProperly();
        }
    }

    @Test
    void itIsNotAgreedUnlessOfferedAndWanted() throws Exception {
        String text = words(2, 2000);
        try (Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(extensions(client)).isNull();
            assertThat(client.exchange(text)).isEqualTo(text);
        }
        try (Logs _ = new Logs();
                Server server = start(null);
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER)) {
            assertThat(extensions(client)).isNull();
            assertThat(client.exchange(text)).isEqualTo(text);
            client.send(frame(FIN | COMPRESSED | TEXT, deflated(text.getBytes(UTF_8))));
            assertThat(client.readClose()).isEqualTo(1002);
        }
    }

    @Test
    void manyMessagesOfBothKindsGoBothWays() throws Exception {
        try (Server server = start(DeflateOptions.defaults());
                WebSocketClient client =
                        WebSocketClient.to(server, "/", OFFER + "; client_no_context_takeover");
                Deflater deflater = new Deflater(6, true)) {
            for (int i = 0; i < 50; i++) {
                String text = words(i, 10 * i);
                byte[] bytes = deflated(deflater, text.getBytes(UTF_8));
                deflater.reset();
                int cut = bytes.length / 2;
                client.send(
                        frame(COMPRESSED | TEXT, Arrays.copyOf(bytes, cut)),
                        frame(FIN | CONTINUATION, Arrays.copyOfRange(bytes, cut, bytes.length)));
                assertThat(readAlone(client, text.getBytes(UTF_8).length >= 128)).isEqualTo(text);
                client.binary(text.getBytes(UTF_8));
                var frame = client.read();
                assertThat(frame.opcode()).isEqualTo(BINARY);
                assertThat(frame.compressed()).isEqualTo(text.getBytes(UTF_8).length >= 128);
            }
            client.closeProperly();
        }
    }

    @Test
    void aSmallWindowIsKept() throws Exception {
        byte[] random = new byte[600]; // farther back than 2^9 bytes
        new Random(5).nextBytes(random);
        byte[] twice = WebSocketClient.together(random, random);
        try (Server server = start(DeflateOptions.defaults());
                WebSocketClient wide = WebSocketClient.to(server, "/", OFFER);
                WebSocketClient narrow =
                        WebSocketClient.to(server, "/", OFFER + "; server_max_window_bits=9")) {
            assertThat(extensions(narrow)).contains("server_max_window_bits=9");
            wide.binary(twice);
            var frame = wide.read();
            assertThat(frame.payload()).hasSizeLessThan(700);
            narrow.binary(twice);
            frame = narrow.read();
            assertThat(frame.payload()).hasSizeGreaterThan(1100);
            String text = words(3, 3000);
            narrow.text(text);
            assertThat(readAlone(narrow, true)).isEqualTo(text);
        }
    }

    @Test
    void contextTakeoverIsAnOption() throws Exception {
        byte[] random = new byte[2000];
        new Random(6).nextBytes(random);
        DeflateOptions options = DeflateOptions.defaults().withContextTakeover(true);
        try (Server server = start(options);
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER);
                Inflater inflater = new Inflater(true);
                Deflater deflater = new Deflater(9, true)) {
            assertThat(extensions(client)).doesNotContain("no_context_takeover");
            for (int i = 0; i < 5; i++) {
                byte[] packed = deflated(deflater, random);
                client.send(frame(FIN | COMPRESSED | BINARY, packed));
                var frame = client.read();
                assertThat(frame.compressed()).isTrue();
                assertThat(inflated(inflater, frame.payload())).isEqualTo(random);
                assertThat(frame.payload().length < 200).isEqualTo(i > 0);
                assertThat(packed.length < 200).isEqualTo(i > 0);
            }
        }
    }

    @Test
    void withoutContextTakeoverEachMessageStandsAlone() throws Exception {
        String text = words(7, 500);
        try (Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER)) {
            for (int i = 0; i < 3; i++) {
                client.text(text);
                assertThat(readAlone(client, true)).isEqualTo(text);
            }
        }
    }

    // ---- fan-out

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSameMessageIsRightForEachSocket(boolean contextTakeover) throws Exception {
        Set<Channel> sockets = ConcurrentHashMap.newKeySet();
        App chat =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        sockets.add(channels.reply());
                    } else if (message instanceof WebSocketReceive m) {
                        WebSocketSend again = new WebSocketSend(m.text(), m.bytes());
                        for (Channel each : sockets) {
                            each.send(again);
                        }
                    }
                };
        DeflateOptions deflate = DeflateOptions.defaults().withContextTakeover(contextTakeover);
        String[] offers = {
            "X: y",
            OFFER,
            OFFER + "; server_no_context_takeover",
            OFFER + "; server_max_window_bits=9",
            OFFER + "; server_max_window_bits=9; server_no_context_takeover",
            OFFER + "; client_max_window_bits; client_no_context_takeover"
        };
        List<WebSocketClient> clients = new ArrayList<>();
        List<Inflater> inflaters = new ArrayList<>();
        try (Server server = start(chat, WebSocketOptions.defaults().withDeflate(deflate))) {
            for (int i = 0; i < 3 * offers.length; i++) {
                clients.add(WebSocketClient.to(server, "/", offers[i % offers.length]));
                inflaters.add(new Inflater(true));
            }
            Await.until("all are there", () -> sockets.size() == clients.size());
            for (int round = 0; round < 20; round++) {
                String text = words(round % 3, 20 * round);
                clients.get(round % clients.size()).text(text);
                for (int i = 0; i < clients.size(); i++) {
                    assertThat(read(clients.get(i), inflaters.get(i))).isEqualTo(text);
                }
            }
            for (WebSocketClient each : clients) {
                each.close();
            }
        } finally {
            inflaters.forEach(Inflater::close);
        }
    }

    private static String read(WebSocketClient client, Inflater inflater) throws Exception {
        var frame = client.read();
        assertThat(frame.opcode()).isEqualTo(TEXT);
        assertThat(frame.compressed() && extensions(client) == null).isFalse();
        if (!frame.compressed()) {
            return frame.text();
        }
        String terms = String.valueOf(extensions(client));
        if (terms.contains("server_no_context_takeover")) {
            inflater.reset();
        }
        return new String(inflated(inflater, frame.payload()), UTF_8);
    }

    // ---- attacks

    @Test
    void aBombIs1009() throws Exception {
        byte[] bomb = deflated(new byte[50_000_000]);
        assertThat(bomb).hasSizeLessThan(60_000);
        try (Logs logs = new Logs();
                Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER);
                WebSocketClient other = WebSocketClient.to(server, "/", OFFER)) {
            client.send(frame(FIN | COMPRESSED | BINARY, bomb));
            assertThat(client.readClose()).isEqualTo(1009);
            client.awaitEnd();
            assertThat(logs.await(1, "with 1009")).hasSize(1);
            assertThat(other.exchange("undisturbed")).isEqualTo("undisturbed");
        }
    }

    @Test
    void theLimitIsThatOfTheInflatedMessage() throws Exception {
        WebSocketOptions options =
                WebSocketOptions.defaults()
                        .withLimits(WebSocketLimits.defaults().withMessageBytes(1000));
        try (Logs _ = new Logs();
                Server server = start(ECHO, options);
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER)) {
            client.send(frame(FIN | COMPRESSED | TEXT, deflated("x".repeat(1000).getBytes(UTF_8))));
            assertThat(readAlone(client, true)).hasSize(1000);
            client.send(frame(FIN | COMPRESSED | TEXT, deflated("x".repeat(1001).getBytes(UTF_8))));
            assertThat(client.readClose()).isEqualTo(1009);
        }
    }

    @Test
    void whatCannotBeInflatedIsAMistake() throws Exception {
        try (Logs _ = new Logs();
                Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER);
                WebSocketClient other = WebSocketClient.to(server, "/", OFFER)) {
            client.send(frame(FIN | COMPRESSED | TEXT, new byte[] {-1, -1, -1, -1}));
            assertThat(client.readClose()).isIn(1002, 1007);
            client.awaitEnd();
            String text = words(8, 500);
            other.send(frame(FIN | COMPRESSED | TEXT, deflated(text.getBytes(UTF_8))));
            assertThat(readAlone(other, true)).isEqualTo(text);
        }
    }

    @Test
    void textIsCheckedAfterInflation() throws Exception {
        try (Logs _ = new Logs();
                Server server = start(DeflateOptions.defaults());
                WebSocketClient client = WebSocketClient.to(server, "/", OFFER)) {
            client.send(frame(FIN | COMPRESSED | TEXT, deflated(new byte[] {'a', -1})));
            assertThat(client.readClose()).isEqualTo(1007);
        }
    }
}
