package dev.skein.server;

import static dev.skein.server.WebSocketClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an application may answer to a WebSocketConnect, and what comes of it.
@Timeout(30)
class WebSocketAnswerTest {
    @TempDir private Path folder = Path.of("");

    @FunctionalInterface
    private interface Answer {
        void give(Channel reply) throws Exception;
    }

    /// Gives that answer to the handshake, echoes texts, and says hello to plain requests. Notes what is thrown, and the end.
    private static App answering(Answer answer, BlockingQueue<Object> notes) {
        return (message, channels) -> {
            switch (message) {
                case WebSocketConnect _ -> answer.give(channels.reply());
                case WebSocketReceive m ->
                        channels.reply().send(new WebSocketSend(m.text(), m.bytes()));
                case WebSocketDisconnect m -> notes.add(m);
                case HttpRequest m -> Serve.hello(m, channels);
                default -> {}
            }
        };
    }

    private static Server start(Answer answer) throws Exception {
        return start(answer, new LinkedBlockingQueue<>());
    }

    private static Server start(Answer answer, BlockingQueue<Object> notes) throws Exception {
        return Server.start(answering(answer, notes), Serve.options());
    }

    /// What sending `message` throws.
    private static Exception refusal(Channel reply, Message message) throws InterruptedException {
        try {
            reply.send(message);
        } catch (IOException | RuntimeException e) {
            return e;
        }
        throw new AssertionError("expected that it throws");
    }

    // ---- yes

    @Test
    void returningWithoutAnAnswerAccepts() throws Exception {
        try (Server server = start(_ -> {});
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("hello")).isEqualTo("hello");
            client.closeProperly();
        }
    }

    @Test
    void acceptingTakesASubprotocolAndHeaderFields() throws Exception {
        Headers headers = Headers.of("set-cookie", "a=b", "set-cookie", "c=d", "x", "y");
        try (Server server = start(reply -> reply.send(new WebSocketAccept("two", headers)));
                WebSocketClient client =
                        WebSocketClient.to(server, "/", "Sec-WebSocket-Protocol: one, two")) {
            var head = client.response();
            assertThat(head.header("sec-websocket-protocol")).isEqualTo("two");
            assertThat(head.headers("set-cookie")).containsExactly("a=b", "c=d");
            assertThat(head.header("x")).isEqualTo("y");
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void noSubprotocolIsTakenByItself() throws Exception {
        try (Server server = start(reply -> reply.send(WebSocketAccept.plain()));
                WebSocketClient client =
                        WebSocketClient.to(server, "/", "Sec-WebSocket-Protocol: one")) {
            assertThat(client.response().headers("sec-websocket-protocol")).isEmpty();
        }
    }

    @Test
    void sendingAccepts() throws Exception {
        try (Server server =
                        start(
                                reply -> {
                                    reply.send(WebSocketSend.text("welcome"));
                                    reply.send(WebSocketSend.bytes(new byte[] {1, 2}));
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("welcome");
            assertThat(client.readBinary()).containsExactly(1, 2);
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void acceptingTwiceIsOnce() throws Exception {
        try (Server server =
                        start(
                                reply -> {
                                    reply.send(WebSocketAccept.plain());
                                    reply.send(WebSocketAccept.of("not offered"));
                                    reply.send(WebSocketSend.text("welcome"));
                                    reply.send(WebSocketAccept.plain());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("welcome");
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void hintsMayComeBefore() throws Exception {
        try (Server server =
                        start(
                                reply ->
                                        reply.send(
                                                new HttpEarlyHints(
                                                        Headers.of("link", "</a>; rel=preload"))));
                RawClient raw = RawClient.to(server)) {
            raw.send(request("/"));
            assertThat(raw.read().status()).isEqualTo(103);
            assertThat(WebSocketClient.accepted(raw).exchange("hello")).isEqualTo("hello");
        }
    }

    // ---- not like that

    @Test
    void aSubprotocolThatWasNotOfferedIsAMistake() throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        try (Server server =
                        start(
                                reply -> {
                                    notes.add(refusal(reply, WebSocketAccept.of("three")));
                                    reply.send(WebSocketAccept.of("one"));
                                },
                                notes);
                WebSocketClient client =
                        WebSocketClient.to(server, "/", "Sec-WebSocket-Protocol: one, two")) {
            assertThat((Exception) notes.take())
                    .isInstanceOf(UnsupportedMessageException.class)
                    .hasMessageContaining("three")
                    .hasMessageContaining("one");
            assertThat(client.response().header("sec-websocket-protocol")).isEqualTo("one");
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "upgrade",
                "content-length",
                "transfer-encoding",
                "sec-websocket-accept",
                "sec-websocket-protocol",
                "sec-websocket-extensions"
            })
    void fieldsOfTheHandshakeAreTheServers(String name) throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Headers headers = Headers.of(name, "1");
        try (Server server =
                        start(
                                reply ->
                                        notes.add(
                                                refusal(reply, new WebSocketAccept(null, headers))),
                                notes);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat((Exception) notes.take())
                    .isInstanceOf(UnsupportedMessageException.class)
                    .hasMessageContaining(name);
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    @Test
    void anOpenSocketTakesNoHttp() throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Path file = Files.writeString(folder.resolve("file"), "content");
        Answer answer =
                reply -> {
                    reply.send(WebSocketAccept.plain());
                    notes.add(refusal(reply, HttpResponse.text("no")));
                    notes.add(refusal(reply, HttpChunk.end()));
                    notes.add(refusal(reply, HttpFile.of(file)));
                    notes.add(refusal(reply, new HttpEarlyHints(Headers.of("link", "</a>"))));
                };
        try (Server server = start(answer, notes);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (String type :
                    new String[] {"http.response", "http.chunk", "http.file", "http.early_hints"}) {
                assertThat((Exception) notes.take())
                        .as(type)
                        .isInstanceOf(UnsupportedMessageException.class)
                        .hasMessageContaining("accepted WebSocket");
            }
            assertThat(client.exchange("hello")).isEqualTo("hello");
        }
    }

    // ---- no

    @Test
    void closingRefuses() throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Answer answer =
                reply -> {
                    reply.send(WebSocketClose.of(4000));
                    notes.add(refusal(reply, WebSocketSend.text("too late")));
                    notes.add(refusal(reply, WebSocketAccept.plain()));
                    notes.add(refusal(reply, WebSocketClose.normal()));
                };
        try (Server server = start(answer, notes);
                RawClient client = RawClient.to(server)) {
            var response = client.exchange(request("/"));
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.headers("sec-websocket-accept")).isEmpty();
            for (int i = 0; i < 3; i++) {
                assertThat(notes.take()).isInstanceOf(UnsupportedMessageException.class);
            }
            assertThat(client.get("/next").read().text()).isEqualTo("hello /next");
            assertThat(notes).isEmpty();
        }
    }

    @Test
    void aResponseRefusesAndTheConnectionGoesOn() throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Answer answer =
                reply -> {
                    reply.send(HttpResponse.text(401, "who?").withHeader("x", "y"));
                    notes.add(refusal(reply, WebSocketAccept.plain()));
                };
        try (Server server = start(answer, notes);
                RawClient client = RawClient.to(server)) {
            for (int i = 0; i < 2; i++) {
                var response = client.exchange(request("/"));
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.header("x")).isEqualTo("y");
                assertThat(response.text()).isEqualTo("who?");
                assertThat(notes.take()).isInstanceOf(UnsupportedMessageException.class);
                assertThat(client.get("/next").read().text()).isEqualTo("hello /next");
            }
            assertThat(notes).isEmpty();
        }
    }

    @Test
    void aRefusalMayComeInPieces() throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Path file = Files.writeString(folder.resolve("file"), "b");
        Answer answer =
                reply -> {
                    reply.send(HttpResponse.start(404, Headers.EMPTY));
                    reply.send(HttpChunk.of(new byte[] {'a'}));
                    notes.add(refusal(reply, WebSocketAccept.plain()));
                    notes.add(refusal(reply, WebSocketSend.text("no")));
                    notes.add(refusal(reply, WebSocketClose.normal()));
                    reply.send(HttpFile.of(file));
                };
        try (Server server = start(answer, notes);
                RawClient client = RawClient.to(server)) {
            var response = client.exchange(request("/"));
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).isEqualTo("ab");
            assertThat(client.get("/next").read().text()).isEqualTo("hello /next");
            assertThat(notes)
                    .hasSize(3)
                    .allMatch(each -> each instanceof UnsupportedMessageException);
        }
    }

    @Test
    void aRequestBehindARefusedOneIsServed() throws Exception {
        try (Server server = start(reply -> reply.send(WebSocketClose.normal()));
                RawClient client = RawClient.to(server)) {
            client.send(request("/") + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(403);
            assertThat(client.read().text()).isEqualTo("hello /next");
        }
    }

    @Test
    void aRefusalThatIsNotFinishedIsCutOff() throws Exception {
        try (Logs logs = new Logs();
                Server server = start(reply -> reply.send(HttpResponse.start(404, Headers.EMPTY)));
                RawClient client = RawClient.to(server)) {
            client.send(request("/")).readToAnyEnd();
            assertThat(logs.awaitErrors(1)).hasSize(1);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throwingIs500WithATraceInDebugOnly(boolean debug) throws Exception {
        BlockingQueue<Object> notes = new LinkedBlockingQueue<>();
        Answer answer =
                _ -> {
                    throw new IllegalStateException("on purpose");
                };
        try (Logs logs = new Logs();
                Server server =
                        Server.start(answering(answer, notes), Serve.options().withDebug(debug));
                RawClient client = RawClient.to(server)) {
            var response = client.exchange(request("/x"));
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text().contains("on purpose")).isEqualTo(debug);
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.awaitErrors(1)).hasSize(1);
            assertThat(logs.awaitErrors(1).getFirst().getMessage()).contains("GET /x failed");
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThat(notes).isEmpty();
        }
    }

    @Test
    void aRefusedSocketStaysClosedForWhoKeptIt() throws Exception {
        BlockingQueue<Channels> kept = new LinkedBlockingQueue<>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        kept.add(channels);
                        channels.reply().send(WebSocketClose.normal());
                    } else {
                        Serve.hello((HttpRequest) message, channels);
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                RawClient client = RawClient.to(server)) {
            assertThat(client.exchange(request("/")).status()).isEqualTo(403);
            assertThat(client.get("/").read().status()).isEqualTo(200);
            Channels channels = kept.take();
            for (Message each :
                    new Message[] {
                        WebSocketSend.text("x"), WebSocketAccept.plain(), WebSocketClose.normal()
                    }) {
                assertThat(refusal(channels.reply(), each))
                        .isInstanceOf(DisconnectedException.class);
            }
            assertThat(client.get("/").read().status()).isEqualTo(200);
        }
    }
}
