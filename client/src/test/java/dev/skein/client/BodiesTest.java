package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies of responses, whole and in pieces.
class BodiesTest {
    private static final int MIB = 1024 * 1024;
    private static final int COUNT = 100;
    private static final byte[] PIECE = piece();
    private static final ScriptedServer.Script FINE = Answers::fine;

    private static byte[] piece() {
        byte[] bytes = new byte[MIB + 1];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static long sum() {
        CRC32 crc = new CRC32();
        for (int i = 0; i < COUNT; i++) {
            crc.update(PIECE);
        }
        return crc.getValue();
    }

    /// Sends 100 MiB, with a length or in chunks.
    private static ScriptedServer.Script large(boolean chunked) {
        return client -> {
            while (!client.head().isEmpty()) {
                client.send(
                        chunked
                                ? "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\ncontent-length: "
                                        + (long) COUNT * PIECE.length
                                        + "\r\n\r\n");
                for (int i = 0; i < COUNT; i++) {
                    if (chunked) {
                        client.send(Integer.toHexString(PIECE.length) + "\r\n");
                    }
                    client.send(PIECE);
                    client.send(chunked ? "\r\n" : "");
                }
                client.send(chunked ? "0\r\n\r\n" : "");
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void largeBodiesComeWholeInEveryWayOfReading(boolean chunked, @TempDir Path folder)
            throws Exception {
        long sum = sum();
        try (var server = new ScriptedServer(large(chunked));
                var session = Answers.narrow()) {
            assertThat(byBuffer(get(session, server), ByteBuffer.allocateDirect(1 << 20)))
                    .isEqualTo(sum);
            assertThat(byBuffer(get(session, server), ByteBuffer.allocateDirect(777)))
                    .isEqualTo(sum);
            assertThat(byBuffer(get(session, server), ByteBuffer.allocate(100_000))).isEqualTo(sum);
            assertThat(byPieces(get(session, server))).isEqualTo(sum);
            Path file = folder.resolve("large");
            assertThat(get(session, server).saveTo(file)).isEqualTo((long) COUNT * PIECE.length);
            CRC32 crc = new CRC32();
            crc.update(Files.readAllBytes(file));
            assertThat(crc.getValue()).isEqualTo(sum);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static ClientResponse get(ClientSession session, ScriptedServer server)
            throws Exception {
        return session.get(server.url("/")).send();
    }

    private static long byBuffer(ClientResponse response, ByteBuffer target) throws IOException {
        CRC32 crc = new CRC32();
        while (response.body().read(target.clear()) >= 0) {
            crc.update(target.flip());
        }
        assertThat(response.body().read(target.clear())).isEqualTo(-1);
        return crc.getValue();
    }

    private static long byPieces(ClientResponse response) throws IOException {
        CRC32 crc = new CRC32();
        for (byte[] piece = response.body().readPiece();
                piece != null;
                piece = response.body().readPiece()) {
            assertThat(piece).isNotEmpty();
            crc.update(piece);
        }
        assertThat(response.body().readPiece()).isNull();
        return crc.getValue();
    }

    @Test
    void aServerIsHeldBackWhileNobodyReads() throws Exception {
        AtomicLong sent = new AtomicLong();
        ScriptedServer.Script flooding =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\n\r\n");
                    Answers.flood(client, new byte[64 * 1024], sent);
                };
        try (var server = new ScriptedServer(flooding, FINE);
                var session = Answers.narrow()) {
            ClientResponse response = get(session, server);
            for (long before = -1; before != sent.get(); ) {
                before = sent.get();
                Thread.sleep(200); // it may be on its way still: that only makes the bound harder
            }
            assertThat(sent.get()).isPositive().isLessThan(30L * MIB);
            assertThat(response.body().readPiece()).isNotEmpty();
            response.close();
            Answers.assertFine(session, server);
        }
    }

    @Test
    void closingWakesTheReader() throws Exception {
        ScriptedServer.Script half =
                Answers.held("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
        for (boolean direct : new boolean[] {false, true}) {
            try (var server = new ScriptedServer(half, FINE);
                    var session = Answers.narrow()) {
                ClientResponse response = get(session, server);
                ByteBuffer target =
                        direct ? ByteBuffer.allocateDirect(1 << 16) : ByteBuffer.allocate(9);
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                Thread reader =
                        Thread.ofPlatform().start(() -> end.complete(readAll(response, target)));
                Answers.until(() -> reader.getState() == Thread.State.WAITING);
                response.close();
                assertThat(end.join())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("closed");
                Answers.assertFine(session, server);
            }
        }
    }

    private static Throwable readAll(ClientResponse response, ByteBuffer target) {
        try {
            while (response.body().read(target) >= 0) {
                target.clear();
            }
            return new AssertionError("the body ended");
        } catch (IOException e) {
            return e;
        }
    }

    @Test
    void theWholeBodyMayBeAskedForAgain() throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            ClientResponse response = get(session, server);
            assertThat(response.bytes()).isSameAs(response.bytes());
            response.close();
            assertThat(response.text()).isEqualTo("fine");
            ClientResponse second = get(session, server);
            assertThat(second.body().read()).isEqualTo('f');
            assertThat(second.text()).isEqualTo("ine");
            assertThat(second.body().read()).isEqualTo(-1);
            assertThat(second.body().received()).isEqualTo(4);
        }
    }

    @Test
    void aClosedResponseSaysSo() throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            ClientResponse response = get(session, server);
            response.close();
            assertThatThrownBy(response::bytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(server.url("/"))
                    .hasMessageContaining("closed");
        }
    }

    private static String type(String type, String body) {
        return "HTTP/1.1 200 OK\r\n"
                + type
                + "content-length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void textIsReadInTheCharsetOfItsType() throws Exception {
        String utf8 = latin("žluť".getBytes(StandardCharsets.UTF_8));
        assertText(type("", utf8), "žluť");
        assertText(type("content-type: text/plain\r\n", utf8), "žluť");
        assertText(type("content-type: nonsense\r\n", utf8), "žluť");
        assertText(type("content-type: text/plain; charset=\"UTF-8\"\r\n", utf8), "žluť");
        assertText(
                type("content-type: text/plain; charset=iso-8859-1\r\n", "\u00e9t\u00e9"), "été");
        String utf16 = latin("žluť".getBytes(StandardCharsets.UTF_16));
        assertText(type("content-type: text/plain; charset=utf-16\r\n", utf16), "žluť");
    }

    private static void assertText(String raw, String text) throws Exception {
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            assertThat(get(session, server).text()).isEqualTo(text);
        }
    }

    @Test
    void textThatIsNoneIsAContentFault() throws Exception {
        for (String raw :
                List.of(
                        type("", "\u00ff\u00feA"),
                        type("content-type: text/plain; charset=klingon\r\n", "x"),
                        type("content-type: text/plain; charset=us-ascii\r\n", "\u00e9"))) {
            try (var server = new ScriptedServer(Answers.always(raw));
                    var session = Answers.narrow()) {
                ClientResponse response = get(session, server);
                Answers.assertFails(ContentException.class, Phase.BODY, server, response::text);
                assertThat(response.bytes()).isNotEmpty();
                assertThat(response.text(StandardCharsets.ISO_8859_1)).isNotEmpty();
                get(session, server).bytes();
                assertThat(server.connections()).isLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void jsonIsDecoded() throws Exception {
        String raw = type("content-type: application/problem+json\r\n", "{\"a\":1}");
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            Object value = get(session, server).json(Map.class);
            assertThat(value).isEqualTo(Map.of("a", 1));
        }
    }

    @Test
    void jsonThatIsNoneIsAContentFault() throws Exception {
        for (String raw :
                List.of(
                        type("", "{}"),
                        type("content-type: text/html\r\n", "{}"),
                        type("content-type: application/json\r\n", "{\"a\":"),
                        type("content-type: application/json\r\n", ""),
                        type("content-type: application/json\r\n", "[1]"))) {
            try (var server = new ScriptedServer(Answers.always(raw));
                    var session = Answers.narrow()) {
                ClientResponse response = get(session, server);
                Answers.assertFails(
                        ContentException.class, Phase.BODY, server, () -> response.json(Map.class));
                assertThat(response.bytes()).hasSize((int) response.contentLength());
            }
        }
    }

    @Test
    void moreThanMayBeInMemoryIsRefused() throws Exception {
        var options =
                Answers.narrowOptions()
                        .withRequest(
                                RequestOptions.defaults()
                                        .withLimits(ClientLimits.defaults().withBodyInMemory(4)));
        String five =
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        ScriptedServer.Script more =
                client -> {
                    client.head();
                    client.send(five);
                    client.head();
                    client.send(type("", "12345"));
                    Answers.fine(client);
                };
        try (var server = new ScriptedServer(more);
                var session = ClientSession.create(options)) {
            for (int i = 0; i < 2; i++) {
                ClientResponse response = get(session, server);
                Answers.assertFails(
                        ResponseTooLargeException.class, Phase.BODY, server, response::text);
            }
            Answers.assertFine(session, server);
        }
    }

    @Test
    void whatCannotBeSavedLeavesNothing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("part");
        String half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
        try (var server = new ScriptedServer(Answers.once(half), FINE);
                var session = Answers.narrow()) {
            ClientResponse response = get(session, server);
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.BODY,
                    server,
                    () -> response.saveTo(file));
            assertThat(file).doesNotExist();
            Answers.assertFine(session, server);
        }
    }

    @Test
    void whatCannotBeOpenedIsLeftAlone(@TempDir Path folder) throws Exception {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        ScriptedServer.Script half =
                Answers.held("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
        for (Path target : List.of(directory, folder.resolve("no/such"))) {
            try (var server = new ScriptedServer(half, FINE);
                    var session = Answers.narrow()) {
                ClientResponse response = get(session, server);
                assertThatThrownBy(() -> response.saveTo(target)).isInstanceOf(IOException.class);
                Answers.assertFine(session, server); // the response was closed
            }
        }
        assertThat(directory).isDirectory();
    }

    @Test
    void progressOfADownloadIsMonotoneAndExact() throws Exception {
        List<Long> seen = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        try (var server = new ScriptedServer(large(false));
                var session = Answers.narrow()) {
            ClientResponse response =
                    session.get(server.url("/"))
                            .onDownload(
                                    (now, total) -> {
                                        seen.add(now);
                                        totals.add(total);
                                    })
                            .send();
            assertThat(seen).isEmpty();
            byPieces(response);
            assertThat(seen).isSorted().doesNotHaveDuplicates();
            assertThat(seen.getLast()).isEqualTo((long) COUNT * PIECE.length);
            assertThat(totals).containsOnly((long) COUNT * PIECE.length);
        }
    }
}
