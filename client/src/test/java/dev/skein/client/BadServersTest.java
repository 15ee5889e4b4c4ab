package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that break the rules: every fault is an exception of its own, and the session goes on working.
class BadServersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final ScriptedServer.Script FINE = Answers::fine;

    private static void assertNoHead(
            Class<? extends ClientException> type, ScriptedServer.Script script) throws Exception {
        try (var server = new ScriptedServer(script, FINE);
                var session = Answers.narrow()) {
            Answers.assertFails(
                    type, Phase.HEAD, server, () -> session.get(server.url("/bad")).send());
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void assertNoBody(
            Class<? extends ClientException> type, ScriptedServer.Script script) throws Exception {
        try (var server = new ScriptedServer(script, FINE);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/bad")).send();
            assertThat(response.status()).isEqualTo(200);
            Answers.assertFails(type, Phase.BODY, server, response::bytes);
            Answers.assertFails(type, Phase.BODY, server, response::bytes);
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 200 OK\r\ncontent-le",
                "HTTP/1.1 103 Hints\r\n\r\n"
            })
    void closingBeforeTheHeadIsADisconnect(String part) throws Exception {
        assertNoHead(ServerDisconnectedException.class, Answers.once(part));
    }

    @Test
    void aResetBeforeTheHeadIsADisconnect() throws Exception {
        assertNoHead(
                ServerDisconnectedException.class,
                client -> {
                    client.head();
                    client.socket().setSoLinger(true, 0);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 10\r\n\r\nhalf",
                "content-length: 10\r\n\r\n",
                "transfer-encoding: chunked\r\n\r\n5\r\nhal",
                "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
                "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
                "transfer-encoding: chunked\r\n\r\n",
            })
    void closingWithinTheBodyIsADisconnect(String part) throws Exception {
        assertNoBody(ServerDisconnectedException.class, Answers.once(OK + part));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n",
                OK + "no colon\r\n\r\n",
                OK + "space : before\r\n\r\n",
                OK + "a: b\r\n folded\r\n\r\n",
                OK + "nul: \u0000\r\n\r\n",
                OK + "bare: cr\rcontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\ncontent-length: 0\n\n",
            })
    void whatIsNoHeadIsAProtocolError(String head) throws Exception {
        assertNoHead(ResponseProtocolException.class, Answers.held(head));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: -5\r\n\r\nhello",
                "content-length: +5\r\n\r\nhello",
                "content-length: 0x5\r\n\r\nhello",
                "content-length: 5, 6\r\n\r\nhello",
                "content-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
                "content-length: 99999999999999999999\r\n\r\nhello",
                "content-length: \r\n\r\n",
                "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "transfer-encoding: gzip\r\n\r\nhello",
                "transfer-encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "transfer-encoding: xchunked\r\n\r\nhello",
            })
    void aLengthThatIsNoneIsAProtocolError(String rest) throws Exception {
        assertNoHead(ResponseProtocolException.class, Answers.held(OK + rest));
    }

    @Test
    void chunksInHttp10AreAProtocolError() throws Exception {
        assertNoHead(
                ResponseProtocolException.class,
                Answers.held("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nhello",
                "-1\r\nhello",
                "5\nhello",
                "5\r\nhello!\r\n",
                "fffffffffffffffff\r\n"
            })
    void aChunkThatIsNoneIsAProtocolError(String chunk) throws Exception {
        assertNoBody(
                ResponseProtocolException.class,
                Answers.held(OK + "transfer-encoding: chunked\r\n\r\n" + chunk));
    }

    /// Sends a beginning, and then the same again and again until the client has had enough.
    private static ScriptedServer.Script endless(String start, String more) {
        return client -> {
            client.head();
            client.send(start);
            try {
                while (true) {
                    client.send(more);
                }
            } catch (IOException _) {
                // the client has closed
            }
        };
    }

    @Test
    void anEndlessHeadIsCutOff() throws Exception {
        assertNoHead(
                ResponseProtocolException.class, endless(OK, "a: " + "b".repeat(1000) + "\r\n"));
        assertNoHead(ResponseProtocolException.class, endless(OK, "a:\r\n"));
        assertNoHead(ResponseProtocolException.class, endless(OK + "a: ", "b".repeat(1000)));
        assertNoHead(ResponseProtocolException.class, endless("HTTP/1.1 200 ", "b".repeat(1000)));
        assertNoHead(ResponseProtocolException.class, endless("", "\r\n"));
    }

    @Test
    void anEndlessFrameOfABodyIsCutOff() throws Exception {
        String chunked = OK + "transfer-encoding: chunked\r\n\r\n";
        assertNoBody(ResponseProtocolException.class, endless(chunked + "1;", "extension"));
        assertNoBody(
                ResponseProtocolException.class,
                endless(chunked, "1;" + "x".repeat(500) + "\r\na\r\n"));
        assertNoBody(ResponseProtocolException.class, endless(chunked + "0\r\n", "a: b\r\n"));
        assertNoBody(ResponseProtocolException.class, endless(chunked, "0".repeat(500)));
    }

    @Test
    void tooManyFieldsAreAProtocolError() throws Exception {
        assertNoHead(
                ResponseProtocolException.class,
                Answers.held(OK + "a: b\r\n".repeat(129) + "\r\n"));
    }

    @Test
    void tooManyInterimResponsesAreAProtocolError() throws Exception {
        String hint = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
        assertNoHead(ResponseProtocolException.class, endless("", hint));
        assertNoHead(ResponseProtocolException.class, Answers.held(hint.repeat(33) + OK + "\r\n"));
        try (var server =
                        new ScriptedServer(
                                Answers.always(
                                        hint.repeat(32) + OK + "content-length: 4\r\n\r\nfine"));
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length: 4\r\n\r\nfine!",
                "content-length: 4\r\n\r\nfineHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged",
                "transfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n\r\n",
            })
    void whatComesAfterTheBodyIsNoAnswerToTheNextRequest(String rest) throws Exception {
        try (var server = new ScriptedServer(Answers.held(OK + rest), FINE);
                var session = Answers.narrow()) {
            assertThat(session.get(server.url("/")).send().text()).isEqualTo("fine");
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whatComesWhileNobodyAskedEndsTheConnection() throws Exception {
        var closed = new CountDownLatch(1);
        var read = new CountDownLatch(1);
        ScriptedServer.Script talkative =
                client -> {
                    client.head();
                    client.answer("fine");
                    read.await();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged");
                    Answers.awaitClose(client);
                    closed.countDown();
                };
        try (var server = new ScriptedServer(talkative, FINE);
                var session = Answers.narrow()) {
            Answers.assertFine(session, server);
            read.countDown();
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            Answers.until(() -> session.openConnections() == 0);
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /// The answer is over while the request is not, and then comes another. Two exchanges elsewhere see to it that the loop has
    /// read that before the request ends.
    @Test
    void whatComesDuringALongRequestIsNoAnswerToTheNext() throws Exception {
        var answered = new CountDownLatch(1);
        var forged = new CountDownLatch(1);
        ScriptedServer.Script talkative =
                client -> {
                    client.head();
                    client.answer("fine");
                    answered.await();
                    client.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged");
                    forged.countDown();
                    Answers.awaitClose(client);
                };
        var gate = new Gate();
        try (var server = new ScriptedServer(talkative, FINE);
                var other = new ScriptedServer(FINE);
                var session = ClientSession.create(onePerOrigin())) {
            var response = session.post(server.url("/")).body(gate.stream()).send();
            assertThat(response.text()).isEqualTo("fine");
            gate.awaitReached();
            answered.countDown();
            forged.await();
            Answers.assertFine(session, other);
            Answers.assertFine(session, other);
            gate.open();
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static ClientOptions onePerOrigin() {
        return Answers.narrowOptions().withPool(PoolOptions.defaults().withPerOrigin(1));
    }
}
