package dev.skein.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The records themselves.
class MessagesTest {
    @Test
    void shortFormsOfResponses() {
        HttpResponse text = HttpResponse.text("\u00e9");
        assertThat(text.status()).isEqualTo(200);
        assertThat(text.headers().get("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(text.content()).isEqualTo("\u00e9".getBytes(UTF_8));
        assertThat(text.moreContent()).isFalse();
        assertThat(HttpResponse.text(404, "x").status()).isEqualTo(404);
        assertThat(HttpResponse.html("<p>").headers().get("content-type"))
                .isEqualTo("text/html; charset=utf-8");
        assertThat(HttpResponse.json("{}").headers().get("content-type"))
                .isEqualTo("application/json");
        assertThat(HttpResponse.start(206, Headers.EMPTY).moreContent()).isTrue();
        assertThat(HttpResponse.of(204, Headers.EMPTY).content()).isEmpty();
    }

    @Test
    void changesMakeOthers() {
        HttpResponse one = HttpResponse.text("x");
        HttpResponse other =
                one.withStatus(201).withHeader("Content-Type", "a/b").withHeader("x", "y");
        assertThat(other.status()).isEqualTo(201);
        assertThat(other.headers().getAll("content-type")).containsExactly("a/b");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.headers().contains("x")).isFalse();
    }

    @Test
    void headersThatCannotBeAreRefused() {
        HttpResponse response = HttpResponse.text("x");
        assertThatThrownBy(() -> response.withHeader("a b", "c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> response.withHeader("a", "b\r\nc: d"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void trailersComeLast() {
        Headers trailers = Headers.of("a", "b");
        assertThat(HttpChunk.end(trailers).trailers()).isEqualTo(trailers);
        assertThat(HttpChunk.end().moreContent()).isFalse();
        assertThat(HttpChunk.text("x").moreContent()).isTrue();
        assertThatThrownBy(() -> new HttpChunk(new byte[0], true, trailers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moreContent");
    }

    @Test
    void stretchesOfFilesAreNotNegative() {
        Path path = Path.of("x");
        assertThat(HttpFile.of(path)).isEqualTo(new HttpFile(path, 0, HttpFile.TO_THE_END, false));
        assertThat(HttpFile.of(path, 1, 2)).isEqualTo(new HttpFile(path, 1, 2, false));
        assertThatThrownBy(() -> HttpFile.of(path, -1, 2)).hasMessageContaining("-1");
        assertThatThrownBy(() -> HttpFile.of(path, 0, -2)).hasMessageContaining("-2");
    }

    @Test
    void aWebSocketMessageIsTextOrBytes() {
        assertThatThrownBy(() -> new WebSocketSend(null, null)).hasMessageContaining("neither");
        assertThatThrownBy(() -> new WebSocketSend("", new byte[0])).hasMessageContaining("both");
        assertThatThrownBy(() -> new WebSocketReceive("/", 1, null, null))
                .hasMessageContaining("neither");
    }

    @Test
    void everyKindHasItsName() {
        List<Message> all =
                List.of(
                        Requests.get("/"),
                        HttpChunk.end(),
                        HttpResponse.text(""),
                        HttpFile.of(Path.of("x")),
                        HttpEarlyHints.links("</a>"),
                        new HttpDisconnect(HttpDisconnect.Cause.CLIENT_GONE),
                        new WebSocketConnect(Requests.get("/"), List.of()),
                        new WebSocketReceive("/", 1, "", null),
                        new WebSocketDisconnect("/", 2, 1000, ""),
                        WebSocketAccept.plain(),
                        WebSocketSend.text(""),
                        WebSocketClose.normal(),
                        new LifespanStartup(),
                        new LifespanShutdown());
        List<String> names = new ArrayList<>();
        all.forEach(message -> names.add(message.type()));
        assertThat(names)
                .containsExactly(
                        "http.request",
                        "http.chunk",
                        "http.response",
                        "http.file",
                        "http.early_hints",
                        "http.disconnect",
                        "websocket.connect",
                        "websocket.receive",
                        "websocket.disconnect",
                        "websocket.accept",
                        "websocket.send",
                        "websocket.close",
                        "lifespan.startup",
                        "lifespan.shutdown");
        assertThat(all).hasSize(Message.class.getPermittedSubclasses().length);
    }
}
