package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What is allowed to take how long, and what it is called when it took longer.
class TimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(80);
    private static final ScriptedServer.Script FINE = Answers::fine;
    private static final ScriptedServer.Script SILENT = Answers.held("");

    private static ClientTimeouts none() {
        return ClientTimeouts.none().withConnect(Duration.ofSeconds(20));
    }

    private static void assertNoHead(
            Class<? extends ClientTimeoutException> type,
            Phase phase,
            ClientTimeouts timeouts,
            ScriptedServer.Script script)
            throws Exception {
        try (var server = new ScriptedServer(script, FINE);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    type,
                    phase,
                    server,
                    () -> session.get(server.url("/slow")).timeouts(timeouts).send());
            Answers.assertFine(session, server);
        }
    }

    private static void assertNoBody(
            Class<? extends ClientTimeoutException> type,
            ClientTimeouts timeouts,
            ScriptedServer.Script script)
            throws Exception {
        try (var server = new ScriptedServer(script, FINE);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/slow")).timeouts(timeouts).send();
            Answers.assertFails(type, Phase.BODY, server, response::bytes);
            Answers.assertFine(session, server);
        }
    }

    /// Sends a byte now and then, for ever.
    private static ScriptedServer.Script drip(String start) {
        return client -> {
            client.head();
            client.send(start);
            try {
                while (true) {
                    client.send("a");
                    Thread.sleep(5);
                }
            } catch (IOException _) {
                // the client has closed
            }
        };
    }

    @Test
    void aServerThatNeverAnswersIsLeft() throws Exception {
        assertNoHead(ReadTimeoutException.class, Phase.HEAD, none().withRead(SHORT), SILENT);
        assertNoHead(TotalTimeoutException.class, Phase.HEAD, none().withTotal(SHORT), SILENT);
    }

    @Test
    void aServerThatStopsInTheBodyIsLeft() throws Exception {
        ScriptedServer.Script half =
                Answers.held("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
        assertNoBody(ReadTimeoutException.class, none().withRead(SHORT), half);
        assertNoBody(TotalTimeoutException.class, none().withTotal(SHORT), half);
    }

    @Test
    void dripsDoNotHoldUpTheTotal() throws Exception {
        ClientTimeouts total = none().withTotal(SHORT).withRead(Duration.ofSeconds(20));
        assertNoHead(
                TotalTimeoutException.class, Phase.HEAD, total, drip("HTTP/1.1 200 OK\r\na: "));
        assertNoBody(
                TotalTimeoutException.class,
                total,
                drip("HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n"));
    }

    @Test
    void dripsAreNoSilence() throws Exception {
        ScriptedServer.Script slow =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n");
                    for (int i = 0; i < 40; i++) {
                        Thread.sleep(20);
                        client.send("a");
                    }
                };
        try (var server = new ScriptedServer(slow);
                var session = Answers.narrow()) {
            var timeouts = none().withRead(Duration.ofMillis(600));
            assertThat(session.get(server.url("/")).timeouts(timeouts).send().text()).hasSize(40);
        }
    }

    @Test
    void aServerThatTakesNothingIsLeft() throws Exception {
        ScriptedServer.Script deaf =
                client -> {
                    client.head();
                    Thread.sleep(60_000);
                };
        byte[] much = new byte[32 * 1024 * 1024];
        for (boolean stream : new boolean[] {false, true}) {
            try (var server = new ScriptedServer(deaf, FINE);
                    var session = Answers.narrow()) {
                RequestBody body =
                        stream
                                ? RequestBody.of(new ByteArrayInputStream(much))
                                : RequestBody.of(much);
                Answers.assertFails(
                        WriteTimeoutException.class,
                        Phase.SEND,
                        server,
                        () ->
                                session.post(server.url("/"))
                                        .body(body)
                                        .timeouts(none().withWrite(SHORT))
                                        .send());
                Answers.assertFine(session, server);
            }
        }
    }

    /// The time to read begins when the request is out, not when it is given to the transport.
    @Test
    void aLongUploadIsNoSilenceOfTheServer() throws Exception {
        byte[] much = new byte[24 * 1024 * 1024];
        ScriptedServer.Script late =
                client -> {
                    client.head();
                    Thread.sleep(2500);
                    client.body(much.length);
                    client.answer("fine");
                };
        try (var server = new ScriptedServer(late);
                var session = Answers.narrow()) {
            var timeouts = none().withRead(Duration.ofMillis(1200));
            assertThat(session.post(server.url("/")).body(much).timeouts(timeouts).send().text())
                    .isEqualTo("fine");
        }
    }

    /// The deadline of reading rests while nobody reads.
    @Test
    void aReaderThatWaitsIsNoSilenceOfTheServer() throws Exception {
        byte[] much = new byte[16 * 1024 * 1024];
        ScriptedServer.Script fast =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: " + much.length + "\r\n\r\n");
                    client.send(much);
                };
        try (var server = new ScriptedServer(fast);
                var session = Answers.narrow()) {
            var timeouts = none().withRead(Duration.ofMillis(300));
            ClientResponse response = session.get(server.url("/")).timeouts(timeouts).send();
            Thread.sleep(900);
            ByteBuffer target = ByteBuffer.allocate(1 << 20);
            long count = 0;
            for (int n = response.body().read(target.clear());
                    n >= 0;
                    n = response.body().read(target.clear())) {
                count += n;
            }
            assertThat(count).isEqualTo(much.length);
        }
    }

    @Test
    void theTotalRunsOnWhileNobodyReads() throws Exception {
        byte[] much = new byte[16 * 1024 * 1024];
        ScriptedServer.Script fast =
                client -> {
                    client.head();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: " + much.length + "\r\n\r\n");
                    try {
                        client.send(much);
                    } catch (IOException _) {
                        // the client has closed
                    }
                };
        try (var server = new ScriptedServer(fast, FINE);
                var session = Answers.narrow()) {
            ClientResponse response =
                    session.get(server.url("/")).timeout(Duration.ofMillis(500)).send();
            Answers.until(() -> session.openConnections() == 0);
            Answers.assertFails(TotalTimeoutException.class, Phase.BODY, server, response::bytes);
            Answers.assertFine(session, server);
        }
    }

    @Test
    void tlsThatNeverCompletesIsLeft() throws Exception {
        assertNoTls(SocketConnectTimeoutException.class, none().withSocketConnect(SHORT));
        assertNoTls(ConnectTimeoutException.class, none().withConnect(SHORT));
        assertNoTls(TotalTimeoutException.class, none().withTotal(SHORT));
    }

    private static void assertNoTls(
            Class<? extends ClientTimeoutException> type, ClientTimeouts timeouts)
            throws Exception {
        ScriptedServer.Script mute = Answers::awaitClose;
        try (var server = new ScriptedServer(mute);
                var fine = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            String url = server.url("/").replace("http:", "https:");
            assertThatThrownBy(() -> session.get(url).timeouts(timeouts).send())
                    .isInstanceOfSatisfying(type, e -> assertThat(e.phase()).isEqualTo(Phase.TLS))
                    .hasMessageContaining(url);
            Answers.assertFine(session, fine);
        }
    }

    @Test
    void theTotalSpansRedirects() throws Exception {
        ScriptedServer.Script round =
                client -> {
                    int n = 0;
                    while (!client.head().isEmpty()) {
                        Thread.sleep(30);
                        client.send(
                                "HTTP/1.1 302 Found\r\nlocation: /"
                                        + n++
                                        + "\r\ncontent-length: 0\r\n\r\n");
                    }
                };
        try (var server = new ScriptedServer(round);
                var session = Answers.narrow()) {
            var options =
                    RequestOptions.defaults()
                            .withRedirects(RedirectPolicy.defaults().withMax(1000))
                            .withTimeouts(none().withTotal(Duration.ofMillis(300)));
            Answers.assertFails(
                    TotalTimeoutException.class,
                    Phase.HEAD,
                    server,
                    () -> session.get(server.url("/")).options(options).send());
        }
    }

    /// A server may ask for a pause longer than the caller has time for: then there is none.
    @Test
    void thePausesBetweenRetriesFitIntoTheTotal() throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\nretry-after: 29\r\ncontent-length: 4\r\n\r\nbusy";
        try (var server = new ScriptedServer(Answers.always(busy));
                var session = Answers.narrow()) {
            var options =
                    RequestOptions.defaults()
                            .withRetry(RetryPolicy.defaults().withStatuses(503))
                            .withTimeouts(none().withTotal(Duration.ofSeconds(28)));
            long begin = System.nanoTime();
            var response = session.get(server.url("/")).options(options).send();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo("busy");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(25));
        }
    }

    @Test
    void endlessLimitsAreNone() throws Exception {
        Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
        var timeouts = new ClientTimeouts(eternity, eternity, eternity, eternity, eternity);
        try (var server = new ScriptedServer(FINE);
                var session =
                        ClientSession.create(Answers.narrowOptions().withTimeouts(timeouts))) {
            Answers.assertFine(session, server);
            Answers.assertFine(session, server);
            assertThat(session.post(server.url("/")).body("x").send().text()).isEqualTo("fine");
        }
    }

    /// Nobody accepts: the listener's queue is full.
    @Test
    void aConnectionThatIsNotMadeIsGivenUp() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var one = new Socket();
                var two = new Socket();
                var fine = new ScriptedServer(FINE);
                var session = Answers.narrow()) {
            one.connect(listener.getLocalSocketAddress());
            two.connect(listener.getLocalSocketAddress());
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
            assertThatThrownBy(
                            () -> session.get(url).timeouts(none().withSocketConnect(SHORT)).send())
                    .isInstanceOfSatisfying(
                            SocketConnectTimeoutException.class,
                            e -> assertThat(e.phase()).isEqualTo(Phase.CONNECT));
            Answers.assertFine(session, fine);
        }
    }
}
