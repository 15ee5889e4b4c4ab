package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.http.Headers;
import dev.skein.http.json.JsonCodec;
import dev.skein.web.exception.FieldError;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpFound;
import dev.skein.web.exception.HttpUnprocessableContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorAnswersTest {
    private static final String XSS = "<script>alert('\"&')</script>";

    private static Application app(Exception thrown) {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.router()
                .get(
                        "/",
                        _ -> {
                            throw thrown;
                        });
        return app;
    }

    private static TestAnswer answer(Exception thrown, String accept) throws Exception {
        return TestCall.get(app(thrown), "/").header("accept", accept).send();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                                        text/plain; charset=utf-8",
        "*/*,                                                       text/plain; charset=utf-8",
        "text/*,                                                    text/plain; charset=utf-8",
        "text/html,                                                 text/html; charset=utf-8",
        "'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text/html; charset=utf-8",
        "application/json,                                          application/problem+json",
        "application/problem+json,                                  application/problem+json",
        "'application/json, text/plain, */*',                       text/plain; charset=utf-8",
        "'application/json, text/html;q=0.5',                       application/problem+json",
        "application/*,                                             application/problem+json",
        "image/png,                                                 text/plain; charset=utf-8",
        "'text/html;q=0, */*',                                      text/plain; charset=utf-8",
        "'text/plain;q=0, text/html;q=0, */*',                      application/problem+json",
        "garbage,                                                   text/plain; charset=utf-8",
        "'q=;;,,',                                                  text/plain; charset=utf-8",
    })
    void formIsTheClientsChoice(String accept, String type) throws Exception {
        TestAnswer answer = answer(new HttpException(404, "gone"), accept);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo(type);
        assertThat(answer.text()).contains("gone");
    }

    @Test
    void pagesAreEscaped() throws Exception {
        assertThat(answer(new HttpBadRequest(XSS), "text/html").text())
                .doesNotContain("<script")
                .contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;");
    }

    @Test
    void jsonIsEscaped() throws Exception {
        String nasty = "\"\\\b\f\n\r\t\0\u001f\u007f\u2028\ud83d\ude00\ud800</script>";
        String json = answer(new HttpBadRequest(nasty), "application/json").text();

        Map<?, ?> read = JsonCodec.installed().decode(json.getBytes(UTF_8), Map.class);

        assertThat(read.get("status")).isEqualTo(400);
        assertThat(read.get("title")).isEqualTo("Bad Request");
        assertThat(String.valueOf(read.get("detail")))
                .startsWith(nasty.substring(0, 13))
                .endsWith("</script>");
    }

    @Test
    void jsonNamesTheFields() throws Exception {
        Exception thrown =
                new HttpUnprocessableContent(
                        List.of(
                                new FieldError("a.b[0]", "is \"odd\""),
                                new FieldError("", "all wrong")));
        Map<?, ?> read =
                JsonCodec.installed()
                        .decode(
                                answer(thrown, "application/json").text().getBytes(UTF_8),
                                Map.class);

        assertThat(read.get("errors"))
                .isEqualTo(
                        List.of(
                                Map.of("field", "a.b[0]", "message", "is \"odd\""),
                                Map.of("field", "", "message", "all wrong")));
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "text/html", "application/json"})
    void insideStaysInside(String accept) throws Exception {
        IOException thrown = new IOException("password=secret");
        TestAnswer answer = answer(thrown, accept);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("secret", "IOException", "dev.skein");
        assertThat(answer.failure()).as("for the server's log").isSameAs(thrown);
    }

    private static Stream<Exception> nobodysFault() {
        return Stream.of(
                new DisconnectedException("gone"),
                new InterruptedException("stop"),
                new InterruptedIOException("stop"));
    }

    @ParameterizedTest
    @MethodSource("nobodysFault")
    void whatIsNobodysFaultIsTheServersBusiness(Exception thrown) {
        assertThatThrownBy(() -> answer(thrown, "*/*")).isSameAs(thrown);
    }

    @Test
    void timeOutIsAGatewaysTimeOut() throws Exception {
        assertThat(answer(new TimeoutException("database"), "*/*").status()).isEqualTo(504);
    }

    @Test
    void redirectionsHaveNoPage() throws Exception {
        TestAnswer answer = answer(new HttpFound("/there"), "text/html");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location")).isEqualTo("/there");
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("content-type")).isNull();
    }

    @Test
    void fieldsOfTheExceptionAreKept() throws Exception {
        TestAnswer answer =
                answer(new HttpException(429, "", Headers.of("retry-after", "7")), "*/*");

        assertThat(answer.header("retry-after")).isEqualTo("7");
        assertThat(answer.text()).isEqualTo("429: Too Many Requests\n");
    }

    @Test
    void handlerThatReturnsNothingIsNamed() throws Exception {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.router().get("/nothing", nothing());
        TestAnswer answer = TestCall.get(app, "/nothing").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.failure())
                .hasMessageContaining("expected a Response from")
                .hasMessageContaining("/nothing");
    }

    @SuppressWarnings("NullAway") // as a program without NullAway may
    private static Handler nothing() {
        @Nullable Response none = null;
        return _ -> none;
    }

    @Test
    void failureOfAHookIsAnAnswer() throws Exception {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.onResponsePrepare(
                (_, _) -> {
                    throw new IllegalStateException("hook");
                });
        app.router().get("/", _ -> Response.text("fine"));
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.failure()).hasMessage("hook");
    }

    @Test
    void jsonThatDoesNotFitNamesItsField() throws Exception {
        Application app = new Application();
        app.router().post("/", request -> Response.json(request.json(Order.class)));

        TestAnswer wrong =
                TestCall.post(
                                app,
                                "/",
                                "application/json",
                                "{\"items\":[{\"count\":1},{\"count\":\"many\"}]}")
                        .header("accept", "application/json")
                        .send();
        assertThat(wrong.status()).isEqualTo(422);
        Map<?, ?> problem = JsonCodec.installed().decode(wrong.bytes(), Map.class);
        assertThat(problem.get("errors")).asString().contains("items[1].count");

        assertThat(TestCall.post(app, "/", "application/json", "{\"items\":").send().status())
                .isEqualTo(400);
        assertThat(TestCall.post(app, "/", "application/json", "").send().status()).isEqualTo(400);
        assertThat(TestCall.post(app, "/", "text/plain", "{}").send().status()).isEqualTo(415);
        assertThat(TestCall.of(app, "POST", "/").send().status()).isEqualTo(415);
    }

    record Item(int count) {}

    record Order(List<Item> items) {}
}
