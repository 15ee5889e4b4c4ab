package dev.skein.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The form of the Python original: its keys, its types, its defaults.
class MessageMapsTest {
    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void aRequestHasTheKeysOfEarlyUvicorn() {
        HttpRequest request =
                Requests.with(
                        "/a%20b?x=%20",
                        Headers.of("Host", "a", "X-Twice", "1", "x-twice", "2"),
                        bytes("abc"),
                        true);
        Map<String, Object> map = request.toMap();
        assertThat(map)
                .containsEntry("channel", "http.request")
                .containsEntry("scheme", "http")
                .containsEntry("http_version", "1.1")
                .containsEntry("method", "GET")
                .containsEntry("path", "/a%20b") // not decoded there
                .containsEntry("client", List.of("127.0.0.1", 50_000))
                .containsEntry("server", List.of("127.0.0.1", 8000));
        assertThat((byte[]) map.get("query_string")).isEqualTo(bytes("x=%20"));
        assertThat((byte[]) map.get("body")).isEqualTo(bytes("abc"));
        List<?> headers = (List<?>) Objects.requireNonNull(map.get("headers"));
        assertThat(headers).hasSize(3);
        assertThat((List<?>) headers.get(2))
                .satisfiesExactly(
                        name -> assertThat((byte[]) name).isEqualTo(bytes("x-twice")),
                        value -> assertThat((byte[]) value).isEqualTo(bytes("2")));
    }

    @Test
    void aRequestWithoutABodyHasNoKeyForIt() {
        Map<String, Object> map = Requests.get("/").toMap();
        assertThat(map).doesNotContainKey("body");
        assertThat((byte[]) map.get("query_string")).isEmpty();
    }

    @Test
    void aResponseAndItsChunksHaveTheKeysOfEarlyUvicorn() {
        Map<String, Object> head = HttpResponse.text("x").toMap();
        assertThat(head.keySet()).containsExactly("status", "headers", "content", "more_content");
        assertThat(head).containsEntry("status", 200).containsEntry("more_content", false);
        Map<String, Object> chunk = HttpChunk.text("x").toMap();
        assertThat(chunk.keySet()).containsExactly("content", "more_content");
        assertThat(chunk).containsEntry("more_content", true);
        assertThat(HttpChunk.end(Headers.of("a", "b")).toMap()).containsKey("trailers");
    }

    @Test
    void messagesOfTheApplicationComeBackTheSame() {
        List<Message> all =
                List.of(
                        HttpResponse.of(
                                404,
                                Headers.of("x-a", "1", "x-a", "2", "y", "\u00e9"),
                                bytes("abc")),
                        HttpResponse.start(200, Headers.EMPTY),
                        HttpChunk.text("abc"),
                        HttpChunk.end(),
                        HttpChunk.end(Headers.of("sum", "1")),
                        HttpFile.of(Path.of("some", "file")),
                        HttpFile.of(Path.of("some", "file"), 5, 6),
                        new HttpFile(Path.of("f"), 0, 0, true),
                        HttpEarlyHints.links("</a>", "</b>"),
                        new HttpDisconnect(HttpDisconnect.Cause.SERVER_STOPPING),
                        new WebSocketAccept("chat", Headers.of("set-cookie", "a=b")),
                        WebSocketAccept.plain(),
                        WebSocketSend.text(""),
                        WebSocketSend.bytes(bytes("abc")),
                        new WebSocketClose(4000, "enough"),
                        new LifespanStartup(),
                        new LifespanShutdown());
        for (Message message : all) {
            Message back = Message.fromMap(message.toMap());
            assertThat(back.getClass()).isEqualTo(message.getClass());
            assertThat(flat(back.toMap())).isEqualTo(flat(message.toMap()));
        }
    }

    @Test
    void whatAWebSocketBringsHasTheKeysOfEarlyUvicorn() {
        HttpRequest request = Requests.get("/chat");
        assertThat(new WebSocketConnect(request, List.of("a", "b")).toMap())
                .containsEntry("channel", "websocket.connect")
                .containsEntry("path", "/chat")
                .containsEntry("order", 0L)
                .containsEntry("subprotocols", List.of("a", "b"));
        assertThat(new WebSocketReceive("/chat", 1, "hi", null).toMap())
                .isEqualTo(
                        Map.of(
                                "channel",
                                "websocket.receive",
                                "path",
                                "/chat",
                                "order",
                                1L,
                                "text",
                                "hi"));
        assertThat(new WebSocketDisconnect("/chat", 2, 1001, "bye").toMap())
                .isEqualTo(
                        Map.of(
                                "channel",
                                "websocket.disconnect",
                                "path",
                                "/chat",
                                "order",
                                2L,
                                "code",
                                1001,
                                "reason",
                                "bye"));
    }

    @Test
    void closeMayBeTrueOrACodeAndRefusalIsAClose() {
        assertThat(Message.fromMap(Map.of("close", true))).isEqualTo(WebSocketClose.normal());
        assertThat(Message.fromMap(Map.of("close", 4001))).isEqualTo(WebSocketClose.of(4001));
        assertThat(Message.fromMap(Map.of("accept", false))).isEqualTo(WebSocketClose.normal());
        assertThatThrownBy(() -> Message.fromMap(Map.of("accept", true, "text", "hi")))
                .hasMessageContaining("a message for each");
    }

    /// Byte arrays as lists, so that they can be compared.
    private static Object flat(Object value) {
        return switch (value) {
            case byte[] array -> Arrays.toString(array);
            case List<?> list -> list.stream().map(MessageMapsTest::flat).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new HashMap<>();
                map.forEach((k, v) -> copy.put(k, flat(v)));
                yield copy;
            }
            default -> value;
        };
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        HttpResponse response = (HttpResponse) Message.fromMap(Map.of("status", 204));
        assertThat(response.headers().isEmpty()).isTrue();
        assertThat(response.content()).isEmpty();
        assertThat(response.moreContent()).isFalse();
        HttpChunk chunk = (HttpChunk) Message.fromMap(Map.of("content", bytes("x")));
        assertThat(chunk.moreContent()).isFalse();
        assertThat(chunk.trailers().isEmpty()).isTrue();
        HttpFile file = (HttpFile) Message.fromMap(Map.of("file", "f"));
        assertThat(file).isEqualTo(HttpFile.of(Path.of("f")));
        assertThat(Message.fromMap(Map.of("channel", "http.disconnect")))
                .isEqualTo(new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE));
        assertThat(Message.fromMap(Map.of("more_content", true))).isInstanceOf(HttpChunk.class);
    }

    @Test
    void headersMayBeText() {
        Map<String, Object> map =
                Map.of("status", 200L, "headers", List.of(List.of("a", bytes("b"))));
        assertThat(((HttpResponse) Message.fromMap(map)).headers().get("a")).isEqualTo("b");
    }

    @Test
    void whatCannotBeIsNamed() {
        refused(Map.of(), "status, content");
        refused(Map.of("status", "200"), "'status' to be of type Number, got String");
        refused(Map.of("status", 200, "content", "text"), "'content'");
        refused(Map.of("status", 200, "more_content", 1), "'more_content'");
        refused(Map.of("status", 200, "headers", "x"), "'headers'");
        refused(Map.of("status", 200, "headers", List.of("x")), "pairs");
        refused(Map.of("status", 200, "headers", List.of(List.of("a"))), "pairs");
        refused(Map.of("status", 200, "headers", List.of(List.of("a", 1))), "bytes");
        refused(Map.of("status", 200, "headers", List.of(List.of("a", "b\r\nc"))), "");
        refused(Map.of("channel", "http.request"), "only a server");
        refused(Map.of("channel", "http.disconnect", "cause", "NONE"), "NONE");
        refused(Map.of("file", 7), "'file'");
        refused(Map.of("file", "f", "offset", -1), "-1");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("status", null);
        refused(nothing, "got nothing");
    }

    private static void refused(Map<String, ?> map, String part) {
        assertThatThrownBy(() -> Message.fromMap(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }
}
