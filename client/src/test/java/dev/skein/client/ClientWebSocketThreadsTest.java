package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.websocket.DeflateOptions;
import dev.skein.loop.EventLoop;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// WebSockets that several threads use, of all kinds.
@Timeout(60)
class ClientWebSocketThreadsTest {
    private static ClientWebSocketOptions options() {
        return ClientWebSocketOptions.defaults();
    }

    private static String text(ClientWebSocket socket) throws Exception {
        return ((WebSocketMessage.Text) Objects.requireNonNull(socket.receive())).text();
    }

    @Test
    void onlyOneMayReceive() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            FutureTask<String> first = new FutureTask<>(() -> text(socket));
            Thread thread = Thread.ofPlatform().start(first);
            awaitParked(thread);
            assertThatThrownBy(socket::receive).isInstanceOf(IllegalStateException.class);
            socket.sendText("for the first");
            assertThat(first.get()).isEqualTo("for the first");
        }
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anInterruptedReceiverLosesNoMessage() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var socket = session.webSocket(server.url("/"))) {
            FutureTask<Object> receiving =
                    new FutureTask<>(
                            () -> {
                                try {
                                    return String.valueOf(socket.receive());
                                } catch (InterruptedException _) {
                                    return "interrupted";
                                }
                            });
            Thread thread = Thread.ofPlatform().start(receiving);
            awaitParked(thread);
            thread.interrupt();
            assertThat(receiving.get()).isEqualTo("interrupted");
            socket.sendText("a");
            assertThat(text(socket)).isEqualTo("a");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> socket.iterator().hasNext())
                    .hasCauseInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(socket.isOpen()).isTrue();
        }
    }

    @Test
    void framesOfSeveralSendersDoNotMix() throws Exception {
        int senders = 8;
        int each = 100;
        DeflateOptions takeover = DeflateOptions.defaults().withContextTakeover(true);
        for (ClientWebSocketOptions options : List.of(options(), options().withDeflate(takeover))) {
            try (var server = ClientWebSocketServer.start(takeover, null);
                    var session = ClientSession.create();
                    var socket = session.webSocket(server.url("/"), options)) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < senders; i++) {
                    int sender = i;
                    threads.add(Thread.ofVirtual().start(() -> sendMany(socket, sender, each)));
                }
                Map<String, Integer> next = new TreeMap<>();
                for (int i = 0; i < senders * each; i++) {
                    String[] parts = text(socket).split(" ", 3);
                    int number = Integer.parseInt(parts[1]);
                    assertThat(number).isEqualTo(next.getOrDefault(parts[0], 0));
                    assertThat(parts[2]).isEqualTo(body(number));
                    next.put(parts[0], number + 1);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(next).hasSize(senders);
            }
        }
    }

    private static void sendMany(ClientWebSocket socket, int sender, int count) {
        try {
            for (int i = 0; i < count; i++) {
                socket.sendText(sender + " " + i + " " + body(i));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String body(int number) {
        return "z".repeat(number * number);
    }

    @Test
    void itWorksOnEveryKindOfThread() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create()) {
            Callable<String> talk =
                    () -> {
                        try (var socket = session.webSocket(server.url("/"))) {
                            socket.sendText("first");
                            socket.sendText("second");
                            return text(socket) + text(socket) + socket.ping().isPositive();
                        }
                    };
            assertThat(talk.call()).isEqualTo("firstsecondtrue");
            FutureTask<String> inVirtual = new FutureTask<>(talk);
            Thread.ofVirtual().start(inVirtual);
            assertThat(inVirtual.get()).isEqualTo("firstsecondtrue");
            try (var loop = new EventLoop()) {
                assertThat(loop.runUntilComplete(talk)).isEqualTo("firstsecondtrue");
            }
            assertThat(session.openConnections()).isZero();
        }
    }

    @Test
    void causallyOrderedSendsOfDifferentThreadsArriveInOrder() throws Exception {
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create();
                var loop = new EventLoop()) {
            List<String> came =
                    loop.runUntilComplete(
                            () -> {
                                List<String> all = new ArrayList<>();
                                try (var socket = session.webSocket(server.url("/"))) {
                                    for (int i = 0; i < 200; i++) {
                                        FutureTask<Void> elsewhere = sending(socket, "a" + i);
                                        Thread.ofPlatform().start(elsewhere);
                                        awaitDone(elsewhere);
                                        socket.sendText("b" + i);
                                        all.add(text(socket));
                                        all.add(text(socket));
                                    }
                                }
                                return all;
                            });
            for (int i = 0; i < 200; i++) {
                assertThat(came.subList(2 * i, 2 * i + 2)).containsExactly("a" + i, "b" + i);
            }
        }
    }

    /// Holds the loop meanwhile, so that what was sent elsewhere has not been written yet.
    private static void awaitDone(FutureTask<Void> task) throws Exception {
        while (!task.isDone()) {
            Thread.onSpinWait();
        }
        task.get();
    }

    @Test
    void ourCloseFollowsWhatWasSentBefore() throws Exception {
        List<String> came = new CopyOnWriteArrayList<>();
        try (var server =
                        ClientWebSocketPeer.server(
                                peer -> {
                                    came.add(peer.read().text());
                                    peer.send(ClientWebSocketPeer.close(peer.read().code(), ""));
                                });
                var session = ClientSession.create();
                var loop = new EventLoop()) {
            for (int i = 0; i < 20; i++) {
                String text = "last words " + i;
                int code =
                        loop.runUntilComplete(
                                () -> {
                                    ClientWebSocket socket = session.webSocket(server.url("/"));
                                    FutureTask<Void> elsewhere = sending(socket, text);
                                    Thread.ofPlatform().start(elsewhere);
                                    awaitDone(elsewhere);
                                    socket.close(4000, "");
                                    return socket.closeCode();
                                });
                assertThat(came).endsWith(text);
                assertThat(code).isEqualTo(4000);
            }
        }
    }

    @Test
    void compressedSocketsOfOneLoopDoNotDisturbEachOther() throws Exception {
        ClientWebSocketOptions deflate = options().withDeflate(DeflateOptions.defaults());
        try (var server = ClientWebSocketServer.start();
                var session = ClientSession.create()) {
            List<FutureTask<Integer>> talks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                talks.add(
                        new FutureTask<>(
                                () -> {
                                    try (var socket = session.webSocket(server.url("/"), deflate)) {
                                        return echoes(socket, number);
                                    }
                                }));
            }
            talks.forEach(talk -> Thread.ofPlatform().start(talk));
            for (FutureTask<Integer> talk : talks) {
                assertThat(talk.get()).isEqualTo(100);
            }
        }
    }

    private static int echoes(ClientWebSocket socket, int number) throws Exception {
        int count = 0;
        for (int i = 0; i < 100; i++) {
            String text = ("socket " + number + " message " + i + ". ").repeat(500);
            socket.sendText(text);
            count += text(socket).equals(text) ? 1 : 0;
        }
        return count;
    }

    private static FutureTask<Void> sending(ClientWebSocket socket, String text) {
        return new FutureTask<>(
                () -> {
                    socket.sendText(text);
                    return null;
                });
    }
}
