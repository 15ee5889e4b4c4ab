package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.Channels;
import dev.skein.app.DisconnectedException;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import dev.skein.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages to a socket from elsewhere, and to many sockets.
@Timeout(30)
class WebSocketFanOutTest {
    /// The chat of the samples: what one says, all get.
    static final class Chat {
        private final Set<Channel> clients = ConcurrentHashMap.newKeySet();
        private final Duration patience;

        Chat(Duration patience) {
            this.patience = patience;
        }

        int size() {
            return clients.size();
        }

        void handle(Message message, Channels channels) throws Exception {
            switch (message) {
                case WebSocketConnect _ -> clients.add(channels.reply());
                case WebSocketReceive m -> say(new WebSocketSend(m.text(), m.bytes()));
                case WebSocketDisconnect _ -> clients.remove(channels.reply());
                default -> {}
            }
        }

        private void say(WebSocketSend message) throws Exception {
            for (Channel client : clients) {
                try {
                    dev.skein.loop.Timeout.within(patience, () -> send(client, message));
                } catch (DisconnectedException | TimeoutException _) {
                    forget(client);
                }
            }
        }

        private void forget(Channel client) {
            clients.remove(client);
        }

        private static @Nullable Void send(Channel client, Message message) throws Exception {
            client.send(message);
            return null;
        }
    }

    private static App collecting(BlockingQueue<Channel> sockets) {
        return (message, channels) -> {
            if (message instanceof WebSocketConnect) {
                sockets.add(channels.reply());
            }
        };
    }

    @Test
    void whatOneSaysAllGet() throws Exception {
        Chat chat = new Chat(Duration.ofSeconds(20));
        try (Server server = Server.start(chat::handle, Serve.options())) {
            List<WebSocketClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(WebSocketClient.to(server, "/"));
            }
            Await.until("all are there", () -> chat.size() == 20);
            for (int i = 0; i < 20; i++) {
                clients.get(i).text("text " + i).binary(new byte[] {(byte) i});
                for (WebSocketClient each : clients) {
                    assertThat(each.readText()).isEqualTo("text " + i);
                    assertThat(each.readBinary()).containsExactly(i);
                }
            }
            for (int i = 0; i < 10; i++) {
                clients.get(i).closeProperly();
            }
            Await.until("half of them are gone", () -> chat.size() == 10);
            assertThat(clients.get(19).exchange("still here")).isEqualTo("still here");
            for (WebSocketClient each : clients) {
                each.close();
            }
            Await.until("all are gone", () -> chat.size() == 0);
        }
    }

    /// Each has a name of its own, and so a place in a set of its own.
    @Test
    void namesAreDifferent() throws Exception {
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        try (Server server = Server.start(collecting(sockets), Serve.options());
                WebSocketClient _ = WebSocketClient.to(server, "/");
                WebSocketClient _ = WebSocketClient.to(server, "/")) {
            Channel one = sockets.take();
            Channel two = sockets.take();
            assertThat(one.name()).isNotEqualTo(two.name()).isEqualTo(one.name());
            assertThat(new HashSet<>(List.of(one, two))).hasSize(2);
        }
    }

    @Test
    void messagesOfOneSenderStayInOrderWhereverItRuns() throws Exception {
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        int each = 500;
        try (Server server = Server.start(collecting(sockets), Serve.options().withLoops(2));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            Channel socket = sockets.take();
            for (EventLoop loop : server.loops().loops()) {
                loop.createTask(() -> count(socket, "loop " + loop.hashCode(), each));
            }
            Thread.ofVirtual().start(() -> count(socket, "virtual", each));
            Thread.ofPlatform().daemon().start(() -> count(socket, "platform", each));
            assertEachInOrder(client, 4, each);
        }
    }

    private static void count(Channel socket, String name, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.send(WebSocketSend.text(name + ":" + i));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void assertEachInOrder(WebSocketClient client, int senders, int each)
            throws Exception {
        var next = new java.util.HashMap<String, Integer>();
        for (int i = 0; i < senders * each; i++) {
            String[] parts = client.readText().split(":", -1);
            int expected = next.getOrDefault(parts[0], 0);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(expected);
            next.put(parts[0], expected + 1);
        }
        assertThat(next).hasSize(senders);
    }

    @Test
    void whatCannotBeSentIsAMistake() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketReceive) {
                        try {
                            channels.reply().send(WebSocketSend.text("half a pair: \ud800."));
                        } catch (UnsupportedMessageException e) {
                            thrown.add(e);
                        }
                        channels.reply().send(WebSocketSend.text("done"));
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("go")).isEqualTo("done");
            assertThat(thrown.take()).hasMessageContaining("surrogate");
            assertThat(client.exchange("go")).isEqualTo("done");
        }
    }

    @Test
    void sendingAfterTheEndIsDisconnectedFromEverywhere() throws Exception {
        BlockingQueue<Channel> sockets = new LinkedBlockingQueue<>();
        Channel socket;
        try (Server server = Server.start(collecting(sockets), Serve.options())) {
            try (WebSocketClient client = WebSocketClient.to(server, "/")) {
                socket = sockets.take();
                client.closeProperly();
            }
            Await.until("the connection is gone", () -> server.connections() == 0);
            assertThatThrownBy(() -> socket.send(WebSocketSend.text("x")))
                    .isInstanceOf(DisconnectedException.class);
            for (EventLoop loop : server.loops().loops()) {
                assertThatThrownBy(
                                () ->
                                        loop.createTask(() -> socket.send(WebSocketSend.text("x")))
                                                .join())
                        .hasRootCauseInstanceOf(DisconnectedException.class);
            }
        }
        assertThatThrownBy(() -> socket.send(WebSocketSend.text("x")))
                .isInstanceOf(DisconnectedException.class);
    }

    /// What is in the set of another loop's socket while that closes must not break anything.
    @Test
    void comingAndGoingWhileOthersTalk() throws Exception {
        Chat chat = new Chat(Duration.ofSeconds(20));
        try (Server server = Server.start(chat::handle, Serve.options());
                WebSocketClient speaker = WebSocketClient.to(server, "/")) {
            Await.until("the speaker is there", () -> chat.size() == 1);
            for (int i = 0; i < 100; i++) {
                WebSocketClient guest = WebSocketClient.to(server, "/");
                speaker.text("number " + i);
                switch (i % 3) {
                    case 0 -> guest.closeProperly();
                    case 1 -> guest.raw().reset();
                    default -> guest.close();
                }
                assertThat(speaker.readText()).isEqualTo("number " + i);
            }
            Await.until("the speaker is alone", () -> chat.size() == 1);
            Await.until("the connections are gone", () -> server.connections() == 1);
        }
    }
}
