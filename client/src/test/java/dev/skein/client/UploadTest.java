package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies on their way to the server.
class UploadTest {
    private static final int MIB = 1024 * 1024;
    private static final ScriptedServer.Script FINE = Answers::fine;
    private static final ScriptedServer.Script TAKES_ALL =
            client -> {
                client.head();
                Answers.awaitClose(client);
            };
    private static final String TOO_LARGE =
            "HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig";

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /// Says which checksum the body had, declared or chunked.
    private static void sum(ScriptedServer.Peer client) throws IOException {
        for (String head = client.head(); !head.isEmpty(); head = client.head()) {
            CRC32 crc = new CRC32();
            OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), crc);
            int at = head.indexOf("content-length: ");
            if (at < 0) {
                Answers.chunks(client, out);
            } else {
                int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
                out.write(client.socket().getInputStream().readNBytes(length));
            }
            client.answer(Long.toString(crc.getValue()));
        }
    }

    @Test
    void largeBodiesOfAllKindsArriveWhole(@TempDir Path folder) throws Exception {
        byte[] bytes = random(20 * MIB + 17);
        Path file = Files.write(folder.resolve("large"), bytes);
        String sum = Long.toString(checksum(bytes));
        try (var server = new ScriptedServer(UploadTest::sum);
                var session = Answers.narrow()) {
            String url = server.url("/");
            assertThat(session.post(url).body(bytes).send().text()).isEqualTo(sum);
            assertThat(session.post(url).body(file).send().text()).isEqualTo(sum);
            assertThat(session.put(url).body(new ByteArrayInputStream(bytes)).send().text())
                    .isEqualTo(sum);
            RequestBody known = RequestBody.of(new ByteArrayInputStream(bytes), bytes.length);
            assertThat(session.post(url).body(known).send().text()).isEqualTo(sum);
            assertThat(session.post(url).body(file).onUpload((_, _) -> {}).send().text())
                    .isEqualTo(sum);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static InputStream failing(Throwable failure) {
        InputStream bad =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        if (failure instanceof RuntimeException e) {
                            throw e;
                        }
                        throw new IOException(failure.getMessage());
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        target[offset] = (byte) read();
                        return 1;
                    }
                };
        return new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), bad);
    }

    @Test
    void aStreamThatFailsIsTheCallersFault() throws Exception {
        for (Throwable failure :
                List.of(
                        new IOException("disk on fire"),
                        new IllegalStateException("disk on fire"))) {
            try (var server = new ScriptedServer(TAKES_ALL, FINE);
                    var session = Answers.narrow()) {
                Answers.assertFails(
                        RequestBodyException.class,
                        Phase.SEND,
                        server,
                        () -> session.post(server.url("/")).body(failing(failure)).send());
                Answers.assertFine(session, server);
                assertThat(server.connections()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 7, 0, 100_000})
    void aStreamThatIsNotAsLongAsDeclaredIsTheCallersFault(long declared) throws Exception {
        try (var server = new ScriptedServer(TAKES_ALL, FINE);
                var session = Answers.narrow()) {
            RequestBody body = RequestBody.of(new ByteArrayInputStream(new byte[5]), declared);
            Answers.assertFails(
                    RequestBodyException.class,
                    Phase.SEND,
                    server,
                    () -> session.post(server.url("/")).body(body).send());
            Answers.assertFine(session, server);
        }
    }

    @Test
    void aFileThatIsNotThereIsTheCallersFault(@TempDir Path folder) throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                Answers.assertFails(
                        RequestBodyException.class,
                        Phase.SEND,
                        server,
                        () -> session.post(server.url("/")).body(folder.resolve("no")).send());
            }
            Answers.assertFine(session, server);
        }
    }

    @Test
    void aServerThatClosesDuringAnUploadIsADisconnect() throws Exception {
        ScriptedServer.Script closing =
                client -> {
                    client.head();
                    client.body(100_000);
                };
        byte[] much = new byte[64 * MIB];
        for (RequestBody body :
                List.of(RequestBody.of(much), RequestBody.of(new ByteArrayInputStream(much)))) {
            try (var server = new ScriptedServer(closing, FINE);
                    var session = Answers.narrow()) {
                Answers.assertFails(
                        ServerDisconnectedException.class,
                        Phase.HEAD,
                        server,
                        () -> session.post(server.url("/")).body(body).send());
                Answers.assertFine(session, server);
            }
        }
    }

    private static RequestBody much(String kind, Path folder) throws IOException {
        byte[] much = new byte[100 * MIB];
        return switch (kind) {
            case "bytes" -> RequestBody.of(much);
            case "stream" -> RequestBody.of(new ByteArrayInputStream(much));
            default -> RequestBody.of(Files.write(folder.resolve("much"), much));
        };
    }

    /// The server reads nothing and keeps the connection open: only the client can end it.
    @ParameterizedTest
    @ValueSource(strings = {"bytes", "stream", "file"})
    void anEarlyRefusalEndsTheUpload(String kind, @TempDir Path folder) throws Exception {
        var over = new CountDownLatch(1);
        ScriptedServer.Script refusing =
                client -> {
                    client.head();
                    client.send(TOO_LARGE);
                    over.await();
                };
        try (var server = new ScriptedServer(refusing, FINE);
                var session = Answers.narrow()) {
            ClientResponse response = session.post(server.url("/")).body(much(kind, folder)).send();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("big");
            Answers.assertFine(session, server);
            Answers.until(() -> session.openConnections() == 1);
            over.countDown();
        }
    }

    @Test
    void anEarlyRefusalSparesTheRestOfTheStream() throws Exception {
        AtomicLong taken = new AtomicLong();
        ScriptedServer.Script refusing =
                client -> {
                    client.head();
                    client.send(TOO_LARGE);
                    Answers.awaitClose(client);
                };
        try (var server = new ScriptedServer(refusing, FINE);
                var session = Answers.narrow()) {
            InputStream endless =
                    new InputStream() {
                        @Override
                        public int read() {
                            taken.incrementAndGet();
                            return 0;
                        }

                        @Override
                        public int read(byte[] target, int offset, int length) {
                            taken.addAndGet(length);
                            return length;
                        }
                    };
            ClientResponse response = session.post(server.url("/")).body(endless).send();
            assertThat(response.text()).isEqualTo("big");
            Answers.assertFine(session, server);
            assertThat(taken.get()).isPositive();
        }
    }

    /// The response is whole; what the body's stream does about it is its own affair.
    @Test
    void aDeafStreamHoldsNoPlaceAfterARefusal() throws Exception {
        var gate = new Gate(true);
        ScriptedServer.Script refusing =
                client -> {
                    client.head();
                    gate.awaitReached();
                    client.send(TOO_LARGE);
                    Answers.awaitClose(client);
                };
        try (var server = new ScriptedServer(refusing, FINE);
                var session = Answers.narrow()) {
            ClientResponse response = session.post(server.url("/")).body(gate.stream()).send();
            assertThat(response.text()).isEqualTo("big");
            Answers.assertFine(session, server);
            gate.open();
        }
    }

    @Test
    void anEarlySuccessLetsTheUploadGoOn() throws Exception {
        byte[] bytes = random(8 * MIB);
        var received = new CountDownLatch(1);
        AtomicLong sum = new AtomicLong();
        ScriptedServer.Script early =
                client -> {
                    client.head();
                    client.answer("fine");
                    CRC32 crc = new CRC32();
                    Answers.chunks(
                            client, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
                    sum.set(crc.getValue());
                    received.countDown();
                    Answers.fine(client);
                };
        try (var server = new ScriptedServer(early);
                var session = Answers.narrow()) {
            var response =
                    session.post(server.url("/")).body(new ByteArrayInputStream(bytes)).send();
            assertThat(response.text()).isEqualTo("fine");
            Answers.assertFine(session, server);
            received.await();
            assertThat(sum.get()).isEqualTo(checksum(bytes));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void progressIsMonotoneAndExact(@TempDir Path folder) throws Exception {
        byte[] bytes = random(3 * MIB + 1);
        Path file = Files.write(folder.resolve("f"), bytes);
        try (var server = new ScriptedServer(UploadTest::sum);
                var session = Answers.narrow()) {
            assertProgress(session, server, RequestBody.of(bytes), bytes.length);
            assertProgress(session, server, RequestBody.of(file), bytes.length);
            assertProgress(session, server, RequestBody.of(new ByteArrayInputStream(bytes)), -1);
            FormData form = new FormData().field("a", "b").file("f", file);
            assertProgress(session, server, form, form.length());
        }
    }

    private static void assertProgress(
            ClientSession session, ScriptedServer server, RequestBody body, long total)
            throws Exception {
        List<Long> seen = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        session.post(server.url("/"))
                .body(body)
                .onUpload(
                        (now, all) -> {
                            seen.add(now);
                            totals.add(all);
                        })
                .send()
                .text();
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(totals).containsOnly(total);
        assertThat(seen.getLast()).isEqualTo(total < 0 ? 3 * MIB + 1 : total);
    }

    @Test
    void aListenerThatThrowsEndsTheCallOnly() throws Exception {
        Progress bad =
                (_, _) -> {
                    throw new IllegalStateException("listener");
                };
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            for (RequestBody body :
                    List.of(
                            RequestBody.of("short"),
                            RequestBody.of(new ByteArrayInputStream(new byte[9])))) {
                assertThatThrownBy(
                                () -> session.post(server.url("/")).body(body).onUpload(bad).send())
                        .hasStackTraceContaining("listener");
            }
            Answers.assertFine(session, server);
        }
    }

    @Test
    void aFormWithAFileIsStreamed(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[50 * MIB]);
        AtomicLong moved = new AtomicLong();
        AtomicLong early = new AtomicLong();
        ScriptedServer.Script slow =
                client -> {
                    String head = client.head();
                    Answers.until(() -> moved.get() > 0);
                    Thread.sleep(300);
                    early.set(moved.get());
                    int at = head.indexOf("content-length: ");
                    int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
                    client.answer("" + client.socket().getInputStream().readNBytes(length).length);
                };
        try (var server = new ScriptedServer(slow);
                var session = Answers.narrow()) {
            FormData form = new FormData().field("a", "b").file("f", file);
            String count =
                    session.post(server.url("/"))
                            .multipart(form)
                            .onUpload((now, _) -> moved.set(now))
                            .send()
                            .text();
            assertThat(count).isEqualTo("" + form.length());
            assertThat(early.get()).isLessThan(30L * MIB); // what the system's buffers take
        }
    }

    @Test
    void aBodyMayBeCompressed() throws Exception {
        byte[] text = "to be compressed. ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        List<String> heads = new ArrayList<>();
        ScriptedServer.Script inflating =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        ByteArrayOutputStream body = new ByteArrayOutputStream();
                        Answers.chunks(client, body);
                        var in = new GZIPInputStream(new ByteArrayInputStream(body.toByteArray()));
                        client.answer(
                                checksum(in.readAllBytes()) + " of " + (body.size() < 50_000));
                    }
                };
        try (var server = new ScriptedServer(inflating);
                var session = Answers.narrow()) {
            for (RequestBody body :
                    List.of(RequestBody.of(text), RequestBody.of(new ByteArrayInputStream(text)))) {
                var request = session.post(server.url("/")).body(body).compress("gzip");
                assertThat(request.send().text()).isEqualTo(checksum(text) + " of true");
            }
            assertThat(heads.getFirst())
                    .contains("content-encoding: gzip\r\n")
                    .doesNotContain("content-length");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anEmptyBodyIsNotCompressed() throws Exception {
        List<String> heads = new ArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        client.answer("fine");
                    }
                };
        try (var server = new ScriptedServer(script);
                var session = Answers.narrow()) {
            session.post(server.url("/")).body("").compress("gzip").send().text();
            session.get(server.url("/")).compress("gzip").send().text();
            assertThat(heads)
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head).doesNotContain("content-encoding"));
        }
    }

    @Test
    void aCodingThatIsNotThereIsMisuse() throws Exception {
        try (var server = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(
                                () ->
                                        session.post(server.url("/"))
                                                .body("x")
                                                .compress("zip")
                                                .send())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("gzip")
                        .hasMessageContaining("zip");
            }
            Answers.assertFine(session, server);
        }
    }

    /// The server's reset follows its answer; the answer is not lost.
    @Test
    void anEarlyAnswerOfAServerThatClosesIsRead() throws Exception {
        byte[] large = new byte[16 << 20];
        try (var server =
                        new ScriptedServer(
                                client -> {
                                    client.head();
                                    client.body(100_000);
                                    client.send(
                                            "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 3\r\n\r\nbig");
                                });
                var session = ClientSession.create()) {
            for (int i = 0; i < 50; i++) {
                var response = session.post(server.url("/")).body(large).send();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).isEqualTo("big");
            }
        }
    }
}
