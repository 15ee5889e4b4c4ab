package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An application that takes the messages of a WebSocket itself, in the call of the WebSocketConnect.
@Timeout(30)
class WebSocketPullTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @FunctionalInterface
    private interface Conversation {
        void hold(Channels channels) throws Exception;
    }

    /// Notes every other call than that for the handshake.
    private Server start(Conversation conversation) throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        conversation.hold(channels);
                    } else {
                        seen.add(message);
                    }
                };
        return Server.start(app, Serve.options());
    }

    @Test
    void receivingAcceptsAndTakesAllInOrder() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        BlockingQueue<Message> taken = new LinkedBlockingQueue<>();
        try (Server server =
                        start(
                                channels -> {
                                    Channel in = channels.body();
                                    while (in.receive() instanceof WebSocketReceive m) {
                                        taken.add(m);
                                        if (m.text() != null) {
                                            channels.reply().send(WebSocketSend.text(m.text()));
                                        }
                                    }
                                    for (int i = 0; i < 3; i++) {
                                        taken.add(in.receive());
                                    }
                                    over.countDown();
                                });
                WebSocketClient client = WebSocketClient.to(server, "/x")) {
            for (int i = 1; i <= 200; i++) {
                client.text("" + i);
            }
            for (int i = 1; i <= 200; i++) {
                assertThat(client.readText()).isEqualTo("" + i);
            }
            client.binary(new byte[] {7}).close(4000, "enough");
            assertThat(client.readClose()).isEqualTo(4000);
            client.awaitEnd();
            Await.open(over);
            for (int i = 1; i <= 200; i++) {
                assertThat(taken.take()).isEqualTo(WebSocketReceive.text("/x", i, "" + i));
            }
            assertThat(((WebSocketReceive) taken.take()).bytes()).containsExactly(7);
            for (int i = 0; i < 3; i++) {
                assertThat(taken.take())
                        .isEqualTo(new WebSocketDisconnect("/x", 202, 4000, "enough"));
            }
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void returningCloses() throws Exception {
        try (Server server =
                        start(
                                channels -> {
                                    Message first = channels.body().receive();
                                    channels.reply().send(WebSocketSend.text(first.type()));
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1").text("2").text("3");
            assertThat(client.readText()).isEqualTo("websocket.receive");
            assertThat(client.readClose()).isEqualTo(1000);
            client.text("4").close(1000, "").awaitEnd();
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void throwingCloses() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        start(
                                channels -> {
                                    channels.body().receive();
                                    throw new IllegalStateException("on purpose");
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1");
            assertThat(client.readClose()).isEqualTo(1011);
            client.close(1011, "").awaitEnd();
            assertThat(logs.awaitErrors(1)).hasSize(1);
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aLostConnectionIsReceived() throws Exception {
        BlockingQueue<Message> taken = new LinkedBlockingQueue<>();
        try (Server server = start(channels -> taken.add(channels.body().receive()));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.raw().reset();
            assertThat(taken.take()).isEqualTo(new WebSocketDisconnect("/", 1, 1006, ""));
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void closingIsFollowedByTheClientsPart() throws Exception {
        BlockingQueue<Message> taken = new LinkedBlockingQueue<>();
        try (Server server =
                        start(
                                channels -> {
                                    taken.add(channels.body().receive());
                                    channels.reply().send(WebSocketClose.of(4000));
                                    taken.add(channels.body().receive());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1").text("2");
            assertThat(client.readClose()).isEqualTo(4000);
            client.text("3").close(4001, "me too").awaitEnd();
            assertThat(taken.take()).isEqualTo(WebSocketReceive.text("/", 1, "1"));
            WebSocketDisconnect end = (WebSocketDisconnect) taken.take();
            assertThat(end.code()).isEqualTo(4001);
            assertThat(end.reason()).isEqualTo("me too");
        }
    }

    @Test
    void itIsTooLateInALaterCall() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive) {
                        try {
                            channels.body().receive();
                        } catch (RuntimeException e) {
                            thrown.add(e);
                        }
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1");
            assertThat(thrown.take())
                    .isInstanceOf(UnsupportedMessageException.class)
                    .hasMessageContaining("WebSocketConnect");
            client.closeProperly();
        }
    }

    @Test
    void itIsTooLateAfterTheCall() throws Exception {
        BlockingQueue<Channel> kept = new LinkedBlockingQueue<>();
        try (Server server =
                        start(
                                channels -> {
                                    channels.body().receive();
                                    kept.add(channels.body());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1");
            assertThat(client.readClose()).isEqualTo(1000);
            Channel in = kept.take();
            assertThatThrownBy(in::receive).isInstanceOf(IOException.class);
        }
    }

    @Test
    void twoCannotReceiveAtOnce() throws Exception {
        BlockingQueue<Channel> in = new LinkedBlockingQueue<>();
        CountDownLatch over = new CountDownLatch(1);
        try (Server server =
                        start(
                                channels -> {
                                    in.add(channels.body());
                                    takeOne(channels.body());
                                    Await.open(over);
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Channel second = in.take();
            Thread.ofPlatform().daemon().start(() -> takeOne(second));
            assertThat((Exception) seen.take())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one receiver");
            client.text("1");
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 1, "1"));
            over.countDown();
        }
    }

    private void takeOne(Channel in) {
        try {
            seen.add(in.receive());
        } catch (Exception e) {
            seen.add(e);
        }
    }

    /// Also from a thread that is none of the loop's.
    @Test
    void anotherThreadMayReceive() throws Exception {
        try (Server server =
                        start(
                                channels -> {
                                    Channel in = channels.body();
                                    Thread taker = Thread.ofPlatform().start(() -> takeAll(in));
                                    taker.join();
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1").text("2").closeProperly();
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 1, "1"));
            assertThat(seen.take()).isEqualTo(WebSocketReceive.text("/", 2, "2"));
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 3, 1000, ""));
        }
    }

    private void takeAll(Channel in) {
        try {
            Message message = in.receive();
            while (message instanceof WebSocketReceive) {
                seen.add(message);
                message = in.receive();
            }
            seen.add(message);
        } catch (IOException | InterruptedException e) {
            seen.add(e);
        }
    }
}
