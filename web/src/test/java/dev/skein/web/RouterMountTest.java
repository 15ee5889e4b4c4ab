package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterMountTest {
    private final Application app = new Application();
    private final Router root = app.router();
    private final List<String> log = new ArrayList<>();

    private Middleware logs(String name) {
        return (request, next) -> {
            log.add(name);
            return next.handle(request);
        };
    }

    private Handler answers(String text) {
        return _ -> {
            log.add(text);
            return Response.text(text);
        };
    }

    private String log(String method, String path) throws Exception {
        log.clear();
        int status = TestCall.of(app, method, path).send().status();
        return status + " " + String.join(" ", log);
    }

    @Test
    void middlewaresRunFromTheOutsideIn() throws Exception {
        Router api = new Router();
        Router users = new Router();
        users.get("/{id}", answers("user")).use(logs("route1"), logs("route2"));
        root.mount("/api", api.mount("/users", users));
        root.get("/", answers("home"));
        root.use(logs("root1"), logs("root2"));
        users.use(logs("users"));
        api.use(logs("api1")).use(logs("api2"));
        assertThat(log("GET", "/api/users/7"))
                .isEqualTo("200 root1 root2 api1 api2 users route1 route2 user");
        assertThat(log("GET", "/")).isEqualTo("200 root1 root2 home");
    }

    @Test
    void theInnermostRouterAnswersWhereThereIsNoRoute() throws Exception {
        Router api = new Router().use(logs("api"));
        Router users = new Router().use(logs("users"));
        users.get("/{id}", answers("user")).use(logs("route"));
        root.use(logs("root")).mount("/api", api.mount("/{kind}/users", users));
        assertThat(log("GET", "/x")).isEqualTo("404 root");
        assertThat(log("GET", "/apix")).isEqualTo("404 root");
        assertThat(log("GET", "/api")).isEqualTo("404 root api");
        assertThat(log("GET", "/api/")).isEqualTo("404 root api");
        assertThat(log("GET", "/api/x/y")).isEqualTo("404 root api");
        assertThat(log("GET", "/api/x/users")).isEqualTo("404 root api users");
        assertThat(log("GET", "/%61pi/x/users/7/8")).isEqualTo("404 root api users");
        assertThat(log("PUT", "/api/x/users/7")).isEqualTo("405 root api users");
        assertThat(log("OPTIONS", "/api/x/users/7")).isEqualTo("204 root api users");
        assertThat(log("OPTIONS", "*")).isEqualTo("204 root");
        assertThat(log("GET", "/api/%")).isEqualTo("400 root");
    }

    @Test
    void aTableAnswersForItsRoutesOnly() throws Exception {
        Router table = new Router().use(logs("table"));
        table.get("/a", answers("a"));
        root.use(logs("root")).mount("", table);
        assertThat(log("GET", "/a")).isEqualTo("200 root table a");
        assertThat(log("PUT", "/a")).isEqualTo("405 root table");
        assertThat(log("GET", "/b")).isEqualTo("404 root");
    }

    @Test
    void routersAtOnePrefixAreOne() throws Exception {
        Router one = new Router().use(logs("one"));
        Router two = new Router().use(logs("two"));
        one.get("/a", answers("a"));
        two.get("/b", answers("b"));
        two.post("/a", answers("post"));
        root.mount("/x", one).mount("/x", two);
        assertThat(log("GET", "/x/b")).isEqualTo("200 two b");
        assertThat(log("POST", "/x/a")).isEqualTo("200 two post");
        assertThat(log("PUT", "/x/a")).isEqualTo("405 one");
        assertThat(log("GET", "/x/c")).isEqualTo("404 one");
    }

    @Test
    void prefixesHaveVariables() {
        Router posts = new Router();
        posts.get("", answers("posts"));
        posts.get("/", answers("slash"));
        posts.get("/{post:int}", answers("post"));
        root.mount("/users/{user}/posts", posts);
        assertThat(match("/users/a%2Fb/posts/7"))
                .isEqualTo("/users/{user}/posts/{post:int} [user=a/b, post=7]");
        assertThat(match("/users/ab/posts")).isEqualTo("/users/{user}/posts [user=ab]");
        assertThat(match("/users/ab/posts/")).isEqualTo("/users/{user}/posts/ [user=ab]");
    }

    private String match(String path) {
        Match match = root.match("GET", null, path);
        Route route = match.route();
        return route == null ? "none" : route.pattern() + " " + match.parameters();
    }

    @Test
    void aVariableMayComeOnce() {
        Router inner = new Router();
        inner.get("/{id}", answers("x"));
        root.mount("/{id}", inner);
        assertThatIllegalArgumentException()
                .isThrownBy(root::freeze)
                .withMessageContaining("/{id}/{id}")
                .withMessageContaining("twice");
    }

    @Test
    void aRouterMayBeMountedTwice() throws Exception {
        Router table = new Router();
        Route route = table.get("/a", answers("a"));
        root.mount("/x", new Router().use(logs("x")).mount("/y", table));
        root.mount("/z", table);
        assertThat(log("GET", "/x/y/a")).isEqualTo("200 x a");
        assertThat(log("GET", "/z/a")).isEqualTo("200 a");
        assertThat(route.pattern()).isEqualTo("/x/y/a");
        assertThat(root.routes()).containsExactly(route, route);
    }

    @Test
    void noRouterIsInsideItself() {
        Router inner = new Router();
        Router innermost = new Router();
        inner.mount("", innermost);
        root.mount("/a", inner);
        for (Router router : List.of(root, inner, innermost)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> innermost.mount("/b", router))
                    .withMessageContaining("expected another router");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> innermost.host("example.com", router));
        }
    }

    @Test
    void theApplicationIsThatOfTheNearestRouter() {
        Application inner = new Application();
        Router table = new Router();
        table.get("/t", answers("t"));
        inner.router().mount("", table);
        app.mount("/in", inner);
        Match match = root.match("GET", null, "/in/t");
        assertThat(match.router()).isSameAs(table);
        assertThat(match.application()).isSameAs(inner);
        assertThat(root.match("GET", null, "/in/x").application()).isSameAs(inner);
        assertThat(root.match("GET", null, "/x").application()).isSameAs(app);
        assertThat(new Router().match("GET", null, "/x").application()).isNull();
    }

    @Test
    void everyHandlerIsComposedOnce() throws Exception {
        List<Handler> composed = new ArrayList<>();
        root.use(
                new Middleware() {
                    @Override
                    public Response handle(Request request, Handler next) {
                        throw new AssertionError("composed otherwise");
                    }

                    @Override
                    public Handler around(Handler inner) {
                        composed.add(inner);
                        return inner;
                    }
                });
        root.get("/a/{x}", answers("a"));
        root.post("/{y}/b", answers("b"));
        root.freeze();
        for (int i = 0; i < 100; i++) {
            log("GET", "/a/" + i);
            log("GET", "/nothing/" + i);
            log("GET", "/%");
            log("PUT", "/a/" + i);
            log("PURGE", "/a/b");
            log("OPTIONS", "/a/b");
            log("M" + i, "/" + i + "/b");
        }
        // two routes, 404, 400, three sets of methods refused, one answer to OPTIONS
        assertThat(composed).hasSize(8);
    }
}
