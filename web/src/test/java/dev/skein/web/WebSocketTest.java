package dev.skein.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpResponse;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketSend;
import dev.skein.http.Headers;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpNotFound;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketTest {
    private static Application app(WebSocketHandler handler) {
        Application app = new Application();
        app.router().webSocket("/", handler);
        return app;
    }

    private static Application answering(Handler handler) {
        Application app = new Application();
        app.router().get("/", handler);
        return app;
    }

    private static TestSocket open(Application app, String... subprotocols) {
        return TestCall.get(app, "/").webSocket(subprotocols);
    }

    private static TestSocket accepted(WebSocketHandler handler) throws InterruptedException {
        TestSocket client = open(app(handler));
        assertThat(client.next()).isInstanceOf(WebSocketAccept.class);
        return client;
    }

    private static void assertClosed(TestSocket client, int code) throws Exception {
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        WebSocketClose.class, m -> assertThat(m.code()).isEqualTo(code));
        client.join();
    }

    // ---- pulling

    @Test
    void messagesAreIterated() throws Exception {
        TestSocket client =
                accepted(
                        socket -> {
                            for (WebSocketMessage message : socket) {
                                socket.send(message.asText() + "/answer");
                            }
                        });
        client.say("a");
        client.say("b");
        client.end(1000);

        assertThat(client.next()).isEqualTo(WebSocketSend.text("a/answer"));
        assertThat(client.next()).isEqualTo(WebSocketSend.text("b/answer"));
        client.join();
    }

    @Test
    void endIsReceivedAgainAndAgain() throws Exception {
        BlockingQueue<String> seen = new ArrayBlockingQueue<>(9);
        TestSocket client =
                accepted(
                        socket -> {
                            seen.add("open " + socket.isOpen() + " " + socket.closeCode());
                            seen.add(socket.receive() + " " + socket.receive());
                            seen.add("open " + socket.isOpen() + " " + socket.closeCode());
                            assertThat(socket.iterator().hasNext()).isFalse();
                            assertThatThrownBy(() -> socket.iterator().next())
                                    .isInstanceOf(NoSuchElementException.class);
                        });
        client.end(4001);

        client.join();
        assertThat(seen).containsExactly("open true 0", "null null", "open false 4001");
    }

    @Test
    void binaryIsNotText() throws Exception {
        TestSocket client =
                accepted(
                        socket -> {
                            WebSocketMessage message = requireNonNull(socket.receive());
                            assertThat(message)
                                    .isEqualTo(new WebSocketMessage.Binary(new byte[] {1, 2}));
                            message.asText();
                        });
        client.say(new byte[] {1, 2});

        assertThat(client.next()).isEqualTo(new WebSocketClose(1003, "expected a text message"));
        client.join();
    }

    @Test
    void jsonThatIsNoneIsTheClientsFault() throws Exception {
        TestSocket client =
                accepted(socket -> requireNonNull(socket.receive()).json(Integer.class));
        client.say("{");

        assertThat(client.next())
                .isInstanceOfSatisfying(
                        WebSocketClose.class, close -> assertThat(close.code()).isEqualTo(1007));
        client.join();
    }

    @Test
    void valuesGoAndComeAsJson() throws Exception {
        TestSocket client =
                accepted(
                        socket ->
                                socket.sendJson(
                                        Map.of(
                                                "got",
                                                requireNonNull(socket.receive())
                                                        .json(Map.class)
                                                        .get("n"))));
        client.say("{\"n\":7}");

        assertThat(client.next()).isEqualTo(WebSocketSend.text("{\"got\":7}"));
        assertClosed(client, 1000);
    }

    // ---- closing

    @Test
    void handlerThatReturnsCloses() throws Exception {
        assertClosed(accepted(_ -> {}), 1000);
    }

    @Test
    void firstCloseDecides() throws Exception {
        TestSocket client =
                accepted(
                        socket -> {
                            socket.close(4000, "enough");
                            socket.close(4001, "again");
                            socket.close();
                        });

        assertThat(client.next()).isEqualTo(new WebSocketClose(4000, "enough"));
        client.join();
    }

    @Test
    void failureClosesWith1011AndTellsNothing() throws Exception {
        TestSocket client =
                accepted(
                        _ -> {
                            throw new IllegalStateException("secret");
                        });

        assertThat(client.next()).isEqualTo(new WebSocketClose(1011, ""));
        assertThat(client.failure()).hasMessage("secret");
    }

    @Test
    void failureAfterTheEndIsTheServersBusiness() throws Exception {
        TestSocket client =
                accepted(
                        socket -> {
                            socket.receive();
                            throw new HttpNotFound("too late for an answer");
                        });
        client.end(1001);

        assertThat(client.failure()).isInstanceOf(HttpNotFound.class);
    }

    @Test
    void closeThatIsRefusedLeavesTheSocketOpen() throws Exception {
        TestSocket client = accepted(socket -> socket.close(999, ""));

        assertThat(client.next()).isEqualTo(new WebSocketClose(1011, ""));
        assertThat(client.failure()).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- accepting, or not

    @Test
    void subprotocolIsTheClientsFirstThatIsSpokenHere() throws Exception {
        Application app =
                answering(
                        request -> {
                            WebSocket socket =
                                    request.webSocket(
                                            WebSocketTerms.defaults()
                                                    .withSubprotocols("b", "c")
                                                    .withHeaders(Headers.of("x-a", "1")));
                            socket.send(String.valueOf(socket.subprotocol()));
                            return socket.response();
                        });

        TestSocket client = open(app, "a", "c", "b");
        assertThat(client.next()).isEqualTo(new WebSocketAccept("c", Headers.of("x-a", "1")));
        assertThat(client.next()).isEqualTo(WebSocketSend.text("c"));

        TestSocket other = open(app, "x");
        assertThat(other.next())
                .isInstanceOfSatisfying(
                        WebSocketAccept.class, m -> assertThat(m.subprotocol()).isNull());
    }

    @Test
    void acceptedOnce() throws Exception {
        TestSocket client =
                open(
                        answering(
                                request -> {
                                    request.webSocket();
                                    return request.webSocket().response();
                                }));

        assertThat(client.next()).isInstanceOf(WebSocketAccept.class);
        assertThat(client.next()).isEqualTo(new WebSocketClose(1011, ""));
        assertThat(client.failure()).hasMessageContaining("expected one call");
    }

    @ParameterizedTest
    @CsvSource({
        "http,  example.com,                       http://example.com,        true",
        "http,  example.com,                       HTTP://EXAMPLE.COM,        true",
        "http,  EXAMPLE.com,                       http://example.com,        true",
        "http,  example.com:8080,                  http://example.com:8080,   true",
        "https, example.com,                       https://example.com,       true",
        "http,  example.com,                       https://example.com,       false",
        "https, example.com,                       http://example.com,        false",
        "http,  example.com,                       http://example.com:8080,   false",
        "http,  example.com,                       http://evil.com,           false",
        "http,  example.com,                       http://example.com.evil.com, false",
        "http,  example.com,                       http://evilexample.com,    false",
        "http,  example.com,                       http://a.example.com,      false",
        "http,  example.com,                       null,                      false",
        "http,  example.com,                       '',                        false",
        "http,  example.com,                       http://good.example,       true",
        "http,  example.com,                       https://good.example,      false",
    })
    void pagesOfOtherOriginsAreRefused(String scheme, String host, String origin, boolean let)
            throws Exception {
        TestCall call =
                TestCall.get(handshake("http://good.example"), "/")
                        .header("host", host)
                        .header("origin", origin);
        TestSocket client = (scheme.equals("https") ? call.encrypted() : call).webSocket();

        assertThat(client.next() instanceof WebSocketAccept).isEqualTo(let);
    }

    @Test
    void refusalIsAnAnswer() throws Exception {
        TestSocket client =
                TestCall.get(handshake(), "/").header("origin", "http://evil.com").webSocket();

        assertThat(client.next())
                .isInstanceOfSatisfying(
                        HttpResponse.class, m -> assertThat(m.status()).isEqualTo(403));
        client.join();
    }

    @Test
    void twoOriginsAreNone() throws Exception {
        TestSocket client =
                TestCall.get(handshake(), "/")
                        .header("origin", "http://example.com")
                        .plusHeader("origin", "http://evil.com")
                        .webSocket();

        assertThat(client.next()).isInstanceOf(HttpResponse.class);
    }

    @Test
    void anyOriginIfThatIsWhatIsSaid() throws Exception {
        TestSocket client =
                TestCall.get(handshake(WebSocketTerms.ANY), "/")
                        .header("origin", "http://evil.com")
                        .webSocket();

        assertThat(client.next()).isInstanceOf(WebSocketAccept.class);
    }

    private static Application handshake(String... origins) {
        return answering(
                request ->
                        request.webSocket(WebSocketTerms.defaults().withOrigins(origins))
                                .response());
    }

    @Test
    void handlerMayDecline() throws Exception {
        TestSocket client =
                open(
                        answering(
                                _ -> {
                                    throw new HttpForbidden("not you");
                                }));

        assertThat(client.next())
                .isInstanceOfSatisfying(
                        HttpResponse.class, m -> assertThat(m.status()).isEqualTo(403));
    }

    @Test
    void unknownPathIsNotFound() throws Exception {
        TestSocket client = TestCall.get(handshake(), "/elsewhere").webSocket();

        assertThat(client.next())
                .isInstanceOfSatisfying(
                        HttpResponse.class, m -> assertThat(m.status()).isEqualTo(404));
    }

    @Test
    void requestThatAsksForNoneIsToldTo() throws Exception {
        TestAnswer answer = TestCall.get(handshake(), "/").send();

        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.header("upgrade")).isEqualTo("websocket");
    }
}
