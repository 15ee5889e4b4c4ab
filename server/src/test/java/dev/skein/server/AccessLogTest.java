package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// One entry per answer.
class AccessLogTest {
    private final BlockingQueue<AccessLogEntry> log = new LinkedBlockingQueue<>();

    private ServerOptions options() {
        return Serve.options().withAccessLog(log::add);
    }

    @Test
    void anEntryHasItsFields() throws Exception {
        Instant before = Instant.now();
        try (Server server = Serve.start(options(), Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.get("/x?q=1").read();
            AccessLogEntry entry = log.take();
            assertThat(entry.client().toString()).endsWith(":" + client.localPort());
            assertThat(entry.method()).isEqualTo("GET");
            assertThat(entry.target()).isEqualTo("/x?q=1");
            assertThat(entry.httpVersion()).isEqualTo("1.1");
            assertThat(entry.status()).isEqualTo(200);
            assertThat(entry.bytes()).isEqualTo(8);
            assertThat(entry.end()).isBetween(before, Instant.now());
            assertThat(entry.duration()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
            assertThat(entry.toString())
                    .matches(
                            "127\\.0\\.0\\.1:\\d+ - \"GET /x\\?q=1 HTTP/1\\.1\" 200 8 \\d+\\.\\d{3}ms");
        }
    }

    @Test
    void streamsHeadsFailuresAndLeaversAreLogged() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                options(),
                                (request, channels) -> {
                                    switch (request.path()) {
                                        case "/stream" -> {
                                            channels.reply()
                                                    .send(HttpResponse.start(202, Headers.EMPTY));
                                            channels.reply().send(HttpChunk.of(new byte[10_000]));
                                            channels.reply().send(HttpChunk.end());
                                        }
                                        case "/fail" -> throw new IllegalStateException("asked");
                                        case "/cut" -> {
                                            channels.reply()
                                                    .send(HttpResponse.start(200, Headers.EMPTY));
                                            channels.reply().send(HttpChunk.text("abc"));
                                        }
                                        case "/leave" -> {
                                            called.countDown();
                                            channels.body().receive();
                                        }
                                        default -> Serve.hello(request, channels);
                                    }
                                })) {
            try (RawClient client = RawClient.to(server)) {
                client.get("/stream").read();
                assertThat(status(log.take())).isEqualTo("GET /stream 202 10000");
                client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
                assertThat(status(log.take())).isEqualTo("HEAD /x 200 0");
                client.get("/fail").read();
                assertThat(status(log.take())).isEqualTo("GET /fail 500 22");
            }
            try (RawClient client = RawClient.to(server)) {
                client.get("/cut").readToAnyEnd();
                assertThat(status(log.take())).isEqualTo("GET /cut 200 3");
            }
            RawClient client = RawClient.to(server);
            client.get("/leave");
            Await.open(called);
            client.reset();
            assertThat(status(log.take())).isEqualTo("GET /leave 499 0");
        }
        assertThat(log).isEmpty();
    }

    private static String status(AccessLogEntry e) {
        return e.method() + " " + e.target() + " " + e.status() + " " + e.bytes();
    }

    @Test
    void nothingInALineCanBreakIt() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5);
        AccessLogEntry entry =
                new AccessLogEntry(
                        address,
                        "GET",
                        "/\"\r\n\u001b[2J\u00e9" + "x".repeat(3000),
                        "1.1",
                        200,
                        1,
                        Instant.EPOCH,
                        Duration.ofNanos(1_000_499));
        assertThat(entry.toString())
                .startsWith("127.0.0.1:5 - \"GET /\\\"\\r\\n\\x1b[2J\\xe9xxx")
                .endsWith("\u2026 HTTP/1.1\" 200 1 1.000ms")
                .hasSizeLessThan(2200);
    }

    @Test
    void aSlowConsumerLosesEntriesAndIsToldHowMany() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        int given = 70_000;
        int[] taken = {0};
        try (Logs logs = new Logs()) {
            AccessLog slow =
                    new AccessLog(
                            _ -> {
                                try {
                                    go.await();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                                taken[0]++;
                            });
            AccessLogEntry entry =
                    new AccessLogEntry(
                            new InetSocketAddress(0),
                            "GET",
                            "/",
                            "1.1",
                            200,
                            0,
                            Instant.EPOCH,
                            Duration.ZERO);
            for (int i = 0; i < given; i++) {
                slow.add(entry);
            }
            go.countDown();
            slow.close();
            String warning = logs.await(1, "too slow").getFirst();
            int dropped = Integer.parseInt(warning.replaceAll("[^0-9]", ""));
            assertThat(dropped).isBetween(given - 65_536 - 1, given - 65_536);
            assertThat(taken[0] + dropped).isEqualTo(given);
        }
    }

    @Test
    void aConsumerThatFailsIsLoggedAndGoesOn() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                Serve.options()
                                        .withAccessLog(
                                                entry -> {
                                                    if (entry.target().equals("/bad")) {
                                                        throw new AssertionError("as asked");
                                                    }
                                                    log.add(entry);
                                                }),
                                Serve::hello);
                RawClient client = RawClient.to(server)) {
            client.get("/bad").read();
            client.get("/good").read();
            assertThat(log.take().target()).isEqualTo("/good");
            assertThat(logs.awaitErrors(1).getFirst().getMessage()).contains("access log failed");
        }
    }

    @Test
    void whatWasLoggedBeforeStopIsWritten() throws Exception {
        try (Server server = Serve.start(options(), Serve::hello);
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 1000; i++) {
                client.get("/").read();
            }
        }
        assertThat(log).hasSize(1000);
    }
}
