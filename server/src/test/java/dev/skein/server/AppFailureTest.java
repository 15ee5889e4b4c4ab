package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.LifespanStartup;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an application can do wrong.
class AppFailureTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExceptionIs500WithATraceInDebugOnly(boolean debug) throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                Serve.options().withDebug(debug),
                                (_, _) -> {
                                    throw new IllegalStateException("<script>alert(1)</script>");
                                });
                RawClient client = RawClient.to(server)) {
            var response = client.get("/%3Cb%3E").read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(response.text()).doesNotContain("<script>").doesNotContain("<b>");
            if (debug) {
                assertThat(response.header("content-type")).startsWith("text/html");
                assertThat(response.text())
                        .contains("&lt;script&gt;")
                        .contains("&lt;b&gt;")
                        .contains("AppFailureTest.java");
            } else {
                assertThat(response.text()).isEqualTo("Internal Server Error\n");
            }
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.awaitErrors(1)).hasSize(1);
            assertThat(logs.awaitErrors(1).getFirst().getThrown())
                    .isInstanceOf(IllegalStateException.class);
            assertThat(logs.awaitErrors(1).getFirst().getMessage()).contains("GET /%3Cb%3E failed");
        }
    }

    @Test
    void anErrorIs500AndTheServerLivesOn() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    switch (request.path()) {
                                        case "/memory" -> throw new OutOfMemoryError("in a test");
                                        case "/stack" -> overflow(0);
                                        case "/assert" -> throw new AssertionError("in a test");
                                        default -> Serve.hello(request, channels);
                                    }
                                })) {
            for (String path : new String[] {"/memory", "/stack", "/assert"}) {
                try (RawClient client = RawClient.to(server)) {
                    assertThat(client.get(path).read().status()).isEqualTo(500);
                }
            }
            try (RawClient client = RawClient.to(server)) {
                assertThat(client.get("/").read().status()).isEqualTo(200);
            }
            assertThat(logs.awaitErrors(3)).hasSize(3);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    @Test
    void anExceptionAfterTheHeadAborts() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    Headers headers =
                                            request.path().equals("/chunked")
                                                    ? Headers.EMPTY
                                                    : Headers.of("content-length", "10");
                                    channels.reply().send(HttpResponse.start(200, headers));
                                    channels.reply().send(HttpChunk.text("abc"));
                                    throw new IllegalStateException("too late");
                                })) {
            for (String path : new String[] {"/chunked", "/fixed"}) {
                try (RawClient client = RawClient.to(server)) {
                    client.get(path);
                    assertThatThrownBy(client::read).isInstanceOf(IOException.class);
                }
            }
            try (RawClient client = RawClient.to(server)) {
                // Only a reset tells an HTTP/1.0 client that there should have been more.
                client.send("GET /chunked HTTP/1.0\r\n\r\n");
                assertThat(client.endsByReset()).isTrue();
            }
            assertThat(logs.await(3, "failed after its response had begun")).hasSize(3);
        }
    }

    @Test
    void noAnswerIs500() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    if (request.path().equals("/hints")) {
                                        channels.reply().send(HttpEarlyHints.links("</a>"));
                                    }
                                })) {
            try (RawClient client = RawClient.to(server)) {
                assertThat(client.get("/").read().status()).isEqualTo(500);
            }
            try (RawClient client = RawClient.to(server)) {
                assertThat(client.get("/hints").read().status()).isEqualTo(103);
                assertThat(client.read().status()).isEqualTo(500);
            }
            assertThat(logs.await(2, "returned without a response")).hasSize(2);
        }
    }

    @Test
    void anIncompleteAnswerAborts() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(HttpChunk.text("abc"));
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            assertThat(logs.await(1, "returned before its response was complete")).hasSize(1);
        }
    }

    @Test
    void whatIsSentTwiceOrTooLateOrNotAtAllIsRefused() throws Exception {
        Message[] wrong = {
            HttpResponse.text("again"),
            HttpChunk.end(),
            HttpChunk.text("x"),
            HttpEarlyHints.links("</a>"),
            new LifespanStartup()
        };
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    if (request.path().equals("/early")) {
                                        trySend(channels, HttpChunk.text("x"), thrown);
                                        trySend(channels, request, thrown);
                                        trySend(channels, new LifespanStartup(), thrown);
                                    }
                                    Serve.hello(request, channels);
                                    for (Message message : wrong) {
                                        trySend(channels, message, thrown);
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().text()).isEqualTo("hello /");
            assertThat(client.get("/early").read().text()).isEqualTo("hello /early");
            assertThat(client.get("/").read().text()).isEqualTo("hello /");
            Await.until("all were refused", () -> thrown.size() == 3 * wrong.length + 3);
            assertThat(thrown).allMatch(e -> e instanceof UnsupportedMessageException);
        }
    }

    private static void trySend(
            dev.skein.app.Channels channels, Message message, BlockingQueue<Exception> thrown)
            throws Exception {
        try {
            channels.reply().send(message);
        } catch (UnsupportedMessageException e) {
            thrown.add(e);
        }
    }

    @Test
    void aChannelOfACallThatIsOverRefusesEverything() throws Exception {
        BlockingQueue<dev.skein.app.Channels> kept = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    kept.add(channels);
                                    channels.body();
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/1").read();
            client.get("/2").read();
            var channels = kept.take();
            assertThatThrownBy(() -> channels.reply().send(HttpResponse.text("late")))
                    .isInstanceOf(UnsupportedMessageException.class);
            assertThat(channels.body().receive()).isInstanceOf(dev.skein.app.HttpDisconnect.class);
            assertThat(client.get("/3").read().text()).isEqualTo("hello /3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nset-cookie: x", "a\nb", "a\rb", "a\0b", "\u20ac"})
    void aHeaderThatCannotBeIs500(String value) throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.text("x")
                                                                .withHeader("x-evil", value)));
                RawClient client = RawClient.to(server)) {
            var response = client.get("/").read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.header("set-cookie")).isNull();
            assertThat(logs.awaitErrors(1).getFirst().getThrown())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sendingToAClientThatIsGoneSaysSoAndIsNoErrorInTheLog() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        AtomicReference<Exception> thrown = new AtomicReference<>();
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    called.countDown();
                                    Await.open(gone);
                                    try {
                                        Await.until("the server knows", () -> !sent(channels));
                                        channels.reply().send(HttpChunk.text("x"));
                                    } catch (Exception e) {
                                        thrown.set(e);
                                        throw e;
                                    }
                                })) {
            RawClient client = RawClient.to(server);
            client.get("/");
            Await.open(called);
            client.reset();
            gone.countDown();
            Await.until("it was thrown", () -> thrown.get() != null);
            assertThat(thrown.get()).isInstanceOf(DisconnectedException.class);
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThat(logs.errors()).isEmpty();
        }
    }

    private static boolean sent(dev.skein.app.Channels channels) throws Exception {
        try {
            channels.reply().send(HttpEarlyHints.links("</a>"));
            return true;
        } catch (DisconnectedException _) {
            return false;
        }
    }

    @Test
    void aBodyThatIsTooLargeForTheApplicationIs413() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    byte[] body = request.readBody(channels, 10);
                                    channels.reply().send(HttpResponse.text("" + body.length));
                                });
                RawClient client = RawClient.to(server)) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ";
            assertThat(client.exchange(head + "10\r\n\r\n1234567890").text()).isEqualTo("10");
            var response = client.exchange(head + "11\r\n\r\n12345678901");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).contains("10 bytes");
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.errors()).isEmpty();
            assertThat(new BodyTooLargeException(10)).hasMessageContaining("10 bytes");
        }
    }

    @Test
    void anExceptionHasNothingToDoWithABodyThatIsBroken() throws Exception {
        Semaphore called = new Semaphore(0);
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    called.release();
                                    try {
                                        request.readBody(channels, 100);
                                    } catch (IOException e) {
                                        if (request.path().equals("/own")) {
                                            throw new IllegalStateException("my own");
                                        }
                                        throw new IllegalStateException("wrapped", e);
                                    }
                                })) {
            String rest = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            try (RawClient client = RawClient.to(server)) {
                client.send("POST /own" + rest);
                called.acquire();
                assertThat(client.exchange("zz\r\n").status()).isEqualTo(500);
            }
            assertThat(logs.awaitErrors(1)).hasSize(1);
            try (RawClient client = RawClient.to(server)) {
                client.send("POST /wrapped" + rest);
                called.acquire();
                assertThat(client.exchange("zz\r\n").status()).isEqualTo(400);
            }
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }

    @Test
    void aClientThatEndsInTheMiddleOfItsBodyIsToBlameItself() throws Exception {
        try (Logs logs = new Logs();
                Server server = Serve.start(Serve::echo);
                RawClient client = RawClient.to(server)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").halfClose();
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void theRequestItselfIsNoReply() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                (HttpRequest request, dev.skein.app.Channels channels) ->
                                        channels.reply().send(request));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().status()).isEqualTo(500);
        }
    }
}
