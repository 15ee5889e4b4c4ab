package dev.skein.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.client.WebSocketMessage;
import dev.skein.http.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What WebSockets are like, in memory and over sockets.
abstract class WebSocketContract {
    private static final int PATIENCE = 5;

    private final Clients kind;

    /// All that the application was told.
    private final LinkedBlockingQueue<Message> told = new LinkedBlockingQueue<>();

    WebSocketContract(Clients kind) {
        this.kind = kind;
    }

    /// A call for each message; it echoes.
    private void echo(Message message, Channels channels) throws Exception {
        told.add(message);
        switch (message) {
            case WebSocketReceive m when m.text() != null ->
                    channels.reply().send(WebSocketSend.text("you said " + m.text()));
            case WebSocketReceive m when m.bytes() != null ->
                    channels.reply().send(WebSocketSend.bytes(m.bytes()));
            default -> {}
        }
    }

    /// One call that receives.
    private void pull(Message message, Channels channels) throws Exception {
        if (!(message instanceof WebSocketConnect)) {
            return;
        }
        while (channels.body().receive() instanceof WebSocketReceive m) {
            told.add(m);
            channels.reply().send(WebSocketSend.text("got " + m.order() + " " + m.text()));
            if ("bye".equals(m.text())) {
                return;
            }
        }
        told.add(channels.body().receive());
    }

    private <T> T next(Class<T> type) throws InterruptedException {
        Message message = told.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(message).isInstanceOf(type);
        return type.cast(message);
    }

    private static App onConnect(Connecting connecting) {
        return (message, channels) -> {
            if (message instanceof WebSocketConnect connect) {
                connecting.connect(connect, channels);
            }
        };
    }

    @FunctionalInterface
    interface Connecting {
        void connect(WebSocketConnect connect, Channels channels) throws Exception;
    }

    // ---- messages

    @Test
    void messagesAreCalls() throws Exception {
        try (var client = kind.of(this::echo)) {
            try (var socket = client.webSocket("/chat?room=1")) {
                socket.send("hello");
                socket.expectText("you said hello");
                socket.send(new byte[] {1, 2});
                socket.expectBytes(new byte[] {1, 2});
            }
            told.removeIf(message -> message.type().startsWith("lifespan"));
            WebSocketConnect connect = next(WebSocketConnect.class);
            assertThat(connect.path()).isEqualTo("/chat");
            assertThat(connect.request().queryString()).isEqualTo("room=1");
            assertThat(connect.request().scheme()).isEqualTo("ws");
            assertThat(connect.headers().get("sec-websocket-version")).isEqualTo("13");
            assertThat(next(WebSocketReceive.class))
                    .isEqualTo(WebSocketReceive.text("/chat", 1, "hello"));
            assertThat(next(WebSocketReceive.class).order()).isEqualTo(2);
            assertThat(next(WebSocketDisconnect.class))
                    .isEqualTo(new WebSocketDisconnect("/chat", 3, 1000, ""));
        }
    }

    @Test
    void messagesCanBeTakenInTheFirstCall() throws Exception {
        try (var client = kind.of(this::pull);
                var socket = client.webSocket("/")) {
            socket.send("a");
            socket.send("b");
            socket.expectText("got 1 a").expectText("got 2 b");
            socket.close(4001, "enough");
            assertThat(socket.closeCode()).isEqualTo(4001);
            next(WebSocketReceive.class);
            next(WebSocketReceive.class);
            assertThat(next(WebSocketDisconnect.class))
                    .isEqualTo(new WebSocketDisconnect("/", 3, 4001, "enough"));
        }
    }

    @Test
    void returningFromReceivingCloses() throws Exception {
        try (var client = kind.of(this::pull);
                var socket = client.webSocket("/")) {
            socket.send("bye");
            socket.expectText("got 1 bye").expectClose(1000);
        }
    }

    @Test
    void jsonGoesBothWays() throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m) {
                        channels.reply().send(WebSocketSend.text(String.valueOf(m.text())));
                    }
                };
        try (var client = kind.of(app);
                var socket = client.webSocket("/")) {
            socket.sendJson(Map.of("a", 1));
            Map<?, ?> json = socket.receiveJson(Map.class);
            assertThat(json).hasToString("{a=1}");
        }
    }

    @Test
    void othersMaySendToo() throws Exception {
        Set<Channel> members = ConcurrentHashMap.newKeySet();
        App chat =
                (message, channels) -> {
                    switch (message) {
                        case WebSocketConnect _ -> {
                            members.add(channels.reply());
                            channels.reply().send(WebSocketSend.text("welcome"));
                        }
                        case WebSocketReceive m -> {
                            for (Channel member : members) {
                                member.send(WebSocketSend.text(String.valueOf(m.text())));
                            }
                        }
                        case WebSocketDisconnect _ -> members.remove(channels.reply());
                        default -> {}
                    }
                };
        try (var client = kind.of(chat)) {
            try (var one = client.webSocket("/");
                    var two = client.webSocket("/")) {
                one.expectText("welcome");
                two.expectText("welcome");
                one.send("hi all");
                one.expectText("hi all");
                two.expectText("hi all");
            }
        }
        assertThat(members).isEmpty();
    }

    @Test
    void messagesStayInOrder() throws Exception {
        try (var client = kind.of(this::echo);
                var socket = client.webSocket("/")) {
            for (int i = 0; i < 200; i++) {
                socket.send("m" + i);
                if (i >= 20) {
                    socket.expectText("you said m" + (i - 20));
                }
            }
            for (int i = 180; i < 200; i++) {
                socket.expectText("you said m" + i);
            }
        }
    }

    @Test
    void aSenderIsHeldBack() throws Exception {
        var sent = new AtomicInteger();
        var sender = new CompletableFuture<Thread>();
        App flood =
                onConnect(
                        (_, channels) -> {
                            channels.reply().send(WebSocketAccept.plain());
                            sender.complete(Thread.currentThread());
                            for (int i = 0; i < 2048; i++) {
                                channels.reply().send(WebSocketSend.bytes(new byte[32 * 1024]));
                                sent.incrementAndGet();
                            }
                            channels.reply().send(WebSocketClose.normal());
                        });
        try (var client = kind.of(flood);
                var socket = client.webSocket("/")) {
            Thread thread = sender.get(PATIENCE, TimeUnit.SECONDS);
            long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE).toNanos();
            while (thread.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(sent.get()).isLessThan(2048);
            for (int i = 0; i < 2048; i++) {
                assertThat(socket.receive()).isInstanceOf(WebSocketMessage.Binary.class);
            }
            socket.expectClose(1000);
        }
    }

    // ---- handshakes

    @Test
    void subprotocolsAndFieldsAreAgreedOn() throws Exception {
        App app =
                onConnect(
                        (connect, channels) -> {
                            assertThat(connect.subprotocols()).containsExactly("v2", "v1");
                            Headers more = Headers.of("set-cookie", "seen=1", "x-y", "z");
                            channels.reply().send(new WebSocketAccept("v1", more));
                            String cookie = connect.headers().get("cookie");
                            channels.reply().send(WebSocketSend.text(String.valueOf(cookie)));
                        });
        try (var client = kind.of(app)) {
            try (var socket = client.webSocket("/", "v2", "v1")) {
                assertThat(socket.subprotocol()).isEqualTo("v1");
                assertThat(socket.headers().get("x-y")).isEqualTo("z");
                socket.expectText("null");
            }
            try (var socket = client.webSocket("/", "v2", "v1")) {
                socket.expectText("seen=1");
            }
        }
    }

    @Test
    void theApplicationSeesFieldsOfTheHandshake() throws Exception {
        App app =
                onConnect(
                        (connect, channels) -> {
                            String origin = connect.headers().get("origin");
                            String mark = connect.headers().get(Observed.FIELD);
                            channels.reply().send(WebSocketSend.text(origin + mark));
                        });
        try (var client = kind.of(app);
                var socket = client.get("/").header("origin", "http://a.example").webSocket()) {
            socket.expectText("http://a.examplenull");
        }
    }

    @Test
    void closingAtOnceRefuses() throws Exception {
        App app = onConnect((_, channels) -> channels.reply().send(WebSocketClose.normal()));
        try (var client = kind.of(app)) {
            assertThatThrownBy(() -> client.webSocket("/"))
                    .isInstanceOfSatisfying(
                            RefusedHandshakeError.class,
                            e -> assertThat(e.response().status()).isEqualTo(403));
        }
    }

    @Test
    void anotherAnswerRefuses() throws Exception {
        App app =
                onConnect(
                        (_, channels) ->
                                channels.reply()
                                        .send(
                                                HttpResponse.text(401, "who?")
                                                        .withHeader("x-why", "unknown")));
        try (var client = kind.of(app)) {
            assertThatThrownBy(() -> client.webSocket("/"))
                    .isInstanceOfSatisfying(
                            RefusedHandshakeError.class,
                            e -> e.response().expectStatus(401).expectHeader("x-why", "unknown"));
        }
    }

    @Test
    void anUnknownSubprotocolIsTheApplicationsMistake() throws Exception {
        App app = onConnect((_, channels) -> channels.reply().send(WebSocketAccept.of("v9")));
        try (var client = kind.of(app)) {
            assertThatThrownBy(() -> client.webSocket("/", "v1"))
                    .isInstanceOf(AssertionError.class)
                    .hasCauseInstanceOf(UnsupportedMessageException.class)
                    .hasMessageContaining("v9");
        }
    }

    @Test
    void aFailingHandshakeIsThrown() throws Exception {
        App app =
                onConnect(
                        (_, _) -> {
                            throw new IllegalStateException("boom");
                        });
        try (var client = kind.of(app)) {
            assertThatThrownBy(() -> client.webSocket("/x"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("GET /x")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    // ---- ends

    @Test
    void theApplicationMayClose() throws Exception {
        App app =
                (message, channels) -> {
                    told.add(message);
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.text("last words"));
                        channels.reply().send(new WebSocketClose(4000, "done"));
                        assertThatThrownBy(() -> channels.reply().send(WebSocketSend.text("x")))
                                .isInstanceOf(DisconnectedException.class);
                    }
                };
        try (var client = kind.of(app);
                var socket = client.webSocket("/")) {
            socket.expectText("last words").expectClose(4000);
            assertThat(socket.closeReason()).isEqualTo("done");
            assertThatThrownBy(() -> socket.send("too late")).isInstanceOf(AssertionError.class);
            assertThatThrownBy(socket::receive)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("closed with code 4000: done");
            told.removeIf(message -> message.type().startsWith("lifespan"));
            next(WebSocketConnect.class);
            assertThat(next(WebSocketDisconnect.class).code()).isEqualTo(4000);
        }
    }

    @Test
    void anExceptionClosesWith1011() throws Exception {
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketReceive) {
                        throw new IllegalStateException("boom");
                    }
                };
        try (var client = kind.of(app);
                var socket = client.webSocket("/")) {
            socket.send("x");
            assertThatThrownBy(socket::receive)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("1011")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anExceptionNobodySawIsThrownInTheEnd() throws Exception {
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketDisconnect) {
                        throw new IllegalStateException("boom");
                    }
                };
        var client = kind.of(app);
        client.webSocket("/").close();
        assertThatThrownBy(client::close)
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void answersToWhatCameBeforeTheEndMayStillBeSent() throws Exception {
        var go = new CountDownLatch(1);
        var answered = new CompletableFuture<Boolean>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive) {
                        go.await();
                        channels.reply().send(WebSocketSend.text("answer"));
                        answered.complete(true);
                    }
                };
        try (var client = kind.of(app);
                var socket = client.webSocket("/")) {
            socket.send("question");
            Thread closing = Thread.startVirtualThread(socket::close);
            go.countDown();
            closing.join();
            assertThat(answered.get(PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(socket.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void silenceIsAnError() throws Exception {
        try (var client = kind.of(this::echo);
                var socket = client.webSocket("/")) {
            assertThatThrownBy(() -> socket.receive(Duration.ofMillis(50)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("nothing within 50 ms");
            socket.send("x");
            assertThatThrownBy(() -> socket.expectText("y"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected the text y, came the text you said x");
            socket.send("x");
            assertThatThrownBy(() -> socket.expectClose(1000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("came the text");
        }
    }

    @Test
    void unfitCodesAndTextsAreRefused() throws Exception {
        App app =
                onConnect(
                        (_, channels) -> {
                            Channel reply = channels.reply();
                            reply.send(WebSocketAccept.plain());
                            assertThatThrownBy(() -> reply.send(WebSocketClose.of(1006)))
                                    .isInstanceOf(UnsupportedMessageException.class);
                            assertThatThrownBy(() -> reply.send(WebSocketSend.text("\ud800")))
                                    .isInstanceOf(UnsupportedMessageException.class);
                            assertThatThrownBy(() -> reply.send(HttpResponse.text("x")))
                                    .isInstanceOf(UnsupportedMessageException.class);
                            reply.send(WebSocketSend.text("fine"));
                        });
        try (var client = kind.of(app);
                var socket = client.webSocket("/")) {
            socket.expectText("fine");
            assertThatThrownBy(() -> socket.close(1006))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.send("\ud800"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closingTheClientClosesItsSockets() throws Exception {
        var client = kind.of(this::echo);
        client.webSocket("/");
        client.close();
        told.removeIf(message -> !(message instanceof WebSocketDisconnect));
        assertThat(next(WebSocketDisconnect.class).code()).isEqualTo(1001);
    }
}
