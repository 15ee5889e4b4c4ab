package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.server.Server;
import dev.skein.web.exception.HttpNotFound;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// An application as a whole: routes, middlewares, hooks, values, applications in applications.
class ApplicationTest {
    private static final AppKey<String> NAME = AppKey.of("name");
    private static final RequestKey<String> USER = RequestKey.of("user");

    private final Application app = new Application(ApplicationOptions.defaults().withDebug(false));

    @Test
    void helloOverTheWire() throws Exception {
        app.router().get("/", _ -> Response.text("Hello, world"));
        try (Server server = TestWire.serve(app)) {
            assertThat(
                            TestWire.exchange(
                                    server,
                                    "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nHello, world");
        }
    }

    @Test
    void middlewaresAreAnOnion() throws Exception {
        List<String> steps = new CopyOnWriteArrayList<>();
        app.use(noting("outer", steps), noting("inner", steps));
        app.router().get("/", _ -> Response.text("x")).use(noting("route", steps));
        TestCall.get(app, "/").send();
        assertThat(steps)
                .containsExactly("> outer", "> inner", "> route", "< route", "< inner", "< outer");
    }

    private static Middleware noting(String name, List<String> steps) {
        return (request, next) -> {
            steps.add("> " + name);
            Response response = next.handle(request);
            steps.add("< " + name);
            return response;
        };
    }

    @Test
    void aMiddlewareMayChangeTheHeadOfAStream() throws Exception {
        app.use((request, next) -> next.handle(request).withHeader("x-late", "1").withStatus(203));
        app.router().get("/", _ -> Response.stream("text/plain", out -> out.send("a")));
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.status()).isEqualTo(203);
        assertThat(answer.header("x-late")).isEqualTo("1");
        assertThat(answer.text()).isEqualTo("a");
    }

    @Test
    void middlewaresSeeExceptionsAndWhatHasNoRoute() throws Exception {
        app.use(
                (request, next) -> {
                    try {
                        return next.handle(request);
                    } catch (HttpNotFound e) {
                        return Response.text("mine").withStatus(e.status());
                    }
                });
        TestAnswer answer = TestCall.get(app, "/nothing").send();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("mine");
    }

    @Test
    void hooksSeeEveryResponseInnerOnesLast() throws Exception {
        app.onResponsePrepare((_, response) -> response.plusHeader("x-seen", "application"));
        app.router()
                .get(
                        "/{status:int}",
                        request -> {
                            request.onResponse((_, r) -> r.plusHeader("x-seen", "second"));
                            request.onResponse((_, r) -> r.plusHeader("x-seen", "first"));
                            if (request.parameters().getInt("status") != 200) {
                                throw new HttpNotFound();
                            }
                            return Response.text("x");
                        });
        for (int status : new int[] {200, 404}) {
            TestAnswer answer = TestCall.get(app, "/" + status).send();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers().getAll("x-seen"))
                    .containsExactly("first", "second", "application");
        }
        assertThat(TestCall.get(app, "/a/b").send().headers().getAll("x-seen"))
                .containsExactly("application");
    }

    @Test
    void valuesAreFoundFromTheInsideOut() throws Exception {
        Application inner = new Application();
        inner.router().get("/name", request -> Response.text(request.app().get(NAME)));
        app.put(NAME, "outer").mount("/inner", inner);
        assertThat(TestCall.get(app, "/inner/name").send().text()).isEqualTo("outer");
        assertThat(inner.parent()).isSameAs(app);
    }

    @Test
    void aValueThatIsNotThereIsNamed() {
        assertThat(app.find(NAME)).isNull();
        assertThatThrownBy(() -> app.get(NAME))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the key name");
    }

    @Test
    void aMiddlewareLeavesAValueForTheHandler() throws Exception {
        app.use(
                (request, next) -> {
                    request.put(USER, "Ada");
                    return next.handle(request);
                });
        app.router().get("/", request -> Response.text(String.valueOf(request.get(USER))));
        assertThat(TestCall.get(app, "/").send().text()).isEqualTo("Ada");
    }

    @Test
    void theInnerApplicationsLimitHolds() throws Exception {
        Application inner = new Application(ApplicationOptions.defaults().withBodyLimit(3));
        inner.router().post("/", request -> Response.text(request.text()));
        inner.router().post("/more", request -> Response.text(request.text())).bodyLimit(10);
        app.mount("/inner", inner);
        assertThat(TestCall.post(app, "/inner/", "text/plain", "1234").send().status())
                .isEqualTo(413);
        assertThat(TestCall.post(app, "/inner/more", "text/plain", "1234").send().text())
                .isEqualTo("1234");
    }

    @Test
    void anApplicationIsMountedOnceAndNotInItself() {
        Application inner = new Application();
        app.mount("/a", inner);
        assertThatThrownBy(() -> app.mount("/b", inner)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> inner.mount("/c", app)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> app.mount("/d", app)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatRoutesThereAreCanBeAsked() {
        app.router().post("/a", _ -> Response.of(204));
        assertThat(app.hasRoute("POST", null, "/a")).isTrue();
        assertThat(app.hasRoute("GET", null, "/a")).isFalse();
        assertThat(app.hasRoute("OPTIONS", null, "/a")).isFalse();
        assertThat(app.hasRoute("POST", null, "/b")).isFalse();
    }
}
