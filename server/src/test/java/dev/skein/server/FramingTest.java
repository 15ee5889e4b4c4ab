package dev.skein.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.Channel;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.app.UnsupportedMessageException;
import dev.skein.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The application's own content-length, right and wrong. Whatever it does, a client never takes a broken answer for a whole one.
class FramingTest {
    private static Headers length(int length) {
        return Headers.of("content-length", Integer.toString(length));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theRightLengthIsKeptAndNotDoubled() throws Exception {
        try (Server server =
                        Serve.start(
                                (request, channels) -> {
                                    Channel reply = channels.reply();
                                    if (request.path().equals("/whole")) {
                                        reply.send(HttpResponse.of(200, length(5), bytes("abcde")));
                                        return;
                                    }
                                    reply.send(HttpResponse.start(200, length(5)));
                                    reply.send(HttpChunk.text("abc"));
                                    reply.send(new HttpChunk(bytes("de"), false, Headers.EMPTY));
                                });
                RawClient client = RawClient.to(server)) {
            for (String path : new String[] {"/whole", "/streamed", "/whole"}) {
                var response = client.get(path).read();
                assertThat(response.header("content-length")).isEqualTo("5");
                assertThat(response.header("transfer-encoding")).isNull();
                assertThat(response.text()).isEqualTo("abcde");
            }
        }
    }

    @Test
    void theLengthOfAnotherRepresentationIsKeptForHeadAnd304() throws Exception {
        try (Server server =
                        Serve.start(
                                (request, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.of(
                                                                request.path().equals("/304")
                                                                        ? 304
                                                                        : 200,
                                                                length(1234))));
                RawClient client = RawClient.to(server)) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead().header("content-length")).isEqualTo("1234");
            assertThat(client.get("/304").read().header("content-length")).isEqualTo("1234");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6", "+5", "0x5", "five", "", "5, 5", "-1"})
    void aWrongLengthOfAWholeResponseIsAnErrorOfTheApplication(String length) throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.of(
                                                                200,
                                                                Headers.of(
                                                                        "content-length", length),
                                                                bytes("abcde"))));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().status()).isEqualTo(500);
            assertThat(client.readToEof()).isEmpty();
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }

    @Test
    void tooLittleBodyAbortsTheConnection() throws Exception {
        try (Logs logs = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(10)));
                                    channels.reply().send(HttpChunk.text("abc"));
                                    channels.reply().send(HttpChunk.end());
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(java.io.IOException.class);
            assertThat(logs.awaitErrors(1)).hasSize(1);
        }
    }

    @Test
    void afterAFailedEndTheBodyCannotBeMended() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(6)));
                                    for (int i = 0; i < 3; i++) {
                                        try {
                                            channels.reply()
                                                    .send(
                                                            new HttpChunk(
                                                                    bytes("abc"),
                                                                    false,
                                                                    Headers.EMPTY));
                                        } catch (UnsupportedMessageException e) {
                                            thrown.add(e);
                                        }
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            client.get("/");
            assertThatThrownBy(client::read).isInstanceOf(java.io.IOException.class);
            assertThat(thrown).hasSize(3);
        }
    }

    @Test
    void tooMuchBodyIsNotSentAndTheConnectionEnds() throws Exception {
        BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, length(5)));
                                    channels.reply().send(HttpChunk.text("abc"));
                                    try {
                                        channels.reply().send(HttpChunk.text("defgh"));
                                    } catch (UnsupportedMessageException e) {
                                        thrown.add(e);
                                        throw e;
                                    }
                                });
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").readToAnyEnd()).doesNotContain("defgh");
            assertThat(thrown.take()).hasMessageContaining("content-length 5");
        }
    }

    @Test
    void forbiddenTrailersDoNotGoOut() throws Exception {
        try (Logs _ = new Logs();
                Server server =
                        Serve.start(
                                (_, channels) -> {
                                    channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                                    channels.reply()
                                            .send(HttpChunk.end(Headers.of("content-length", "1")));
                                });
                RawClient client = RawClient.to(server)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n");
            assertThatThrownBy(client::read).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void transferEncodingOfTheApplicationIsDropped() throws Exception {
        try (Server server =
                        Serve.start(
                                (_, channels) ->
                                        channels.reply()
                                                .send(
                                                        HttpResponse.text("abc")
                                                                .withHeader(
                                                                        "transfer-encoding",
                                                                        "chunked")));
                RawClient client = RawClient.to(server)) {
            assertThat(client.get("/").read().text()).isEqualTo("abc");
        }
    }
}
