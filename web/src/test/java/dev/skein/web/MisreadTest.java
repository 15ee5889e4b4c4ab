package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.HttpResponse;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.http.Headers;
import dev.skein.server.Server;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpRedirection;
import dev.skein.web.exception.HttpUnauthorized;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Input that is easily taken for something else.
class MisreadTest {
    private final Application app = new Application(ApplicationOptions.defaults().withDebug(false));

    private enum Colour {
        Red
    }

    @Test
    void theHeadOfAStreamHasNoLength() throws Exception {
        app.router().get("/", _ -> Response.stream("text/plain", out -> out.write("abc")));
        try (Server server = TestWire.serve(app)) {
            assertThat(
                            TestWire.exchange(
                                    server,
                                    "HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("content-length");
        }
    }

    @Test
    void aPrefixMakesACookieSecure() {
        assertThat(SetCookie.of("__Host-sid", "1").format(false)).contains("; Secure");
    }

    @Test
    void lessThanASecondIsNotZero() {
        assertThat(SetCookie.of("a", "1").withMaxAge(Duration.ofMillis(500)).format(true))
                .contains("Max-Age=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306, 309})
    void aRedirectIsOneOfFive(int status) {
        assertThatThrownBy(() -> Response.redirect(status, "/"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil",
                "/\\evil",
                "\\evil",
                "https:evil",
                "JavaScript://a",
                "data:text/html,x",
                "",
                "/ü",
                "/a b"
            })
    void aLocationIsWhatItLooksLike(String location) {
        assertThatThrownBy(() -> Response.redirect(location))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a?b=c:d",
                "https://example.com/",
                "myapp://callback",
                "?page=2",
                "#top",
                "a/b:c"
            })
    void otherLocationsAreFine(String location) {
        assertThat(Response.redirect(location).headers().get("location")).isEqualTo(location);
    }

    @Test
    void aPlaceToGoToIsOnThisSite() {
        assertThat(HttpRedirection.local("/a?b")).isEqualTo("/a?b");
        for (String other :
                new String[] {"", "a", "//evil", "/\\evil", "https://evil", "/a b", "/ü"}) {
            assertThatThrownBy(() -> HttpRedirection.local(other))
                    .as(other)
                    .isInstanceOf(HttpBadRequest.class);
        }
    }

    @Test
    void aChallengeBeginsWithAScheme() {
        assertThat(new HttpUnauthorized("Basic realm=\"a\"").headers().get("www-authenticate"))
                .isEqualTo("Basic realm=\"a\"");
        assertThatThrownBy(() -> new HttpUnauthorized("wrong password"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("comes second");
    }

    @Test
    void trailersMayBeAskedForAgain() throws Exception {
        app.router()
                .post(
                        "/",
                        request -> {
                            request.bytes();
                            Headers first = request.trailers();
                            return Response.text(
                                    first.get("x-sum") + request.trailers().get("x-sum"));
                        });
        try (Server server = TestWire.serve(app)) {
            String request =
                    """
                    POST / HTTP/1.1\r
                    host: a\r
                    connection: close\r
                    transfer-encoding: chunked\r
                    \r
                    1\r
                    z\r
                    0\r
                    x-sum: 7\r
                    \r
                    """;
            assertThat(TestWire.exchange(server, request)).endsWith("\r\n\r\n77");
        }
    }

    @Test
    void earlyHintsComeBeforeTheAnswer() throws Exception {
        app.router()
                .get(
                        "/",
                        request -> {
                            request.sendEarlyHints("</a.css>; rel=preload");
                            return Response.text("x");
                        });
        try (Server server = TestWire.serve(app)) {
            assertThat(
                            TestWire.exchange(
                                    server,
                                    "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 103 ")
                    .contains("link: </a.css>; rel=preload", "HTTP/1.1 200 ");
        }
    }

    @Test
    void awaitingTheEndOfAWebSocketIsRefused() throws Exception {
        app.router()
                .get(
                        "/",
                        request -> {
                            WebSocket socket = request.webSocket();
                            request.awaitDisconnect();
                            return socket.response();
                        });
        assertThat(TestCall.get(app, "/").webSocket().failure())
                .hasMessageContaining("receive from it");
    }

    @Test
    void aDownloadHasAName() {
        assertThat(
                        Response.text("x")
                                .asDownload("Jahr 26.txt")
                                .headers()
                                .get("content-disposition"))
                .startsWith("attachment; filename=");
    }

    @Test
    void anUnknownCodingIsRefusedEachTime() throws Exception {
        app.router()
                .post(
                        "/",
                        request -> {
                            try {
                                request.bytes();
                            } catch (HttpException _) {
                                return Response.text("got " + request.text());
                            }
                            return Response.text("decoded");
                        });
        TestCall call = TestCall.of(app, "POST", "/").header("content-encoding", "foo");
        assertThat(call.body("a".getBytes(UTF_8)).send().status()).isEqualTo(415);
    }

    @Test
    void aRequestForAWebSocketIsNoneForEvents() throws Exception {
        app.router().get("/", _ -> Response.events(events -> events.send("x")));
        TestSocket client = TestCall.get(app, "/").webSocket();
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        HttpResponse.class, answer -> assertThat(answer.status()).isEqualTo(400));
    }

    @Test
    void anotherSocketThatIsGoneIsAFailureOfThisOne() throws Exception {
        app.router()
                .webSocket(
                        "/",
                        _ -> {
                            throw new DisconnectedException("another client is gone");
                        });
        TestSocket client = TestCall.get(app, "/").webSocket();
        assertThat(client.next()).isInstanceOf(WebSocketAccept.class);
        assertThat(client.next()).isEqualTo(new WebSocketClose(1011, ""));
    }

    @Test
    void aStackThatOverflowsIsAnsweredToo() throws Exception {
        app.onResponsePrepare((_, response) -> response.withHeader("x-hook", "1"));
        app.router()
                .get(
                        "/",
                        _ -> {
                            throw new StackOverflowError("deep");
                        });
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("x-hook")).isEqualTo("1");
        assertThat(answer.failure()).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void aHookThatFailsOnceLeavesTheOthersTheirSay() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        app.onResponsePrepare((_, response) -> response.withHeader("x-hook", "1"));
        app.router()
                .get(
                        "/",
                        request -> {
                            request.onResponse(
                                    (_, response) -> {
                                        if (failed.compareAndSet(false, true)) {
                                            throw new IllegalStateException("storage is down");
                                        }
                                        return response;
                                    });
                            return Response.text("x");
                        });
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("x-hook")).isEqualTo("1");
        assertThat(answer.header("vary")).isEqualTo("accept");
    }

    @Test
    void aPageForOneIsNotForAll() {
        assertThat(cacheControl("public, max-age=60, s-maxage=600"))
                .isEqualTo("max-age=60, private");
        assertThat(cacheControl("no-cache")).isEqualTo("no-cache, private");
        assertThat(cacheControl("no-store")).isEqualTo("no-store");
        assertThat(Response.text("").withPrivateCache().headers().get("cache-control"))
                .isEqualTo("private");
    }

    private static String cacheControl(String before) {
        Response response = Response.text("").withHeader("cache-control", before);
        return String.valueOf(response.withPrivateCache().headers().get("cache-control"));
    }

    @Test
    void aLargeFileIsNotReadToSeeWhetherAVersionIsIts(@TempDir Path directory) throws Exception {
        StaticFiles files = StaticFiles.of(directory);
        app.router().get("/{any...}", files);
        for (long size : new long[] {1024, 17 * 1024 * 1024}) {
            Path file = directory.resolve(size + ".bin");
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(size);
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        }
        assertThat(versioned(files, "1024.bin")).contains("immutable");
        assertThat(versioned(files, "17825792.bin")).isEqualTo("no-cache");
    }

    private String versioned(StaticFiles files, String name) throws Exception {
        TestAnswer answer = TestCall.get(app, "/" + name + "?v=" + files.version(name)).send();
        return String.valueOf(answer.header("cache-control"));
    }

    @Test
    void aConstantIsFoundInAnyCase() {
        assertThat(Parameters.of("n", "rED").getEnum("n", Colour.class)).isEqualTo(Colour.Red);
    }

    @Test
    void aCookieHasAName() {
        assertThat(RequestCookies.parse(Headers.of("cookie", "a=1; =x; b"))).containsOnlyKeys("a");
    }

    @Test
    void aCommaInQuotesIsNoSeparator() {
        Headers headers =
                Headers.of("accept", "text/html;p=\"a,b;q=1\\\"\";q=0.1, text/plain;q=0.5");
        assertThat(Preferences.of(headers, "accept").bestType("text/html", "text/plain"))
                .isEqualTo("text/plain");
    }

    @Test
    void anEmptyContentEncodingIsNone() throws Exception {
        app.router().post("/", request -> Response.text(request.text()));
        TestCall call = TestCall.of(app, "POST", "/").header("content-encoding", "");
        assertThat(call.body("a".getBytes(UTF_8)).send().text()).isEqualTo("a");
    }

    @Test
    void aBodyIsReadOnceUnlessItWasKept() throws Exception {
        app.router()
                .post(
                        "/",
                        request -> {
                            request.body().read();
                            return Response.text(request.form().get("admin", "none"));
                        });
        app.router()
                .post(
                        "/kept",
                        request -> {
                            request.bytes();
                            return Response.text(request.form().require("a"));
                        });
        String form = "a=1&admin=1";
        String type = "application/x-www-form-urlencoded";
        TestAnswer refused = TestCall.post(app, "/", type, form).send();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.failure()).hasMessageContaining("it can be read once");
        assertThat(TestCall.post(app, "/kept", type, form).send().text()).isEqualTo("1");
    }
}
