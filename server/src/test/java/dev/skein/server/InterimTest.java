package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// 100 Continue, early hints, trailers, upgrades.
@SuppressWarnings("StringConcatToTextBlock") // what ends a line is the point
class InterimTest {
    private static final String EXPECTING =
            "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n";

    @Test
    void continueIsSentWhenTheBodyIsFirstRead() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    called.countDown();
                                    Await.open(go);
                                    Serve.echo(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            client.send(EXPECTING);
            Await.open(called);
            assertThat(client.available()).isZero();
            go.countDown();
            var interim = client.read();
            assertThat(interim.status()).isEqualTo(100);
            assertThat(interim.headers()).isEmpty();
            client.send("12345");
            assertThat(client.read().text()).isEqualTo("POST /p 5");
            assertThat(client.get("/next").read().text()).isEqualTo("GET /next 0");
        }
    }

    @Test
    void noContinueWhenTheAnswerComesFirst() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply().send(HttpResponse.text(403, "no")));
                RawClient client = RawClient.to(server)) {
            var response = client.exchange(EXPECTING);
            assertThat(response.status()).isEqualTo(403);
            // Whether the client sends the body now is up to it, so the connection cannot go on.
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void noContinueWhenTheBodyCameUnasked() throws Exception {
        try (Server server = Serve.start(Serve::echo);
                RawClient client = RawClient.to(server)) {
            var response = client.exchange(EXPECTING + "12345");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("POST /p 5");
            assertThat(client.get("/next").read().text()).isEqualTo("GET /next 0");
        }
    }

    @Test
    void noContinueToHttp10() throws Exception {
        try (Server server = Serve.start(Serve::echo);
                RawClient client = RawClient.to(server)) {
            client.send("POST /p HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            client.send("ab");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void otherExpectationsFail() throws Exception {
        try (Logs _ = new Logs();
                Server server = Serve.start(Serve::hello);
                RawClient client = RawClient.to(server)) {
            var response = client.exchange("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n");
            assertThat(response.status()).isEqualTo(417);
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    @Test
    void earlyHintsComeBeforeTheResponseAnyNumberOfTimes() throws Exception {
        try (Server server = Serve.start(InterimTest::hints);
                RawClient client = RawClient.to(server)) {
            var first = client.get("/").read();
            assertThat(first.status()).isEqualTo(103);
            assertThat(first.headers("link"))
                    .containsExactly("</a.css>; rel=preload", "</b.js>; rel=preload");
            assertThat(first.header("date")).isNull();
            assertThat(client.read().status()).isEqualTo(103);
            assertThat(client.read().text()).isEqualTo("page");
            assertThat(client.get("/").read().status()).isEqualTo(103);
        }
    }

    @Test
    void earlyHintsAreKeptFromHttp10() throws Exception {
        try (Server server = Serve.start(InterimTest::hints);
                RawClient client = RawClient.to(server)) {
            assertThat(client.exchange("GET / HTTP/1.0\r\n\r\n").text()).isEqualTo("page");
            assertThat(client.readToEof()).isEmpty();
        }
    }

    private static void hints(Object request, dev.skein.app.Channels channels) throws Exception {
        channels.reply()
                .send(HttpEarlyHints.links("</a.css>; rel=preload", "</b.js>; rel=preload"));
        channels.reply().send(HttpEarlyHints.links("</c.css>; rel=preload"));
        channels.reply().send(HttpResponse.text("page"));
    }

    @Test
    void earlyHintsAfterTheHeadAreRefused() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    try {
                                        channels.reply().send(HttpEarlyHints.links("</a>"));
                                    } catch (UnsupportedMessageException e) {
                                        thrown.add(e);
                                    }
                                    channels.reply().send(HttpChunk.end());
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().status()).isEqualTo(200);
            assertThat(thrown.take()).hasMessageContaining("before the response");
        }
    }

    @Test
    void anApplicationCannotSwitchProtocolsOrSendInterimStatuses() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                (request, channels) -> {
                                    int status = Integer.parseInt(request.path().substring(1));
                                    channels.reply()
                                            .send(
                                                    HttpResponse.of(
                                                            status,
                                                            Headers.of("upgrade", "websocket")));
                                })) {
            for (String status : new String[] {"101", "100", "103", "0", "1000", "-1"}) {
                try (RawClient client = RawClient.to(server)) {
                    assertThat(client.get("/" + status).read().status()).isEqualTo(500);
                }
            }
        }
    }

    @Test
    void anUpgradeToWhatIsNotServedIsIgnored() throws Exception {
        try (Server server = Serve.start(Serve.options().withWebSockets(null), Serve::hello);
                RawClient client = RawClient.to(server)) {
            for (String protocol : new String[] {"h2c", "websocket", "x/1, y"}) {
                String request =
                        "GET /u HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                + "Upgrade: "
                                + protocol
                                + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";
                assertThat(client.exchange(request).text()).isEqualTo("hello /u");
                assertThat(client.get("/after").read().text()).isEqualTo("hello /after");
            }
        }
    }

    @Test
    void trailersOfARequestReachTheApplication() throws Exception {
        BlockingQueue<HttpChunk> last = new LinkedBlockingQueue<>();
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    assertThat(request.moreContent()).isTrue();
                                    HttpChunk chunk = (HttpChunk) channels.body().receive();
                                    while (chunk.moreContent()) {
                                        chunk = (HttpChunk) channels.body().receive();
                                    }
                                    last.add(chunk);
                                    Serve.hello(request, channels);
                                });
                RawClient client = RawClient.to(server)) {
            String request =
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n";
            assertThat(client.exchange(request).status()).isEqualTo(200);
            assertThat(last.take().trailers().getAll("x-sum")).containsExactly("1", "2");
            client.sendByteByByte(request);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(last.take().trailers().getAll("x-sum")).containsExactly("1", "2");
        }
    }

    @Test
    void trailersOfAResponseGoToClientsThatWantThem() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply().send(HttpChunk.text("abc"));
                                    channels.reply().send(HttpChunk.end(Headers.of("x-sum", "7")));
                                });
                RawClient client = RawClient.to(server)) {
            var with =
                    client.exchange(
                            "GET / HTTP/1.1\r\nHost: a\r\nTE: gzip, trailers\r\nConnection: TE\r\n\r\n");
            assertThat(with.trailers()).containsExactly(java.util.Map.entry("x-sum", "7"));
            var without = client.get("/").read();
            assertThat(without.text()).isEqualTo("abc");
            assertThat(without.trailers()).isEmpty();
        }
    }
}
