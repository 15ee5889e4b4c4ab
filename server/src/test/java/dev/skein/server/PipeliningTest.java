package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Requests that come before the answers to those before them.
@SuppressWarnings("StringConcatToTextBlock") // what ends a line is the point
class PipeliningTest {
    private static final int MANY = 100;

    @Test
    void answersComeInOrderHoweverSlowTheFirst() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    assertThat(running.incrementAndGet()).isEqualTo(1);
                                    if (request.path().equals("/0")) {
                                        Await.open(slow);
                                    }
                                    running.decrementAndGet();
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 10; i++) {
                client.get("/" + i);
            }
            slow.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(client.read().text()).isEqualTo("hello /" + i);
            }
        }
    }

    @Test
    void aHundredRequestsAreTheSameWholeAndByteByByte() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            all.append(request(i));
        }
        ServerOptions options = Serve.options().withDateHeader(false);
        try (Server server = Serve.start(options, Serve::echo)) {
            String whole = answers(server, all.toString(), false);
            assertThat(whole.split("HTTP/1.1 200", -1)).hasSize(MANY + 1);
            assertThat(answers(server, all.toString(), true)).isEqualTo(whole);
        }
    }

    private static String request(int i) {
        String last = i == MANY - 1 ? "Connection: close\r\n" : "";
        String head = " /" + i + " HTTP/1.1\r\nHost: a\r\n" + last;
        return switch (i % 3) {
            case 0 -> "GET" + head + "\r\n";
            case 1 -> "POST" + head + "Content-Length: 7\r\n\r\n1234567";
            default ->
                    "PUT"
                            + head
                            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        };
    }

    private static String answers(Server server, String requests, boolean byteByByte)
            throws Exception {
        try (RawClient client = RawClient.to(server)) {
            if (byteByByte) {
                client.sendByteByByte(requests);
            } else {
                client.send(requests);
            }
            return client.readToEof();
        }
    }

    @Test
    void twoRequestsSplitAtEveryByteAreTheSame() throws Exception {
        String requests = request(0) + request(1) + request(2) + request(MANY - 1);
        ServerOptions options = Serve.options().withDateHeader(false);
        try (Server server = Serve.start(options, Serve::echo)) {
            String whole = answers(server, requests, false);
            for (int split = 1; split < requests.length(); split++) {
                try (RawClient client = RawClient.to(server)) {
                    client.send(requests.substring(0, split)).send(requests.substring(split));
                    assertThat(client.readToEof()).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void whatWasSentBeforeTheEndOfInputIsAnswered() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    Await.open(slow);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/1").get("/2").get("/3").send("GET /unfinished").halfClose();
            slow.countDown();
            assertThat(client.read().text()).isEqualTo("hello /1");
            assertThat(client.read().text()).isEqualTo("hello /2");
            assertThat(client.read().text()).isEqualTo("hello /3");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void nothingIsAnsweredAfterAConnectionClose() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    calls.incrementAndGet();
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(
                    "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().text()).isEqualTo("hello /1");
            assertThat(client.readToEof()).isEmpty();
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void aBadRequestDoesNotTouchTheAnswersBeforeIt() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    Await.open(slow);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/1").send("nonsense\r\n\r\n");
            slow.countDown();
            assertThat(client.read().text()).isEqualTo("hello /1");
            var error = client.read();
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.header("connection")).isEqualTo("close");
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.await(1, "bad request")).hasSize(1);
        }
    }

    @Test
    void aFloodOfPipelinedRequestsIsHeldBackWhileTheFirstRuns() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        int requests = 200_000;
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    Await.open(slow);
                                    channels.reply().send(HttpResponse.text(""));
                                });
                RawClient client = RawClient.to(server)) {
            byte[] block =
                    "GET / HTTP/1.1\r\nHost: abcdefgh\r\n\r\n"
                            .repeat(1000)
                            .getBytes(StandardCharsets.US_ASCII);
            Stuffer stuffer = Stuffer.start(client, block, requests / 1000);
            stuffer.awaitStuck();
            assertThat(stuffer.sent()).isLessThan((long) block.length * requests / 1000);
            slow.countDown();
            for (int i = 0; i < requests; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }
}
