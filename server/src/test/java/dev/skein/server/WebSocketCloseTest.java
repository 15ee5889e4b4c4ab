package dev.skein.server;

import static dev.skein.server.WebSocketClient.FIN;
import static dev.skein.server.WebSocketClient.TEXT;
import static dev.skein.server.WebSocketClient.closing;
import static dev.skein.server.WebSocketClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.App;
import dev.skein.app.Channel;
import dev.skein.app.DisconnectedException;
import dev.skein.app.Message;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.app.WebSocketClose;
import dev.skein.app.WebSocketConnect;
import dev.skein.app.WebSocketDisconnect;
import dev.skein.app.WebSocketReceive;
import dev.skein.app.WebSocketSend;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a WebSocket that was open ends: by the application, and by its failures.
@Timeout(30)
class WebSocketCloseTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @FunctionalInterface
    private interface Deed {
        void perform(WebSocketReceive message, Channel reply) throws Exception;
    }

    /// What the application does with each message; the end is noted.
    private App app(Deed deed) {
        return (message, channels) -> {
            if (message instanceof WebSocketReceive m) {
                deed.perform(m, channels.reply());
            } else if (message instanceof WebSocketDisconnect) {
                seen.add(message);
            }
        };
    }

    private Server start(Deed deed) throws Exception {
        return Server.start(app(deed), Serve.options());
    }

    private static ServerOptions with(WebSocketOptions options) {
        return Serve.options().withWebSockets(options);
    }

    private void attempt(Channel reply, Message message) throws InterruptedException {
        try {
            reply.send(message);
        } catch (IOException | RuntimeException e) {
            seen.add(e);
        }
    }

    // ---- by the application

    @Test
    void theApplicationClosesAndTheClientAgrees() throws Exception {
        try (Server server =
                        start((_, reply) -> reply.send(new WebSocketClose(4000, "gr\u00fcn")));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            var frame = client.readCloseFrame();
            assertThat(frame.code()).isEqualTo(4000);
            assertThat(frame.reason()).isEqualTo("gr\u00fcn");
            assertThat(client.raw().available()).isZero();
            client.close(4000, "").awaitEnd();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 4000, ""));
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    @Test
    void whatWasSentBeforeComesBefore() throws Exception {
        try (Server server =
                        start(
                                (_, reply) -> {
                                    reply.send(WebSocketSend.text("x".repeat(1_000_000)));
                                    reply.send(WebSocketSend.text("last words"));
                                    reply.send(WebSocketClose.normal());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readText()).hasSize(1_000_000);
            assertThat(client.readText()).isEqualTo("last words");
            assertThat(client.readClose()).isEqualTo(1000);
        }
    }

    @Test
    void messagesThatComeAfterwardsAreDropped() throws Exception {
        try (Server server =
                        start(
                                (m, reply) -> {
                                    seen.add(String.valueOf(m.text()));
                                    reply.send(WebSocketClose.normal());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("1").text("2").text("3");
            assertThat(client.readClose()).isEqualTo(1000);
            for (int i = 0; i < 1000; i++) {
                client.text("x".repeat(1000));
            }
            client.close(1000, "").awaitEnd();
            assertThat(seen.take()).isEqualTo("1");
            assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void nothingIsSentAfterwards() throws Exception {
        try (Server server =
                        start(
                                (_, reply) -> {
                                    reply.send(WebSocketClose.normal());
                                    attempt(reply, WebSocketSend.text("no"));
                                    attempt(reply, WebSocketClose.normal());
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readClose()).isEqualTo(1000);
            assertThat(seen.take()).isInstanceOf(DisconnectedException.class);
            assertThat(seen.take()).isInstanceOf(DisconnectedException.class);
            client.ping("no more").close(1000, "").awaitEnd();
        }
    }

    @Test
    void aClientThatDoesNotAgreeIsCutOff() throws Exception {
        ServerOptions options =
                with(WebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(200)));
        try (Server server =
                        Server.start(
                                app((_, reply) -> reply.send(WebSocketClose.of(4000))), options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readClose()).isEqualTo(4000);
            client.awaitEnd();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 1006, ""));
            Await.until("the connection is gone", () -> server.connections() == 0);
        }
    }

    /// Talking on is not agreeing.
    @Test
    void aClientThatTalksOnIsCutOffToo() throws Exception {
        ServerOptions options =
                with(WebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(200)));
        try (Server server =
                        Server.start(
                                app((_, reply) -> reply.send(WebSocketClose.of(4000))), options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readClose()).isEqualTo(4000);
            Await.until("the connection is cut", () -> isCut(client));
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 1006, ""));
        }
    }

    private static boolean isCut(WebSocketClient client) {
        try {
            client.text("and another thing");
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"999", "1004", "1006", "1015", "1016", "2999", "5000", "0", "-1", "66536"})
    void aCodeThatCannotBeSentIsAMistake(int code) throws Exception {
        assertRefused(WebSocketClose.of(code));
    }

    @Test
    void aReasonThatIsTooLongIsAMistake() throws Exception {
        assertRefused(new WebSocketClose(1000, "x".repeat(124)));
        assertRefused(new WebSocketClose(1000, "\u20ac".repeat(42)));
        assertRefused(new WebSocketClose(1000, "\ud800"));
    }

    private void assertRefused(WebSocketClose close) throws Exception {
        try (Server server =
                        start(
                                (m, reply) -> {
                                    attempt(reply, close);
                                    reply.send(WebSocketSend.text("open"));
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.exchange("x")).isEqualTo("open");
            assertThat(seen.take()).isInstanceOf(UnsupportedMessageException.class);
            client.closeProperly();
            assertThat(seen.take()).isInstanceOf(WebSocketDisconnect.class);
        }
    }

    @Test
    void theLongestReasonIsSent() throws Exception {
        String reason = "\u20ac".repeat(41);
        try (Server server = start((_, reply) -> reply.send(new WebSocketClose(1000, reason)));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readCloseFrame().reason()).isEqualTo(reason);
        }
    }

    @Test
    void theCallForTheHandshakeMayCloseToo() throws Exception {
        App app =
                (message, channels) -> {
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.text("hello"));
                        channels.reply().send(WebSocketClose.of(4000));
                    } else {
                        seen.add(message);
                    }
                };
        try (Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("hello");
            assertThat(client.readClose()).isEqualTo(4000);
            client.text("x").close(4000, "").awaitEnd();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 1, 4000, ""));
        }
    }

    // ---- by the client

    @Test
    void whatCameBeforeTheCloseIsAnswered() throws Exception {
        try (Server server = start((m, reply) -> reply.send(WebSocketSend.text(m.text() + "!")));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            List<byte[]> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(frame(FIN | TEXT, "" + i));
            }
            all.add(closing(4000, "bye"));
            client.send(all.toArray(new byte[0][]));
            for (int i = 0; i < 100; i++) {
                assertThat(client.readText()).isEqualTo(i + "!");
            }
            assertThat(client.readClose()).isEqualTo(4000);
            client.awaitEnd();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 101, 4000, "bye"));
        }
    }

    @Test
    void aSlowAnswerDoesNotKeepTheClientWaitingForever() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ServerOptions options =
                with(WebSocketOptions.defaults().withCloseTimeout(Duration.ofMillis(200)));
        App app =
                app(
                        (_, reply) -> {
                            Await.open(go);
                            attempt(reply, WebSocketSend.text("too late"));
                        });
        try (Server server = Server.start(app, options);
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x").close(4000, "bye");
            assertThat(client.readClose()).isEqualTo(4000);
            client.awaitEnd();
            go.countDown();
            assertThat(seen.take()).isInstanceOf(DisconnectedException.class);
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 4000, "bye"));
        }
    }

    @Test
    void whatComesBehindTheCloseDoesNotCount() throws Exception {
        try (Server server = start((m, reply) -> reply.send(WebSocketSend.text(m.text() + "!")));
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.send(
                    frame(FIN | TEXT, "1"), closing(1000, ""), frame(FIN | TEXT, "2"), new byte[9]);
            assertThat(client.readText()).isEqualTo("1!");
            assertThat(client.readClose()).isEqualTo(1000);
            assertThat(client.isCutOff()).isTrue();
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 2, 1000, ""));
        }
        assertThat(seen).isEmpty();
    }

    // ---- both at once

    @Test
    void bothMayCloseAtOnce() throws Exception {
        try (Server server =
                        start(
                                (_, reply) -> {
                                    Await.until("the client has closed", () -> isClosed(reply));
                                    attempt(reply, WebSocketClose.of(4000));
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x").close(4001, "");
            assertThat(client.readClose()).isIn(4000, 4001);
            client.awaitEnd();
            Object first = seen.take();
            if (first instanceof DisconnectedException) {
                first = seen.take();
            }
            assertThat(((WebSocketDisconnect) first).code()).isEqualTo(4001);
        }
    }

    private static boolean isClosed(Channel reply) throws InterruptedException {
        try {
            reply.send(
                    WebSocketClose.of(5000)); // cannot be sent, but a closed socket says so first
            return false;
        } catch (DisconnectedException _) {
            return true;
        } catch (UnsupportedMessageException _) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- failures

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallThatThrowsClosesWith1011(boolean error) throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        start(
                                (_, _) -> {
                                    if (error) {
                                        throw new AssertionError("on purpose");
                                    }
                                    throw new IllegalStateException("on purpose");
                                });
                WebSocketClient client = WebSocketClient.to(server, "/x");
                WebSocketClient other = WebSocketClient.to(server, "/y")) {
            client.text("1").text("2").text("3");
            var frame = client.readCloseFrame();
            assertThat(frame.code()).isEqualTo(1011);
            assertThat(frame.reason()).doesNotContain("on purpose");
            client.close(1011, "").awaitEnd();
            WebSocketDisconnect end = (WebSocketDisconnect) seen.take();
            assertThat(end.path()).isEqualTo("/x");
            assertThat(end.code()).isEqualTo(1011);
            other.ping("undisturbed");
            assertThat(other.readPong()).isEqualTo("undisturbed");
            assertThat(logs.awaitErrors(1)).hasSize(1);
            assertThat(logs.awaitErrors(1).getFirst().getThrown()).hasMessage("on purpose");
            assertThat(logs.awaitErrors(1).getFirst().getMessage()).contains("/x");
        }
    }

    @Test
    void theCallForTheHandshakeThatThrowsAfterAcceptingClosesWith1011() throws Exception {
        App app =
                (message, channels) -> {
                    seen.add(message);
                    if (message instanceof WebSocketConnect) {
                        channels.reply().send(WebSocketSend.text("hello"));
                        throw new IllegalStateException("on purpose");
                    }
                };
        try (Logs logs = new Logs();
                Server server = Server.start(app, Serve.options());
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            assertThat(client.readText()).isEqualTo("hello");
            assertThat(client.readClose()).isEqualTo(1011);
            client.close(1011, "").awaitEnd();
            assertThat(seen.take()).isInstanceOf(WebSocketConnect.class);
            assertThat(seen.take()).isEqualTo(new WebSocketDisconnect("/", 1, 1011, ""));
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }

    @Test
    void theLastCallThatThrowsIsLoggedAndTheConnectionIsGone() throws Exception {
        App app =
                (message, _) -> {
                    if (message instanceof WebSocketDisconnect) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        try (Logs logs = new Logs();
                Server server = Server.start(app, Serve.options())) {
            for (boolean proper : new boolean[] {true, false}) {
                WebSocketClient client = WebSocketClient.to(server, "/");
                if (proper) {
                    client.closeProperly();
                }
                client.close();
            }
            assertThat(logs.awaitErrors(2)).hasSize(2);
            Await.until("the connections are gone", () -> server.connections() == 0);
        }
    }

    /// It found somebody else gone; that is no reason to close this one.
    @Test
    void aDisconnectedExceptionLeavesTheSocketOpen() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        start(
                                (m, reply) -> {
                                    if ("throw".equals(m.text())) {
                                        throw new DisconnectedException("another one is gone");
                                    }
                                    reply.send(WebSocketSend.text("open"));
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            for (int i = 0; i < 3; i++) {
                client.text("throw");
                assertThat(client.exchange("x")).isEqualTo("open");
            }
            assertThat(logs.await(3, "another one is gone")).hasSize(3);
            assertThat(logs.errors()).isEmpty();
        }
    }

    @Test
    void anInterruptedExceptionIsAFailureLikeOthers() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        start(
                                (_, _) -> {
                                    throw new InterruptedException("on purpose");
                                });
                WebSocketClient client = WebSocketClient.to(server, "/")) {
            client.text("x");
            assertThat(client.readClose()).isEqualTo(1011);
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }
}
