package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private final Application app = new Application(ApplicationOptions.defaults().withDebug(false));

    private TestCall get(String target, Handler handler) {
        app.router().get("/{path...}", handler);
        return TestCall.get(app, target);
    }

    private TestCall post(Handler handler) {
        app.router().post("/", handler);
        return TestCall.of(app, "POST", "/");
    }

    @Test
    void headIsAsItCame() throws Exception {
        String seen =
                get(
                                "/a%2Fb?x=1&y=%41&x=2",
                                request ->
                                        Response.text(
                                                String.join(
                                                        " ",
                                                        request.method(),
                                                        request.scheme(),
                                                        request.path(),
                                                        request.rawPath(),
                                                        request.queryString(),
                                                        String.valueOf(request.query("y")),
                                                        request.query().getAll("x").toString(),
                                                        request.host(),
                                                        request.url().toString())))
                        .send()
                        .text();

        assertThat(seen)
                .isEqualTo(
                        "GET http /a/b /a%2Fb x=1&y=%41&x=2 A [1, 2] example.com http://example.com/a%2Fb?x=1&y=%41&x=2");
    }

    @Test
    void tooManyPairsAreRefused() throws Exception {
        String many =
                IntStream.range(0, 100_000).mapToObj(i -> "a" + i).collect(Collectors.joining("&"));

        assertThat(
                        get("/?" + many, request -> Response.text(request.query().toString()))
                                .send()
                                .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a:b", "a:99999", "[::1", "a\\b", "%"})
    void hostThatIsNoneMakesNoUrl(String host) throws Exception {
        int status =
                get("/", request -> Response.text(request.url().host()))
                        .header("host", host)
                        .send()
                        .status();

        assertThat(status).isEqualTo(400);
    }

    // ---- bodies

    @Test
    void textIsInItsCharset() throws Exception {
        TestCall call = post(request -> Response.text(request.text() + request.text()));

        assertThat(call.body("\u20ac".getBytes(UTF_8)).send().text()).isEqualTo("\u20ac\u20ac");
        assertThat(
                        call.header("content-type", "text/plain; charset=\"utf-16be\"")
                                .body("\u20ac".getBytes(UTF_16BE))
                                .send()
                                .text())
                .isEqualTo("\u20ac\u20ac");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "text/plain; charset=utf-8",
        "text/plain; charset=klingon",
        "text/plain; charset=''",
        "text/plain; charset=../../etc"
    })
    void textThatIsNoneIsRefused(String type) throws Exception {
        TestCall call = post(request -> Response.text(request.text())).header("content-type", type);

        assertThat(call.body(new byte[] {(byte) 0xFF, (byte) 0xC0}).send().status()).isEqualTo(415);
    }

    @Test
    void bytesMayBeAskedForAgain() throws Exception {
        TestCall call =
                post(
                        request ->
                                Response.text(
                                        request.bytes().length + " " + request.bytes().length));

        assertThat(call.chunks(new byte[3], new byte[4]).send().text()).isEqualTo("7 7");
    }

    @Test
    void noBodyIsAnEmptyOne() throws Exception {
        assertThat(post(request -> Response.text("<" + request.text() + ">")).send().text())
                .isEqualTo("<>");
    }

    // ---- negotiation

    @Test
    void typeIsNegotiatedOrRefused() throws Exception {
        TestCall call =
                get(
                        "/",
                        request ->
                                Response.text(request.negotiate("text/html", "application/json")));

        assertThat(call.header("accept", "application/*").send().text())
                .isEqualTo("application/json");
        TestAnswer refused = call.header("accept", "image/png").send();
        assertThat(refused.status()).isEqualTo(406);
        assertThat(refused.text()).contains("text/html, application/json");
    }

    @Test
    void languageIsOneOfThoseThere() throws Exception {
        TestCall call = get("/", request -> Response.text(request.language("en", "de")));

        assertThat(call.send().text()).isEqualTo("en");
        assertThat(call.header("accept-language", "de, en;q=0.5").send().text()).isEqualTo("de");
        assertThat(call.header("accept-language", "fr").send().text()).isEqualTo("en");
    }

    // ---- around it

    @Test
    void whatBelongsToItIsClosedInReverse() throws Exception {
        List<String> closed = new ArrayList<>();
        TestCall call =
                get(
                        "/",
                        request -> {
                            request.closeAtEnd(() -> closed.add("first"));
                            request.closeAtEnd(
                                    () -> {
                                        throw new IllegalStateException("does not close");
                                    });
                            request.closeAtEnd(() -> closed.add("last"));
                            return Response.stream(
                                    "text/plain", out -> out.write("still open " + closed));
                        });
        try (TestLog log = new TestLog()) {
            assertThat(call.send().text()).isEqualTo("still open []");
            assertThat(closed).containsExactly("last", "first");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void looksAtTheResponseAreAnOnion() throws Exception {
        app.onResponsePrepare((_, response) -> response.plusHeader("x", "application"));
        TestAnswer answer =
                get(
                                "/",
                                request -> {
                                    request.onResponse(
                                            (_, response) -> response.plusHeader("x", "first"));
                                    request.onResponse(
                                            (_, response) -> response.plusHeader("x", "second"));
                                    return Response.text("");
                                })
                        .send();

        assertThat(answer.headers().getAll("x")).containsExactly("second", "first", "application");
    }

    @Test
    void valuesAreKeptUnderKeys() throws Exception {
        RequestKey<Integer> key = RequestKey.of("key");
        app.use(
                (request, next) -> {
                    request.put(key, 7);
                    return next.handle(request);
                });

        assertThat(
                        get(
                                        "/",
                                        request ->
                                                Response.text(
                                                        request.get(key)
                                                                + " "
                                                                + request.get(
                                                                        RequestKey.of("key"))))
                                .send()
                                .text())
                .isEqualTo("7 null");
    }
}
