package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a request is sent once more, and when it must not be.
class RetryTest {
    private static final ScriptedServer.Script FINE = Answers::fine;

    /// Answers one request, and closes when the next has come: the client cannot know before.
    private static final ScriptedServer.Script FAREWELL =
            client -> {
                client.head();
                client.answer("fine");
                client.head();
            };

    private static RequestOptions retrying(RetryPolicy policy) {
        return RequestOptions.defaults().withRetry(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void aKeptConnectionThatIsGoneIsNoFailure(String method) throws Exception {
        try (var server = new ScriptedServer(FAREWELL, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            ClientResponse response = session.request(method, server.url("/again")).send();
            assertThat(response.status()).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatClosesAnIdleConnectionIsNoFailure() throws Exception {
        String raw = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine";
        try (var server = new ScriptedServer(Answers.once(raw));
                var session = Answers.narrow()) {
            for (int i = 0; i < 50; i++) {
                Answers.assertFine(session, server);
            }
            assertThat(server.connections()).isEqualTo(50);
        }
    }

    @Test
    void aPostIsNotSentTwice() throws Exception {
        try (var server = new ScriptedServer(FAREWELL, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () -> session.post(server.url("/")).body("x").send());
            assertThat(server.connections()).isEqualTo(1);
            Answers.assertFine(session, server);
        }
    }

    @Test
    void aPostIsSentTwiceIfThePolicySaysSo() throws Exception {
        var policy = RetryPolicy.defaults().withMethods("POST");
        try (var server = new ScriptedServer(FAREWELL, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            assertThat(session.post(server.url("/")).options(retrying(policy)).send().text())
                    .isEqualTo("fine");
        }
    }

    @Test
    void noPolicyNoRetry() throws Exception {
        try (var server = new ScriptedServer(FAREWELL, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () ->
                            session.get(server.url("/"))
                                    .options(retrying(RetryPolicy.none()))
                                    .send());
        }
    }

    @Test
    void aBodyThatCanBeReadOnceIsNotSentTwice() throws Exception {
        try (var server = new ScriptedServer(FAREWELL, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () ->
                            session.put(server.url("/"))
                                    .body(new ByteArrayInputStream(new byte[3]))
                                    .send());
        }
    }

    @Test
    void halfAnAnswerIsNoReasonToAskAgain() throws Exception {
        ScriptedServer.Script half =
                client -> {
                    client.head();
                    client.answer("fine");
                    client.head();
                    client.send("HTTP/1.1 20");
                };
        try (var server = new ScriptedServer(half, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () -> session.get(server.url("/")).send());
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void freshConnectionsAreRetriedOnlyIfThePolicySaysSo() throws Exception {
        ScriptedServer.Script closing = client -> client.head();
        try (var server = new ScriptedServer(closing, closing, FINE);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () -> session.get(server.url("/")).send());
            var policy = RetryPolicy.defaults().withFreshConnections(true);
            assertThat(session.get(server.url("/")).options(retrying(policy)).send().text())
                    .isEqualTo("fine");
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void thereAreOnlySoManyAttempts() throws Exception {
        ScriptedServer.Script closing = client -> client.head();
        var policy =
                RetryPolicy.defaults()
                        .withFreshConnections(true)
                        .withAttempts(4)
                        .withBackoff(Duration.ofMillis(1));
        try (var server = new ScriptedServer(closing);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    ServerDisconnectedException.class,
                    Phase.HEAD,
                    server,
                    () -> session.get(server.url("/")).options(retrying(policy)).send());
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void statusesAreRetried() throws Exception {
        AtomicInteger count = new AtomicInteger();
        ScriptedServer.Script busy =
                client -> {
                    while (!client.head().isEmpty()) {
                        if (count.incrementAndGet() < 3) {
                            client.send(
                                    "HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 4\r\n\r\nbusy");
                        } else {
                            client.answer("fine");
                        }
                    }
                };
        var policy =
                RetryPolicy.defaults()
                        .withStatuses(503)
                        .withAttempts(3)
                        .withBackoff(Duration.ofMillis(1));
        try (var server = new ScriptedServer(busy);
                var session = Answers.narrow()) {
            var request = session.get(server.url("/")).options(retrying(policy));
            assertThat(request.send().text()).isEqualTo("fine");
            assertThat(server.connections()).isEqualTo(1);
            count.set(-10);
            assertThat(request.send().text()).isEqualTo("busy");
            assertThat(count.get()).isEqualTo(-7);
            assertThat(session.post(server.url("/")).options(retrying(policy)).send().status())
                    .isEqualTo(503);
            assertThat(count.get()).isEqualTo(-6);
        }
    }

    @Test
    void theServersPauseIsKept() throws Exception {
        List<Long> times = new ArrayList<>();
        ScriptedServer.Script busy =
                client -> {
                    client.head();
                    times.add(System.nanoTime());
                    client.send("HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n");
                    client.head();
                    times.add(System.nanoTime());
                    client.answer("fine");
                };
        var policy = RetryPolicy.defaults().withStatuses(429).withBackoff(Duration.ofMillis(1));
        try (var server = new ScriptedServer(busy);
                var session = Answers.narrow()) {
            var request = session.get(server.url("/")).options(retrying(policy));
            assertThat(request.send().text()).isEqualTo("fine");
            assertThat(times.get(1) - times.get(0)).isGreaterThan(990_000_000L);
        }
    }
}
