package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Content codings, honest and hostile.
class DecodingTest {
    private static final int MIB = 1024 * 1024;
    private static final byte[] TEXT =
            "to be compressed. ".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final ScriptedServer.Script FINE = Answers::fine;

    private static byte[] gzip(byte[] bytes, int times) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < times; i++) {
                gzip.write(bytes);
            }
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var deflate = new DeflaterOutputStream(out)) {
            deflate.write(bytes);
        }
        return out.toByteArray();
    }

    private static ScriptedServer.Script sends(String coding, byte[] body) {
        return client -> {
            while (!client.head().isEmpty()) {
                byte[] head =
                        ("HTTP/1.1 200 OK\r\ncontent-encoding: "
                                        + coding
                                        + "\r\ncontent-length: "
                                        + body.length
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII);
                byte[] all = Arrays.copyOf(head, head.length + body.length);
                System.arraycopy(body, 0, all, head.length, body.length);
                client.send(all);
            }
        };
    }

    private static void assertDecoded(String coding, byte[] body) throws Exception {
        try (var server = new ScriptedServer(sends(coding, body));
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.bytes()).isEqualTo(TEXT);
            assertThat(response.body().received()).isEqualTo(body.length);
            assertThat(session.get(server.url("/")).raw().send().bytes()).isEqualTo(body);
            ByteBuffer direct = ByteBuffer.allocateDirect(TEXT.length + 1);
            try (var streamed = session.get(server.url("/")).send()) {
                while (streamed.body().read(direct) >= 0) {}
                assertThat(streamed.body().read(direct)).isEqualTo(-1);
            }
            assertThat(direct.flip().remaining()).isEqualTo(TEXT.length);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void codingsAreTakenOff() throws Exception {
        assertDecoded("gzip", gzip(TEXT, 1));
        assertDecoded("x-gzip", gzip(TEXT, 1));
        assertDecoded("GZip", gzip(TEXT, 1));
        assertDecoded("deflate", deflate(TEXT));
        assertDecoded("deflate, gzip", gzip(deflate(TEXT), 1));
        assertDecoded("identity", TEXT);
    }

    @Test
    void aBombDoesNotGoOffInMemory() throws Exception {
        byte[] bomb = gzip(new byte[MIB], 256);
        assertThat(bomb).hasSizeLessThan(MIB);
        var limits = ClientLimits.defaults().withBodyInMemory(MIB);
        var options =
                Answers.narrowOptions().withRequest(RequestOptions.defaults().withLimits(limits));
        try (var server = new ScriptedServer(sends("gzip", bomb));
                var session = ClientSession.create(options)) {
            ClientResponse response = session.get(server.url("/")).send();
            Answers.assertFails(
                    ResponseTooLargeException.class, Phase.BODY, server, response::text);
            try (var streamed = session.get(server.url("/")).send()) {
                byte[] target = new byte[MIB];
                long count = 0;
                for (int n = streamed.body().read(target);
                        n >= 0;
                        n = streamed.body().read(target)) {
                    assertThat(n).isBetween(1, MIB);
                    count += n;
                }
                assertThat(count).isEqualTo(256L * MIB);
            }
            try (var pieces = session.get(server.url("/")).send()) {
                assertThat(pieces.body().readPiece()).hasSizeLessThan(MIB);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50})
    void codedBytesThatAreCutOffAreAContentFault(int missing) throws Exception {
        byte[] whole = gzip(TEXT, 1);
        byte[] part = Arrays.copyOf(whole, missing == 0 ? 1 : whole.length - missing);
        assertBroken(part);
    }

    private static void assertBroken(byte[] body) throws Exception {
        try (var server = new ScriptedServer(sends("gzip", body), FINE);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            Answers.assertFails(ContentException.class, Phase.BODY, server, response::bytes);
            response.close();
            assertThat(session.get(server.url("/")).raw().send().bytes()).isNotEmpty();
        }
    }

    @Test
    void bytesThatAreNotCodedAreAContentFault() throws Exception {
        assertBroken(TEXT);
        byte[] wrongSum = gzip(TEXT, 1);
        wrongSum[wrongSum.length - 8] ^= 1;
        assertBroken(wrongSum);
        byte[] more = Arrays.copyOf(gzip(TEXT, 1), gzip(TEXT, 1).length + 2);
        more[more.length - 1] = 'x';
        assertBroken(more);
    }

    /// The response is whole when the fault is found: its connection serves the next request.
    @Test
    void anUnknownCodingIsAContentFault() throws Exception {
        ScriptedServer.Script odd = sends("morse", TEXT);
        try (var server = new ScriptedServer(odd);
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                Answers.assertFails(
                        ContentException.class,
                        Phase.BODY,
                        server,
                        () -> session.get(server.url("/")).send());
            }
            assertThat(session.get(server.url("/")).raw().send().bytes()).isEqualTo(TEXT);
            assertThat(session.head(server.url("/head")).raw().send().status()).isEqualTo(200);
        }
    }

    @Test
    void anUnknownCodingGivesTheConnectionBack() throws Exception {
        String head = "HTTP/1.1 200 OK\r\ncontent-encoding: morse\r\ncontent-length: 4\r\n\r\n";
        ScriptedServer.Script coded =
                client -> {
                    client.head();
                    client.send(head + "-.-.");
                    Answers.fine(client);
                };
        try (var server = new ScriptedServer(coded);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    ContentException.class,
                    Phase.BODY,
                    server,
                    () -> session.get(server.url("/")).send());
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUnknownCodingOfHalfABodyEndsTheConnection() throws Exception {
        String half = "HTTP/1.1 200 OK\r\ncontent-encoding: morse\r\ncontent-length: 9\r\n\r\nhalf";
        try (var server = new ScriptedServer(Answers.held(half), FINE);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    ContentException.class,
                    Phase.BODY,
                    server,
                    () -> session.get(server.url("/")).send());
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whatHasNoBodyIsNotDecoded() throws Exception {
        for (String start : new String[] {"204 No Content", "304 Not Modified", "200 OK"}) {
            String raw =
                    "HTTP/1.1 " + start + "\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n";
            try (var server = new ScriptedServer(Answers.always(raw));
                    var session = Answers.narrow()) {
                assertThat(session.get(server.url("/")).send().text()).isEmpty();
                assertThat(session.head(server.url("/")).send().text()).isEmpty();
                assertThat(server.connections()).isEqualTo(1);
            }
        }
    }
}
