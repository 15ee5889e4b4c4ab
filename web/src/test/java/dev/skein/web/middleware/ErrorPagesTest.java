package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.DisconnectedException;
import dev.skein.app.WebSocketAccept;
import dev.skein.app.WebSocketClose;
import dev.skein.http.Headers;
import dev.skein.web.Application;
import dev.skein.web.ApplicationOptions;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import dev.skein.web.TestSocket;
import dev.skein.web.exception.HttpForbidden;
import dev.skein.web.exception.HttpUnauthorized;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorPagesTest {
    private static final ApplicationOptions QUIET = ApplicationOptions.defaults().withDebug(false);

    private static TestAnswer ask(ErrorPages pages, String path) throws Exception {
        return ask(pages, path, QUIET);
    }

    private static TestAnswer ask(ErrorPages pages, String path, ApplicationOptions options)
            throws Exception {
        Application app = new Application(options).use(pages);
        app.router().get("/fine", _ -> Response.text("fine"));
        app.router()
                .get(
                        "/empty",
                        _ -> Response.of(404).withHeader("x-mine", "1").withCookie("a", "b"));
        app.router().get("/told", _ -> Response.text("my own").withStatus(404));
        app.router()
                .get(
                        "/login",
                        _ -> {
                            throw new HttpUnauthorized("Bearer");
                        });
        app.router()
                .get(
                        "/forbidden",
                        _ -> {
                            throw new HttpForbidden("not you");
                        });
        app.router()
                .get(
                        "/broken",
                        _ -> {
                            throw new IllegalStateException("inside");
                        });
        app.router()
                .get(
                        "/gone",
                        _ -> {
                            throw new DisconnectedException("the client is gone");
                        });
        return TestCall.get(app, path).send();
    }

    private static final ErrorPages PAGES =
            ErrorPages.of()
                    .on(404, (request, _) -> Response.html("no " + request.path()))
                    .on(400, 499, (_, error) -> Response.html("sorry: " + error.detail()))
                    .on(
                            500,
                            599,
                            (_, error) -> Response.text("page " + error.status() + error.detail()));

    @Test
    void whatTheClientHasSaysNothingAboutAPage(@TempDir Path directory) throws Exception {
        Path page = Files.writeString(directory.resolve("404.html"), "not here");
        Application app = new Application(QUIET);
        app.use(ErrorPages.of().on(404, (request, _) -> Response.file(request, page)));
        TestAnswer plain = TestCall.get(app, "/x").send();
        assertThat(plain.header("etag")).isNull();
        TestAnswer asked =
                TestCall.get(app, "/x")
                        .header("if-none-match", "*")
                        .header("range", "bytes=0-0")
                        .send();
        assertThat(asked.status()).isEqualTo(404);
        assertThat(asked.text()).isEqualTo("not here");
        assertThat(asked.header("content-range")).isNull();
    }

    @Test
    void aFailureBehindAPageIsStillTheServersToLog() throws Exception {
        Application app = new Application(QUIET).use(PAGES);
        app.router()
                .get(
                        "/",
                        _ -> {
                            throw new IllegalStateException("broken");
                        });
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.text()).isEqualTo("page 500");
        assertThat(answer.failure()).hasMessage("broken");
    }

    @Test
    void aPageGetsTheStatusAndFieldsOfTheError() throws Exception {
        var missing = ask(PAGES, "/nowhere");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEqualTo("no /nowhere");
        assertThat(missing.header("content-type")).startsWith("text/html");
        var unauthorized = ask(PAGES, "/login");
        assertThat(unauthorized.status()).isEqualTo(401);
        assertThat(unauthorized.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(ask(PAGES, "/forbidden").text()).isEqualTo("sorry: not you");
        assertThat(ask(PAGES, "/fine").text()).isEqualTo("fine");
    }

    @Test
    void whatNobodyForesawIsA500ThatTellsNothing() throws Exception {
        var answer = ask(PAGES, "/broken");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).isEqualTo("page 500");
    }

    @Test
    void developersSeeWhatWentWrong() throws Exception {
        var answer = ask(PAGES, "/broken", ApplicationOptions.defaults().withDebug(true));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("inside");
    }

    @Test
    void whereNobodyIsThereNothingIsAnswered() {
        assertThatThrownBy(() -> ask(PAGES, "/gone")).isInstanceOf(DisconnectedException.class);
    }

    @Test
    void aPageThatFailsFallsBack() throws Exception {
        ErrorPages pages =
                ErrorPages.of()
                        .on(
                                404,
                                (_, _) -> {
                                    throw new IllegalStateException("template");
                                });
        var answer = ask(pages, "/nowhere");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("404").doesNotContain("template");
    }

    @Test
    void responsesWithNothingInThemOnlyIfAskedFor() throws Exception {
        assertThat(ask(PAGES, "/empty").text()).isEmpty();
        var answer = ask(PAGES.withEmptyResponses(), "/empty");
        assertThat(answer.text()).isEqualTo("no /empty");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("x-mine")).isEqualTo("1");
        assertThat(answer.header("set-cookie")).startsWith("a=b");
        assertThat(ask(PAGES.withEmptyResponses(), "/told").text()).isEqualTo("my own");
    }

    @Test
    void aWebSocketThatFailsIsClosedNotAnswered() throws Exception {
        Application app = new Application(QUIET).use(PAGES);
        app.router()
                .webSocket(
                        "/ws",
                        _ -> {
                            throw new IllegalStateException("broken");
                        });
        TestSocket socket = TestCall.get(app, "/ws").webSocket();
        assertThat(socket.failure()).hasMessage("broken");
        assertThat(socket.next()).isInstanceOf(WebSocketAccept.class);
        assertThat(socket.next())
                .isInstanceOfSatisfying(
                        WebSocketClose.class, close -> assertThat(close.code()).isEqualTo(1011));
    }

    @Test
    void whatABodyIsComesFromThePageWhatTheErrorIsFromTheError() throws Exception {
        Headers headers =
                Headers.of(
                        "content-type",
                        "text/csv",
                        "content-length",
                        "0",
                        "content-range",
                        "bytes */7");
        Application app = new Application(QUIET).use(PAGES.withEmptyResponses());
        app.router().get("/range", _ -> Response.of(416).withHeaders(headers));
        var answer = TestCall.get(app, "/range").send();
        assertThat(answer.headers().getAll("content-type"))
                .containsExactly("text/html; charset=utf-8");
        assertThat(answer.header("content-length")).isNull();
        assertThat(answer.header("content-range")).isEqualTo("bytes */7");
    }

    @Test
    void refusesWhatIsNoError() {
        assertThatThrownBy(() -> PAGES.on(200, (_, _) -> Response.text("")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PAGES.on(500, 400, (_, _) -> Response.text("")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
