package dev.skein.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.App;
import dev.skein.app.HttpChunk;
import dev.skein.app.HttpEarlyHints;
import dev.skein.app.HttpFile;
import dev.skein.app.HttpRequest;
import dev.skein.app.HttpResponse;
import dev.skein.client.FormData;
import dev.skein.client.RequestBody;
import dev.skein.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What requests and responses are like, in memory and over sockets.
abstract class HttpContract extends Contract {
    HttpContract(Clients kind) {
        super(kind);
    }

    // ---- requests

    @Test
    void aTextComesBack() throws Exception {
        try (var client = telling(_ -> "hello")) {
            TestResponse response = client.get("/").send();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("hello");
            assertThat(response.bytes()).isEqualTo("hello".getBytes(UTF_8));
            assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(response.header("content-length")).isEqualTo("5");
            assertThat(response.header("server")).isEqualTo("skein");
            assertThat(response.header("date")).isNotNull();
        }
    }

    @Test
    void theApplicationSeesTheTarget() throws Exception {
        try (var client =
                telling(
                        r ->
                                r.method()
                                        + " "
                                        + r.path()
                                        + " "
                                        + r.rawPath()
                                        + " "
                                        + r.queryString())) {
            assertThat(client.delete("/a%20b/%C3%A9?x=1").query("y", "2 3").send().text())
                    .isEqualTo("DELETE /a b/é /a%20b/%C3%A9 x=1&y=2+3");
        }
    }

    @Test
    void theApplicationSeesExactlyTheFieldsThatWereSet() throws Exception {
        try (var client = telling(r -> r.headers().toString())) {
            String plain = client.get("/").send().text();
            String host = client.url().substring("http://".length(), client.url().length() - 1);
            assertThat(plain).isEqualTo(Headers.of("host", host).toString());
            assertThat(client.get("/").header("x-a", "1").header("x-a", "2").send().text())
                    .isEqualTo(Headers.of("host", host, "x-a", "1", "x-a", "2").toString());
        }
    }

    @Test
    void theApplicationSeesVersionSchemeAndAddresses() throws Exception {
        try (var client =
                telling(
                        r ->
                                r.httpVersion()
                                        + r.scheme()
                                        + r.client()
                                        + r.server()
                                        + (r.tls() == null))) {
            assertThat(client.get("/").send().text())
                    .startsWith("1.1http/127.0.0.1:")
                    .endsWith("true");
        }
    }

    @Test
    void allMethodsCome() throws Exception {
        try (var client = telling(HttpRequest::method)) {
            assertThat(client.put("/").send().text()).isEqualTo("PUT");
            assertThat(client.patch("/").send().text()).isEqualTo("PATCH");
            assertThat(client.options("/").send().text()).isEqualTo("OPTIONS");
            assertThat(client.request("propfind", "/").send().text()).isEqualTo("PROPFIND");
        }
    }

    @Test
    void anotherHostIsNotForThisClient() throws Exception {
        try (var client = telling(_ -> "")) {
            assertThatThrownBy(() -> client.get("http://example.com/"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("example.com");
            assertThat(client.get(client.url() + "x").send().status()).isEqualTo(200);
        }
    }

    @Test
    void anotherHostFieldIs() throws Exception {
        try (var client = telling(r -> field(r, "host"))) {
            assertThat(client.get("/").header("host", "shop.example").send().text())
                    .isEqualTo("shop.example");
        }
    }

    @Test
    void whatAServerRefusesNeverReachesTheApplication() throws Exception {
        var calls = new AtomicInteger();
        try (var client =
                client(
                        (_, channels) -> {
                            calls.incrementAndGet();
                            text(channels, "");
                        })) {
            client.get("/%FF").send().expectStatus(400);
            client.get("/").header("x", "y".repeat(40_000)).send().expectStatus(431);
            client.request("TRACE", "/").send().expectStatus(501);
            assertThat(calls).hasValue(0);
        }
    }

    // ---- bodies of requests

    private TestClient echo() throws Exception {
        return client(
                (request, channels) -> {
                    byte[] body = request.readBody(channels, 1 << 20);
                    String type = field(request, "content-type");
                    channels.reply()
                            .send(HttpResponse.of(200, Headers.of("content-type", type), body));
                });
    }

    @Test
    void bodiesCarryTheirTypes() throws Exception {
        try (var client = echo()) {
            client.post("/")
                    .text("ä")
                    .send()
                    .expectText("ä")
                    .expectHeader("content-type", "text/plain; charset=utf-8");
            client.post("/")
                    .json(Map.of("a", 1))
                    .send()
                    .expectText("{\"a\":1}")
                    .expectHeader("content-type", "application/json");
            client.post("/")
                    .form(Map.of("a", "b c"))
                    .send()
                    .expectText("a=b+c")
                    .expectHeader("content-type", "application/x-www-form-urlencoded");
            client.post("/")
                    .body(new byte[] {65})
                    .send()
                    .expectText("A")
                    .expectHeader("content-type", "application/octet-stream");
            client.post("/")
                    .header("content-type", "x/y")
                    .body(new byte[] {65})
                    .send()
                    .expectHeader("content-type", "x/y");
            assertThat(client.post("/").multipart(new FormData().field("n", "v")).send().text())
                    .contains("name=\"n\"", "v");
        }
    }

    @Test
    void aPostWithoutABodyHasLengthZero() throws Exception {
        try (var client =
                telling(r -> field(r, "content-length") + r.content().length + r.moreContent())) {
            client.post("/").send().expectText("00false");
            client.get("/").send().expectText("null0false");
        }
    }

    @Test
    void aSmallBodyComesWithTheHead() throws Exception {
        try (var client = telling(r -> new String(r.content(), UTF_8) + r.moreContent())) {
            client.post("/").text("small").send().expectText("smallfalse");
        }
    }

    @Test
    void chunksComeAsABodyOfUnknownLength() throws Exception {
        try (var client =
                client(
                        (request, channels) -> {
                            String body = new String(request.readBody(channels, 100), UTF_8);
                            text(channels, body + field(request, "transfer-encoding"));
                        })) {
            client.put("/")
                    .chunks("one ", "two ", "three ")
                    .send()
                    .expectText("one two three chunked");
        }
    }

    @Test
    void aLargeBodyIsReadIntoABuffer() throws Exception {
        try (var client =
                client(
                        (request, channels) -> {
                            long count = request.content().length;
                            ByteBuffer buffer = ByteBuffer.allocate(10_000);
                            while (request.moreContent() && channels.body().read(buffer) >= 0) {
                                count += buffer.position();
                                buffer.clear();
                            }
                            text(channels, Long.toString(count));
                        })) {
            client.post("/").body(new byte[1_000_000]).send().expectText("1000000");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsAnswered413() throws Exception {
        try (var client = echo()) {
            client.post("/").body(new byte[(1 << 20) + 1]).send().expectStatus(413);
        }
    }

    @Test
    void anUnreadBodyDoesNotHoldTheClient() throws Exception {
        try (var client = telling(_ -> "no thanks")) {
            client.post("/").body(new byte[200_000]).send().expectText("no thanks");
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleIsTold() throws Exception {
        var seen = new CompletableFuture<String>();
        App app =
                app(
                        (request, channels) -> {
                            try {
                                request.readBody(channels, 1000);
                            } catch (IOException e) {
                                seen.complete(e.getClass().getSimpleName());
                                throw e;
                            }
                        });
        try (var client = kind.of(app)) {
            assertThatThrownBy(() -> client.post("/").body(new Breaking()).send())
                    .isInstanceOf(AssertionError.class)
                    .hasStackTraceContaining("no more of it");
            assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("DisconnectedException");
        }
    }

    /// A body that fails after its beginning.
    private static final class Breaking implements RequestBody {
        @Override
        public @Nullable String contentType() {
            return null;
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        public boolean isReplayable() {
            return false;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(1);
            out.flush();
            throw new IOException("no more of it");
        }
    }

    // ---- responses

    @Test
    void piecesComeAsTheyAreSent() throws Exception {
        var next = new CountDownLatch(1);
        try (var client =
                        client(
                                (_, channels) -> {
                                    var reply = channels.reply();
                                    reply.send(HttpResponse.start(200, Headers.EMPTY));
                                    reply.send(HttpChunk.text("first"));
                                    next.await();
                                    reply.send(HttpChunk.text("second"));
                                    reply.send(HttpChunk.end());
                                });
                var stream = client.get("/").stream()) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(stream.nextText()).isEqualTo("first");
            next.countDown();
            assertThat(stream.nextText()).isEqualTo("second");
            assertThat(stream.nextText()).isNull();
            assertThat(stream.nextText()).isNull();
        }
    }

    @Test
    void linesAreReadAcrossPieces() throws Exception {
        try (var client =
                        client(
                                (_, channels) -> {
                                    var reply = channels.reply();
                                    reply.send(HttpResponse.start(200, Headers.EMPTY));
                                    reply.send(HttpChunk.text("da"));
                                    reply.send(HttpChunk.text("ta: 1\n\r\nd\u00e4"));
                                    reply.send(HttpChunk.text("ta\nrest"));
                                    reply.send(HttpChunk.end());
                                });
                var stream = client.get("/").stream()) {
            assertThat(stream.readLine()).isEqualTo("data: 1");
            assertThat(stream.readLine()).isEmpty();
            assertThat(stream.readLine()).isEqualTo("däta");
            assertThat(stream.readLine()).isEqualTo("rest");
            assertThat(stream.readLine()).isNull();
        }
    }

    @Test
    void aCharacterInTwoPiecesStaysOne() throws Exception {
        var next = new CountDownLatch(1);
        byte[] bytes = "a€".getBytes(UTF_8);
        try (var client =
                        client(
                                (_, channels) -> {
                                    var reply = channels.reply();
                                    reply.send(HttpResponse.start(200, Headers.EMPTY));
                                    reply.send(HttpChunk.of(new byte[] {bytes[0], bytes[1]}));
                                    next.await();
                                    reply.send(HttpChunk.of(new byte[] {bytes[2], bytes[3]}));
                                    reply.send(HttpChunk.end());
                                });
                var stream = client.get("/").stream()) {
            assertThat(stream.nextText()).isEqualTo("a");
            next.countDown();
            assertThat(stream.nextText()).isEqualTo("€");
            assertThat(stream.nextText()).isNull();
        }
    }

    @Test
    void headHasNoBodyButItsLength() throws Exception {
        try (var client = telling(_ -> "hello")) {
            client.head("/")
                    .send()
                    .expectStatus(200)
                    .expectText("")
                    .expectHeader("content-length", "5");
        }
    }

    @Test
    void noContentHasNoBody() throws Exception {
        try (var client =
                client(
                        (request, channels) -> {
                            int status = Integer.parseInt(request.path().substring(1));
                            channels.reply().send(HttpResponse.text(status, "dropped"));
                        })) {
            TestResponse response = client.get("/204").send().expectStatus(204).expectText("");
            assertThat(response.header("content-length")).isNull();
            client.get("/304").send().expectStatus(304).expectText("");
        }
    }

    @Test
    void trailersComeToWhoAsksForThem() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            channels.reply().send(HttpChunk.text("x"));
                            channels.reply().send(HttpChunk.end(Headers.of("x-sum", "1")));
                        })) {
            TestResponse asked = client.get("/").header("te", "trailers").send();
            assertThat(asked.trailers().get("x-sum")).isEqualTo("1");
            assertThat(client.get("/").send().trailers().isEmpty()).isTrue();
        }
    }

    @Test
    void filesAreSent(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "0123456789".repeat(10_000));
        try (var client =
                client(
                        (request, channels) -> {
                            channels.reply().send(HttpResponse.start(200, Headers.EMPTY));
                            boolean all = request.path().equals("/all");
                            channels.reply()
                                    .send(all ? HttpFile.of(file) : HttpFile.of(file, 7, 5));
                        })) {
            assertThat(client.get("/all").send().bytes()).hasSize(100_000);
            client.get("/part").send().expectText("78901");
        }
    }

    @Test
    void earlyHintsDoNotDisturb() throws Exception {
        try (var client =
                client(
                        (_, channels) -> {
                            channels.reply().send(HttpEarlyHints.links("</a.css>; rel=preload"));
                            text(channels, "after");
                        })) {
            client.get("/").send().expectStatus(200).expectText("after");
        }
    }

    @Test
    void contentCodingsAreTakenOffTextOnly() throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write("long ".repeat(10_000).getBytes(UTF_8));
        }
        Headers headers = Headers.of("content-encoding", "gzip");
        try (var client =
                client(
                        (_, channels) ->
                                channels.reply()
                                        .send(
                                                HttpResponse.of(
                                                        200, headers, zipped.toByteArray())))) {
            TestResponse response = client.get("/").send();
            assertThat(response.bytes()).isEqualTo(zipped.toByteArray());
            response.expectText("long ".repeat(10_000));
        }
    }

    @Test
    void jsonIsRead() throws Exception {
        try (var client =
                client(
                        (request, channels) ->
                                channels.reply()
                                        .send(
                                                request.path().equals("/json")
                                                        ? HttpResponse.json("{\"a\":[1,2]}")
                                                        : HttpResponse.text("{}")))) {
            Map<?, ?> json = client.get("/json").send().json(Map.class);
            assertThat(json).hasToString("{a=[1, 2]}");
            assertThatThrownBy(() -> client.get("/text").send().json(Map.class))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected JSON, came 200 OK");
            assertThatThrownBy(() -> client.get("/json").send().json(List.class))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("{\"a\":[1,2]}");
        }
    }

    @Test
    void anotherStatusShowsTheResponse() throws Exception {
        try (var client =
                client((_, channels) -> channels.reply().send(HttpResponse.text(418, "tea")))) {
            assertThatThrownBy(() -> client.get("/pot").send().expectStatus(200))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected status 200, came 418")
                    .hasMessageContaining("GET /pot")
                    .hasMessageContaining("content-type: text/plain")
                    .hasMessageContaining("tea");
            assertThatThrownBy(() -> client.get("/pot").stream().expectStatus(200))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("tea");
            assertThatThrownBy(() -> client.get("/").send().expectText("coffee"))
                    .isInstanceOf(AssertionError.class);
            assertThatThrownBy(() -> client.get("/").send().expectHeader("x", "y"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("came null");
        }
    }

    // ---- cookies and redirects

    private TestClient cookies() throws Exception {
        return client(
                (request, channels) -> {
                    String cookie = field(request, "cookie");
                    HttpResponse response = HttpResponse.text(cookie);
                    if (!request.queryString().isEmpty()) {
                        response = response.withHeader("set-cookie", request.queryString());
                    }
                    channels.reply().send(response);
                });
    }

    @Test
    void cookiesAreKept() throws Exception {
        try (var client = cookies()) {
            TestResponse set = client.get("/?a=1;HttpOnly").send().expectText("null");
            assertThat(set.cookie("a")).isNotNull();
            assertThat(set.cookie("b")).isNull();
            client.get("/").send().expectText("a=1");
            client.get("/?a=2;Secure").send();
            client.get("/x").send().expectText("a=2");
            client.get("/?a=;Max-Age=0").send();
            client.get("/").send().expectText("null");
        }
    }

    @Test
    void cookiesCanBeSet() throws Exception {
        try (var client = cookies()) {
            client.get("/")
                    .cookie("once", "1")
                    .cookie("two", "2")
                    .send()
                    .expectText("once=1; two=2");
            client.cookie("kept", "2");
            client.get("/deep/er").cookie("once", "1").send().expectText("kept=2; once=1");
            client.cookies().clear();
            client.get("/").send().expectText("null");
        }
    }

    private TestClient redirecting(TestOptions options) throws Exception {
        return client(
                options,
                (request, channels) -> {
                    String path = request.path();
                    if (path.equals("/end")) {
                        String body = new String(request.readBody(channels, 100), UTF_8);
                        text(channels, request.method() + body + field(request, "content-type"));
                        return;
                    }
                    Headers where = Headers.of("location", path.equals("/loop") ? path : "/end");
                    int status = path.equals("/loop") ? 302 : Integer.parseInt(path.substring(1));
                    channels.reply().send(HttpResponse.of(status, where));
                });
    }

    @Test
    void redirectsAreFollowedOnDemand() throws Exception {
        try (var client = redirecting(TestOptions.defaults())) {
            client.post("/303").text("x").send().expectStatus(303).expectHeader("location", "/end");
            TestResponse end = client.post("/303").text("x").followRedirects(true).send();
            end.expectStatus(200).expectText("GETnull");
            assertThat(end.url()).isEqualTo(client.url() + "end");
            assertThat(end.history()).hasSize(1);
            assertThat(end.history().getFirst().status()).isEqualTo(303);
        }
    }

    @Test
    void redirectsKeepTheMethodWhenTheyShould() throws Exception {
        try (var client = redirecting(TestOptions.defaults().withFollowRedirects(true))) {
            client.post("/307").text("x").send().expectText("POSTxtext/plain; charset=utf-8");
            client.put("/302").text("x").send().expectText("PUTxtext/plain; charset=utf-8");
            client.post("/302").text("x").send().expectText("GETnull");
            assertThatThrownBy(() -> client.get("/loop").send())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("more than 10 redirects");
        }
    }
}
