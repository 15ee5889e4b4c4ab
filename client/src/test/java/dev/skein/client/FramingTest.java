package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a response ends, and whether its connection is used again.
class FramingTest {
    private static void assertReused(String raw, boolean reused, String text) throws Exception {
        ScriptedServer.Script script = reused ? Answers.always(raw) : Answers.once(raw);
        try (var server = new ScriptedServer(script);
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                assertThat(session.get(server.url("/")).send().text()).isEqualTo(text);
            }
            assertThat(server.connections()).isEqualTo(reused ? 1 : 3);
        }
    }

    @Test
    void http10ClosesUnlessItSaysOtherwise() throws Exception {
        assertReused("HTTP/1.0 200 OK\r\n\r\nto the end", false, "to the end");
        assertReused("HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nfine", false, "fine");
        assertReused(
                "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 4\r\n\r\nfine",
                true,
                "fine");
    }

    @Test
    void http11StaysOpenUnlessItSaysOtherwise() throws Exception {
        assertReused("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine", true, "fine");
        assertReused("HTTP/1.1 200 OK\r\n\r\nto the end", false, "to the end");
        assertReused("HTTP/1.1 200 OK\r\n\r\n", false, "");
        assertReused(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nfine",
                false,
                "fine");
        assertReused("HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n", true, "");
    }

    @Test
    void theVersionIsTold() throws Exception {
        try (var server = new ScriptedServer(Answers.once("HTTP/1.0 404 Not Here\r\n\r\n"));
                var session = Answers.narrow()) {
            var response = session.get(server.url("/")).send();
            assertThat(response.version()).isEqualTo(HttpVersion.HTTP_1_0);
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.reason()).isEqualTo("Not Here");
            assertThat(response.isOk()).isFalse();
            assertThat(response.contentLength()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"content-length: 0", "content-length: 1000", "transfer-encoding: chunked"})
    void aResponseToHeadHasNoBody(String field) throws Exception {
        String raw = "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n";
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            for (int i = 0; i < 3; i++) {
                ClientResponse response = session.head(server.url("/")).send();
                assertThat(response.bytes()).isEmpty();
                assertThat(response.headers().size()).isEqualTo(1);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void noContentAndNotModifiedHaveNoBody() throws Exception {
        assertReused("HTTP/1.1 204 No Content\r\n\r\n", true, "");
        assertReused("HTTP/1.1 304 Not Modified\r\ncontent-length: 1000\r\n\r\n", true, "");
        assertReused("HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n", false, "");
    }

    @Test
    void chunksMayHaveExtensionsAndTrailers() throws Exception {
        String raw =
                String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "transfer-encoding: chunked",
                        "trailer: x-sum\r\n",
                        "2;a=b\r\nfi",
                        "2;c=\"d\"\r\nne",
                        "0;last",
                        "x-sum: 42\r\n\r\n");
        try (var server = new ScriptedServer(Answers.always(raw));
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.text()).isEqualTo("fine");
            assertThat(response.trailers().get("x-sum")).isEqualTo("42");
            assertThat(response.headers().contains("x-sum")).isFalse();
            Answers.assertFine(session, server);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void everySplitGivesTheSame() throws Exception {
        String raw =
                String.join(
                        "\r\n",
                        "HTTP/1.1 103 Early Hints",
                        "link: </a>\r\n",
                        "HTTP/1.1 200 OK",
                        "transfer-encoding: chunked\r\n",
                        "4\r\nfine",
                        "0",
                        "x: y\r\n\r\n");
        ScriptedServer.Script bytewise =
                client -> {
                    while (!client.head().isEmpty()) {
                        for (int i = 0; i < raw.length(); i++) {
                            client.send(raw.substring(i, i + 1));
                        }
                    }
                };
        try (var server = new ScriptedServer(bytewise);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.text()).isEqualTo("fine");
            assertThat(response.trailers().get("x")).isEqualTo("y");
            Answers.assertFine(session, server);
        }
    }

    @Test
    void earlyHintsAreNoResponse() throws Exception {
        List<String> heads = new ArrayList<>();
        ScriptedServer.Script script =
                client -> {
                    for (String head = client.head(); !head.isEmpty(); head = client.head()) {
                        heads.add(head);
                        client.send("HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n");
                        client.answer("fine");
                    }
                };
        try (var server = new ScriptedServer(script);
                var session = Answers.narrow()) {
            ClientResponse response = session.get(server.url("/")).send();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers().contains("link")).isFalse();
            assertThat(response.text()).isEqualTo("fine");
            Answers.assertFine(session, server);
            assertThat(heads).hasSize(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
