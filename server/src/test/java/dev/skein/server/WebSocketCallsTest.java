package dev.skein.server;

import static dev.skein.server.WebSocketClient.BINARY;
import static dev.skein.server.WebSocketClient.CLOSE;
import static dev.skein.server.WebSocketClient.CONTINUATION;
import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.PING;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.closing;
import static dev.skein.server.WebSocketClient.frame;
import static dev.skein.server.WebSocketClient.request;
import static dev.skein.server.WebSocketClient.together;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.DisconnectedException;
import dev.skein.app.Message;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The application is called for each message of a WebSocket, and at last for its end.
@Timeout(30)
class WebSocketCallsTest {
    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();

    private Server start() throws Exception {
        return Server.start((message, _) -> seen.add(message), Serve.options());
    }

    private WebSocketDisconnect end() throws InterruptedException {
        while (true) {
            if (seen.take() instanceof WebSocketDisconnect end) {
                return end;
            }
        }
    }

    // ---- messages

    @Test
    void eachMessageIsACall() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/a%20b")) {
            byte[] bytes = {0, -1, 5};
            client.text("\u00e4\ud83d\ude00").binary(bytes).text("").binary(new byte[0]);
            client.close(1000, "");
            assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
            assertThat(seen.take())
                    .isEqualTo(WebSocketReceive.text("/a b", 1, "\u00e4\ud83d\ude00"));
            WebSocketReceive second = (WebSocketReceive) seen.take();
            assertThat(second.order()).isEqualTo(2);
            assertThat(second.text()).isNull();
            assertThat(second.bytes()).isEqualTo(bytes);
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/a b", 3, ""));
            assertThat(((WebSocketReceive) seen.take()).bytes()).isEmpty();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/a b", 5, 1000, ""));
        }
    }

    @Test
    void howItIsSplitDoesNotMatter() throws Exception {
        byte[] all =
                together(
                        frame(TEXT, "in "),
                        frame(FIN | PING, "between"),
                        frame(CONTINUATION, ""),
                        frame(FIN | CONTINUATION, "parts"),
                        frame(FIN | BINARY, "x".repeat(300)),
                        frame(FIN | TEXT, "\u20ac"));
        try (Server server = start()) {
            for (int split = 1; split < all.length; split += 7) {
                try (WebSocketClient client = WebSocketClient.to(server, "/")) {
                    client.send(Arrays.copyOf(all, split));
                    client.send(Arrays.copyOfRange(all, split, all.length));
                    assertTheThree(client);
                }
            }
            try (WebSocketClient client = WebSocketClient.to(server, "/")) {
                client.sendByteByByte(all);
                assertTheThree(client);
            }
        }
    }

    private void assertTheThree(WebSocketClient client) throws Exception {
        assertThat(client.readPong()).isEqualTo("between");
        client.closeProperly();
        assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
        assertThat(((WebSocketReceive) seen.take()).text()).isEqualTo("in parts");
        assertThat(((WebSocketReceive) seen.take()).bytes())
                .isEqualTo("x".repeat(300).getBytes(UTF_8));
        assertThat(((WebSocketReceive) seen.take()).text()).isEqualTo("\u20ac");
        assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 4, 1000, ""));
    }

    @Test
    void callsOfOneSocketComeOneAfterTheOther() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        App app =
                (message, _) -> {
                    if (running.incrementAndGet() > 1) {
                        together.incrementAndGet();
                    }
                    if (message instanceof WebSocketReceive m && m.order() % 10 == 0) {
                        Thread.sleep(1); // others may come meanwhile
                    }
                    running.decrementAndGet();
                    seen.add(message);
                };
        int times = 500;
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 1; i <= times; i++) {
                client.text("" + i);
            }
            client.closeProperly();
            assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
            for (int i = 1; i <= times; i++) {
                assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", i, "" + i));
            }
            assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
            assertThat(together.get()).isZero();
        }
    }

    @Test
    void noneComesBeforeTheCallForTheHandshakeHasReturned() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.text("wait"));
                        Await.open(go);
                    }
                    seen.add(message);
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("wait");
            client.text("early").ping("it has been read");
            assertThat(client.readPong()).isEqualTo("it has been read");
            client.close(1000, "");
            assertThat(seen).isEmpty();
            go.countDown();
            assertThat(client.readClose()).isEqualTo(1000);
            assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
            assertThat(seen.take()).isInstanceOf(WebSocketReceive.class);
            assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
        }
    }

    @Test
    void aCallThatWaitsDoesNotKeepOtherSocketsWaiting() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m) {
                        if (m.path().equals("/slow")) {
                            Await.open(go);
                        } else if (m.path().equals("/busy")) {
                            while (go.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                        }
                        channels.reply().send(WebSocketSend.text("got " + m.text()));
                    }
                };
        try (Server server = Server.start(app, Serve.options().withLoops(1));
                WebSocketClient slow = WebSocketClient.to(server, "/slow");
                WebSocketClient busy = WebSocketClient.to(server, "/busy");
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            slow.text("1");
            busy.text("2");
            for (int i = 0; i < 20; i++) {
                assertThat(other.exchange("x")).isEqualTo("got x");
            }
            busy.ping("the loop is not lost");
            assertThat(busy.readPong()).isEqualTo("the loop is not lost");
            go.countDown();
            assertThat(slow.readText()).isEqualTo("got 1");
            assertThat(busy.readText()).isEqualTo("got 2");
        }
    }

    @Test
    void allCallsHaveTheSameReplyChannel() throws Exception {
        BlockingQueue<Channel> replies = new LinkedBlockingQueue<>();
        App app = (_, channels) -> replies.add(channels.reply());
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1").text("2").close(1000, "");
            Channel first = replies.take();
            for (int i = 0; i < 3; i++) {
                assertThat(replies.take()).isSameAs(first);
            }
        }
    }

    /// An idle socket is neither an idle connection nor a slow request.
    @Test
    void aSocketMayBeSilentForLong() throws Exception {
        var shortly = java.time.Duration.ofMillis(100);
        ServerOptions options =
                Serve.options()
                        .withTimeouts(
                                Timeouts.defaults()
                                        .withHeader(shortly)
                                        .withKeepAlive(shortly)
                                        .withBodyGrace(shortly)
                                        .withWriteStall(shortly));
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive m) {
                        channels.reply().send(WebSocketSend.text(m.order() + ""));
                    }
                };
        try (Server server = Server.start(app, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("x")).isEqualTo("1");
            Thread.sleep(500); // longer than the times under test
            assertThat(client.exchange("x")).isEqualTo("2");
        }
    }

    // ---- the end

    @Test
    void theEndHasTheClientsCodeAndReason() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x").close(4321, "gr\u00fcn");
            var frame = client.readCloseFrame();
            assertThat(frame.code()).isEqualTo(4321);
            client.awaitEnd();
            assertThat(end()).isEqualTo(new WebSocketDisconnect("/", 2, 4321, "gr\u00fcn"));
        }
    }

    @Test
    void withoutACodeItIs1005() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(frame(FIN | CLOSE, ""));
            assertThat(client.readCloseFrame().payload()).isEmpty();
            client.awaitEnd();
            assertThat(end()).isEqualTo(new WebSocketDisconnect("/", 1, 1005, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close", "half-close"})
    void withoutACloseFrameItIs1006(String how) throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            client.send(Arrays.copyOf(frame(FIN | TEXT, "half"), 7)); // must not be taken for one
            Await.until("the text has come", () -> seen.size() == 2);
            switch (how) {
                case "reset" -> client.raw().reset();
                case "close" -> client.leave();
                default -> {
                    client.raw().halfClose();
                    client.awaitEnd();
                }
            }
            assertThat(end()).isEqualTo(new WebSocketDisconnect("/", 2, 1006, ""));
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).isEmpty(); // it came once
    }

    @Test
    void theEndComesOnce() throws Exception {
        try (Server server = start();
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(closing(1001, ""), closing(1000, ""), frame(FIN | TEXT, "no more"));
            client.readClose();
            assertThat(end().code()).isEqualTo(1001);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aClientThatLeftBeforeItWasAcceptedIsReported() throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            CountDownLatch called = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            App app = waiting(called, go);
            try (Server server = Server.start(app, Serve.options())) {
                RawClient client = RawClient.to(server).send(request("/"));
                Await.open(called);
                if (reset) {
                    client.reset();
                } else {
                    client.close();
                }
                go.countDown();
                assertThat(end()).isEqualTo(new WebSocketDisconnect("/", 1, 1006, ""));
                Await.until("the connection is gone", () -> server.connections() == 0);
            }
        }
        assertThat(seen).isEmpty();
    }

    private App waiting(CountDownLatch called, CountDownLatch go) {
        return (message, _) -> {
            if (message instanceof WebSocketConnect) {
                called.countDown();
                Await.open(go);
            } else {
                seen.add(message);
            }
        };
    }

    @Test
    void acceptingALostClientIsDisconnectedAndTheEndFollows() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive) {
                        channels.reply().send(WebSocketSend.text("turn"));
                    } else if (message instanceof WebSocketDisconnect) {
                        seen.add(message);
                    } else if (message instanceof WebSocketConnect m && m.path().equals("/lost")) {
                        called.countDown();
                        Await.open(go);
                        try {
                            channels.reply().send(WebSocketAccept.plain());
                        } catch (DisconnectedException e) {
                            thrown.add(e);
                        }
                    }
                };
        try (Server server = Server.start(app, Serve.options().withLoops(1));
                WebSocketClient other = WebSocketClient.to(server, "/other")) {
            RawClient client = RawClient.to(server).send(request("/lost"));
            Await.open(called);
            client.reset();
            for (int i = 0; i < 3; i++) {
                assertThat(other.exchange("x")).isEqualTo("turn"); // the reset has been seen
            }
            go.countDown();
            assertThat(end()).isEqualTo(new WebSocketDisconnect("/lost", 1, 1006, ""));
            assertThat(thrown).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedClientIsNotReported(boolean throwing) throws Exception {
        App app =
                (message, channels) -> {
                    seen.add(message);
                    if (throwing) {
                        throw new IllegalStateException("on purpose");
                    }
                    channels.reply().send(WebSocketClose.normal());
                };
        try (Logs _ = new Logs();
                Server server = Server.start(app, Serve.options())) {
            try (RawClient client = RawClient.to(server)) {
                client.exchange(request("/"));
            }
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).hasSize(1);
    }
}
