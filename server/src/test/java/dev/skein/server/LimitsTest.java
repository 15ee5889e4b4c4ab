package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.HttpResponse;
import dev.skein.http.http1.Http1Limits;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much a server takes, each limit at its edge.
class LimitsTest {
    private static final String HOST = "Host: a\r\n";

    private static ServerOptions http1(UnaryOperator<Http1Limits> change) {
        Limits limits = Limits.defaults();
        return Serve.options().withLimits(limits.withHttp1(change.apply(limits.http1())));
    }

    private static int status(Server server, String request) throws Exception {
        try (RawClient client = RawClient.to(server)) {
            int status = client.exchange(request).status();
            if (status != 200) {
                assertThat(client.readToEof()).isEmpty();
            }
            return status;
        }
    }

    @Test
    void theRequestLine() throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(http1(l -> l.withRequestLine(100)), Serve::hello)) {
            int around = "GET / HTTP/1.1".length();
            String fits = "GET /" + "x".repeat(100 - around) + " HTTP/1.1\r\n" + HOST + "\r\n";
            assertThat(status(server, fits)).isEqualTo(200);
            assertThat(status(server, fits.replace("GET", "POST"))).isEqualTo(414);
            assertThat(status(server, "x".repeat(102))).isEqualTo(414);
        }
    }

    @Test
    void headerBytes() throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(http1(l -> l.withHeaderBytes(200)), Serve::hello)) {
            String name = "X: ";
            int rest = 200 - HOST.length() - name.length() - 2;
            String fits = "GET / HTTP/1.1\r\n" + HOST + name + "y".repeat(rest) + "\r\n\r\n";
            assertThat(status(server, fits)).isEqualTo(200);
            assertThat(status(server, fits.replace("X:", "XX:"))).isEqualTo(431);
        }
    }

    @Test
    void headerFields() throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(http1(l -> l.withHeaderFields(10)), Serve::hello)) {
            String start = "GET / HTTP/1.1\r\n" + HOST;
            assertThat(status(server, start + "X: y\r\n".repeat(9) + "\r\n")).isEqualTo(200);
            assertThat(status(server, start + "X: y\r\n".repeat(10) + "\r\n")).isEqualTo(431);
        }
    }

    @Test
    void aDeclaredBodyIsRefusedBeforeItIsReadOrTheApplicationCalled() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                http1(l -> l.withBodyBytes(1000)),
                                (request, channels) -> {
                                    calls.incrementAndGet();
                                    Serve.echo(request, channels);
                                })) {
            String head = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: ";
            assertThat(status(server, head + "1000\r\n\r\n" + "x".repeat(1000))).isEqualTo(200);
            assertThat(status(server, head + "1001\r\nExpect: 100-continue\r\n\r\n"))
                    .isEqualTo(413);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void aChunkedBodyIsRefusedAtTheLimit() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        CountDownLatch called = new CountDownLatch(2);
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                http1(l -> l.withBodyBytes(1000)),
                                (request, channels) -> {
                                    called.countDown();
                                    try {
                                        Serve.echo(request, channels);
                                    } catch (BodyTooLargeException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                })) {
            String head = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
            String most = "3e8\r\n" + "x".repeat(1000) + "\r\n";
            assertThat(status(server, head + most + "0\r\n\r\n")).isEqualTo(200);
            // All at once, the application is not even called.
            assertThat(status(server, head + most + "1\r\n")).isEqualTo(413);
            assertThat(thrown).isEmpty();
            try (RawClient client = RawClient.to(server)) {
                client.send(head + most);
                Await.open(called);
                assertThat(client.exchange("1\r\n").status()).isEqualTo(413);
            }
            assertThat(thrown).hasSize(1);
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void chunkExtensionsAndTrailers() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                http1(
                                        l ->
                                                l.withChunkExtensionBytes(20)
                                                        .withTrailerBytes(50)
                                                        .withTrailerFields(2)),
                                Serve::echo)) {
            String head = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
            String extension = ";a=123456"; // 9 bytes
            String one = "1" + extension + "\r\nx\r\n";
            assertThat(status(server, head + one + one + "0\r\n\r\n")).isEqualTo(200);
            assertThat(status(server, head + one + one + one)).isEqualTo(400);
            String last = head + "0\r\n";
            assertThat(status(server, last + "X: y\r\nX: y\r\n\r\n")).isEqualTo(200);
            assertThat(status(server, last + "X: y\r\nX: y\r\nX: y\r\n\r\n")).isEqualTo(431);
            assertThat(status(server, last + "X: " + "y".repeat(60) + "\r\n\r\n")).isEqualTo(431);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsOfTheServerOrOfOneAddress(boolean perAddress) throws Exception {
        Limits limits = Limits.defaults();
        ServerOptions options =
                Serve.options()
                        .withLimits(
                                perAddress
                                        ? limits.withConnectionsPerAddress(2)
                                        : limits.withConnections(2));
        try (Server server = Serve.start(options, Serve::hello);
                RawClient first = RawClient.to(server);
                RawClient second = RawClient.to(server)) {
            assertThat(first.get("/").read().status()).isEqualTo(200);
            assertThat(second.get("/").read().status()).isEqualTo(200);
            for (int i = 1; i <= 5; i++) {
                // Not closed yet: those who are being refused take nobody's place.
                RawClient third = RawClient.to(server);
                var response = third.get("/").read();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.header("retry-after")).isEqualTo("10");
                assertThat(third.readToEof()).isEmpty();
                assertThat(server.refusedConnections()).isEqualTo(i);
            }
            assertThat(first.get("/").read().status()).isEqualTo(200);
            second.leave();
            Await.until(
                    "there is room again",
                    () -> {
                        try (RawClient next = RawClient.to(server)) {
                            return next.get("/").read().status() == 200;
                        }
                    });
        }
    }

    @Test
    void calls() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(2);
        ServerOptions options = Serve.options().withLimits(Limits.defaults().withCalls(2));
        try (Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    if (request.path().equals("/slow")) {
                                        running.countDown();
                                        Await.open(go);
                                    }
                                    Serve.hello(request, channels);
                                });
                RawClient first = RawClient.to(server);
                RawClient second = RawClient.to(server);
                RawClient third = RawClient.to(server)) {
            first.get("/slow");
            second.get("/slow");
            Await.open(running);
            var refused = third.get("/").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            assertThat(server.refusedCalls()).isEqualTo(1);
            go.countDown();
            assertThat(first.read().status()).isEqualTo(200);
            assertThat(second.read().status()).isEqualTo(200);
            Await.until(
                    "there is room again",
                    () -> {
                        try (RawClient next = RawClient.to(server)) {
                            return next.get("/").read().status() == 200;
                        }
                    });
        }
    }

    @Test
    void failedCallsGiveTheirPlaceBack() throws Exception {
        ServerOptions options = Serve.options().withLimits(Limits.defaults().withCalls(1));
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options,
                                (request, channels) -> {
                                    if (request.path().equals("/fail")) {
                                        throw new IllegalStateException("as asked");
                                    }
                                    channels.reply().send(HttpResponse.text("ok"));
                                })) {
            for (int i = 0; i < 10; i++) {
                assertThat(status(server, "GET /fail HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(500);
            }
            assertThat(status(server, "GET / HTTP/1.1\r\n" + HOST + "\r\n")).isEqualTo(200);
        }
    }

    @Test
    void limitsThatCannotBeAreNamed() {
        Limits limits = Limits.defaults();
        assertThatThrownBy(() -> limits.withUnread(0)).hasMessageContaining("unread");
        assertThatThrownBy(() -> limits.withBodyRate(-1)).hasMessageContaining("bodyRate");
        assertThatThrownBy(() -> limits.withWriteHighWater(0))
                .hasMessageContaining("writeHighWater");
        assertThatThrownBy(() -> limits.withConnections(-1)).hasMessageContaining("connections");
        assertThatThrownBy(() -> limits.withConnectionsPerAddress(-1))
                .hasMessageContaining("connectionsPerAddress");
        assertThatThrownBy(() -> limits.withCalls(-1)).hasMessageContaining("calls");
    }
}
