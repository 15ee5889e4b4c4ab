package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that break the rules of RFC 9112. The parser's own tests know many more; here it counts what the client and the log
/// get, and that the connection ends.
@SuppressWarnings("StringConcatToTextBlock") // what ends a line is the point
class BadRequestTest {
    record Case(int status, String bytes) {}

    static Case[] cases() {
        String ok = "GET / HTTP/1.1\r\nHost: a\r\n";
        String post = "POST / HTTP/1.1\r\nHost: a\r\n";
        return new Case[] {
            new Case(400, "hello\r\n\r\n"),
            new Case(400, "GET / HTTP/1.1\r\n\r\n"),
            new Case(400, "GET / HTTP/1.1\nHost: a\n\n"),
            new Case(400, ok + "Host: b\r\n\r\n"),
            new Case(400, ok + "Bad Name: x\r\n\r\n"),
            new Case(400, ok + "X : x\r\n\r\n"),
            new Case(400, ok + "X: a\0b\r\n\r\n"),
            new Case(400, ok + "X: a\r\n folded\r\n\r\n"),
            new Case(400, post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            new Case(400, post + "Content-Length: +1\r\n\r\na"),
            new Case(400, post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
            new Case(501, post + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
            new Case(400, post + "Transfer-Encoding: chunked, chunked\r\n\r\n"),
            new Case(400, post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"),
            new Case(400, post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"),
            new Case(505, "GET / HTTP/3.7\r\nHost: a\r\n\r\n"),
            new Case(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            new Case(400, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"),
            new Case(400, "GET /\u001b[31m HTTP/1.1\r\nHost: a\r\n\r\n"),
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClientIsToldAndTheConnectionEnds(Case bad) throws Exception {
        AtomicInteger good = new AtomicInteger();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    Serve.echo(request, channels);
                                    good.incrementAndGet();
                                });
                RawClient other = RawClient.to(server);
                RawClient client = RawClient.to(server)) {
            other.send("GET /other HTTP/1.1\r\n");
            var response = client.exchange(bad.bytes());
            assertThat(response.status()).as(bad.bytes()).isEqualTo(bad.status());
            assertThat(response.header("content-type")).startsWith("text/plain");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.header("date")).isNotNull();
            assertThat(response.text()).hasSizeBetween(5, 200).endsWith("\n");
            client.get("/more");
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.await(1, "bad request from 127.0.0.1:" + client.localPort()))
                    .hasSize(1)
                    .allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7F))
                    .allMatch(line -> line.contains(" " + bad.status() + " "));
            assertThat(logs.errors()).isEmpty();
            assertThat(other.exchange("Host: a\r\n\r\n").text()).isEqualTo("GET /other 0");
            Await.until("one request was good", () -> good.get() == 1);
        }
    }

    @Test
    void theLogShowsTheBytesEscaped() throws Exception {
        try (Logs logs = new Logs();
                Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.exchange("GET / HTTP/1.1\r\nHost: a\r\nX\u001b[2J{0}\u00ff: x\r\n\r\n");
            assertThat(logs.await(1, "bad request").getFirst())
                    .contains("X\\x1b[2J{0}\\xff")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void theAnswerIsReadThoughTheClientIsStillSending() throws Exception {
        Limits limits = Limits.defaults();
        ServerOptions options =
                Serve.options()
                        .withLimits(limits.withHttp1(limits.http1().withBodyBytes(1_000_000)));
        try (Logs _ = new Logs();
                Server server = Serve.start(options, Serve::echo)) {
            int size = 10_000_000;
            for (String head :
                    new String[] {
                        "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n",
                        "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + Integer.toHexString(size)
                                + "\r\n",
                        "PUT / HTTP/1.1\r\nHost: a\r\nBad Field: x\r\n\r\n"
                    }) {
                try (RawClient client = RawClient.to(server)) {
                    client.send(head);
                    // 3 MB are dropped for a client that reads only afterwards.
                    client.send(new byte[3_000_000]);
                    assertThat(client.read().status()).isIn(413, 400);
                    assertThat(client.readToEof()).isEmpty();
                }
                try (RawClient client = RawClient.to(server)) {
                    client.send(head);
                    Stuffer.start(client, new byte[100_000], size / 100_000);
                    assertThat(client.read().status()).isIn(413, 400);
                }
            }
        }
    }

    @Test
    void anythingAtAllIsAnsweredOrEndedAndHarmsNobody() throws Exception {
        java.util.Random random = new java.util.Random(4);
        String valid =
                "POST /p?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n0\r\n\r\n";
        try (Logs logs = new Logs();
                Server server = Serve.start(Serve::echo)) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = valid.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                int changes = 1 + random.nextInt(3);
                for (int j = 0; j < changes; j++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                try (RawClient client = RawClient.to(server)) {
                    client.send(bytes).halfClose();
                    String answer = client.readToAnyEnd();
                    assertThat(answer)
                            .as(() -> Arrays.toString(bytes))
                            .matches("(?s)(|HTTP/1.1 (200|4\\d\\d|501|505).*)");
                }
            }
            assertThat(logs.errors()).isEmpty();
            try (RawClient client = RawClient.to(server)) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
        }
    }
}
