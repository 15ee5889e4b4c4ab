package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Handler OK = _ -> Response.of(200);

    private final Router router = new Router();

    /// The pattern and the values that a path leads to, or the status that it gets.
    private String find(String method, String path) throws Exception {
        Match match = router.match(method, null, path);
        Route route = match.route();
        if (route != null) {
            return (route.pattern() + " " + match.parameters()).replace(" []", "");
        }
        Application app = new Application();
        app.router().mount("", router);
        TestAnswer answer = TestCall.of(app, method, path).send();
        String allow = answer.header("allow");
        return answer.status() + (allow == null ? "" : " " + allow);
    }

    private void get(String... patterns) {
        List.of(patterns).forEach(pattern -> router.get(pattern, OK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/ => /",
                "/users => /users",
                "/users/ => 404",
                "/users/7 => /users/{id} [id=7]",
                "/users/7/ => 404",
                "/users/7/posts/ => /users/{user}/posts/ [user=7]",
                "/users/7/posts => 404",
                "/users//posts/ => 404",
                "//users => 404",
                "/a//b => /a//b",
                "/a/b => 404",
                "/USERS => 404",
                "/v2/x => /v{version:int}/{name} [version=2, name=x]",
                "/vx/x => 404",
                "/files/ => /files/{path...} [path=]",
                "/files => 404",
                "/files/a/b//c/ => /files/{path...} [path=a/b//c/]",
                "/data/report.tar.json => /data/{name}.json [name=report.tar]",
                "/1-2 => /{a}-{b} [a=1, b=2]",
            })
    void findsRoutes(String path, String found) throws Exception {
        get(
                "/",
                "/users",
                "/users/{id}",
                "/users/{user}/posts/",
                "/a//b",
                "/v{version:int}/{name}");
        get("/files/{path...}", "/data/{name}.json", "/{a}-{b}");
        assertThat(find("GET", path)).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/x/me => /x/me",
                "/x/7 => /x/{a:int} [a=7]",
                "/x/3000000000 => /x/{a:long} [a=3000000000]",
                "/x/123e4567-e89b-12d3-a456-426614174000 => /x/{a:uuid} [a=123e4567-e89b-12d3-a456-426614174000]",
                "/x/v7 => /x/v{a:int} [a=7]",
                "/x/v-x => /x/v{a} [a=-x]",
                "/x/abc => /x/{a:slug} [a=abc]",
                "/x/a!c => /x/{a:[a-c!]+} [a=a!c]",
                "/x/$ => /x/{a} [a=$]",
                "/x/$/y => /x/{path...} [path=$/y]",
                "/x/ => /x/{path...} [path=]",
            })
    void theMostSpecificSegmentWins(String path, String found) throws Exception {
        get(
                "/x/{path...}",
                "/x/{a}",
                "/x/{a:[a-c!]+}",
                "/x/{a:slug}",
                "/x/{a:uuid}",
                "/x/{a:long}");
        get("/x/{a:int}", "/x/v{a}", "/x/v{a:int}", "/x/me");
        assertThat(find("GET", path)).isEqualTo(found);
    }

    @Test
    void theOrderOfAddingDecidesBetweenEquals() throws Exception {
        get("/{a:[a-c]+}", "/{a:[b-d]+}");
        assertThat(find("GET", "/bc")).isEqualTo("/{a:[a-c]+} [a=bc]");
        assertThat(find("GET", "/cd")).isEqualTo("/{a:[b-d]+} [a=cd]");
    }

    @Test
    void goesBackWhereAWayEnds() throws Exception {
        get("/a/b/c", "/a/{x}/d", "/{y}/b/e", "/{y}/{x:int}-{z}/f", "/{y}/{x}/{z}/g", "/{path...}");
        assertThat(find("GET", "/a/b/c")).isEqualTo("/a/b/c");
        assertThat(find("GET", "/a/b/d")).isEqualTo("/a/{x}/d [x=b]");
        assertThat(find("GET", "/a/b/e")).isEqualTo("/{y}/b/e [y=a]");
        assertThat(find("GET", "/a/1-2/f")).isEqualTo("/{y}/{x:int}-{z}/f [y=a, x=1, z=2]");
        assertThat(find("GET", "/a/1-2/h/g")).isEqualTo("/{y}/{x}/{z}/g [y=a, x=1-2, z=h]");
        assertThat(find("GET", "/a/1-2/h")).isEqualTo("/{path...} [path=a/1-2/h]");
    }

    @Test
    void theMethodBelongsToTheMatch() throws Exception {
        get("/users/me", "/users/{id}");
        router.delete("/users/{id:int}", OK);
        router.put("/users/{name}", OK);
        router.add("PURGE", "/{path...}", OK);
        assertThat(find("PUT", "/users/me")).isEqualTo("/users/{name} [name=me]");
        assertThat(find("DELETE", "/users/7")).isEqualTo("/users/{id:int} [id=7]");
        assertThat(find("GET", "/users/7")).isEqualTo("/users/{id} [id=7]");
        assertThat(find("PURGE", "/users/7")).isEqualTo("/{path...} [path=users/7]");
        assertThat(find("DELETE", "/users/me")).isEqualTo("405 GET, HEAD, OPTIONS, PURGE, PUT");
        assertThat(find("POST", "/users/7"))
                .isEqualTo("405 DELETE, GET, HEAD, OPTIONS, PURGE, PUT");
        assertThat(find("POST", "/users/7/x")).isEqualTo("405 OPTIONS, PURGE");
        assertThat(find("get", "/users/7")).startsWith("405");
    }

    @Test
    void headAndOptionsComeByThemselves() throws Exception {
        get("/a", "/b/{x}");
        router.post("/c", OK);
        assertThat(find("HEAD", "/a")).isEqualTo("/a");
        assertThat(find("HEAD", "/b/1")).isEqualTo("/b/{x} [x=1]");
        assertThat(find("HEAD", "/c")).isEqualTo("405 OPTIONS, POST");
        assertThat(find("OPTIONS", "/a")).isEqualTo("204 GET, HEAD, OPTIONS");
        assertThat(find("OPTIONS", "/b/1")).isEqualTo("204 GET, HEAD, OPTIONS");
        assertThat(find("OPTIONS", "/d")).isEqualTo("404");
        assertThat(find("OPTIONS", "*")).isEqualTo("204 GET, HEAD, OPTIONS, POST");
        assertThat(find("GET", "*")).isEqualTo("404");
    }

    @Test
    void whatIsWrittenGoesBeforeWhatComesByItself() {
        Route get = router.get("/a", OK);
        Route head = router.head("/a", OK);
        Route options = router.options("/a", OK);
        Route any = router.any("/a", OK);
        Route rest = router.any("/{x}", OK);
        assertThat(router.match("GET", null, "/a").route()).isSameAs(get);
        assertThat(router.match("HEAD", null, "/a").route()).isSameAs(head);
        assertThat(router.match("OPTIONS", null, "/a").route()).isSameAs(options);
        assertThat(router.match("POST", null, "/a").route()).isSameAs(any);
        assertThat(router.match("OPTIONS", null, "/b").route()).isSameAs(rest);
        assertThat(any.method()).isEqualTo("*");
    }

    @Test
    void headGoesToGetRatherThanToAny() {
        router.any("/a", OK);
        Route get = router.get("/a", OK);
        assertThat(router.match("HEAD", null, "/a").route()).isSameAs(get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/us%65rs/%37 => /users/{id} [id=7]",
                "/caf%C3%A9 => /café",
                "/a%20b => /a b",
                "/a%2Fb => /a%2Fb",
                "/a%2fb => /a%2Fb",
                "/a/b => 404",
                "/users/a%2Fb => /users/{id} [id=a/b]",
                "/users/a%252Fb => /users/{id} [id=a%2Fb]",
                "/users/a+b => /users/{id} [id=a+b]",
                "/users/%F0%9F%98%80 => /users/{id} [id=😀]",
                "/users/%25 => /users/{id} [id=%]",
                "/users%2F7 => 404",
                "/%2Fusers/7 => 404",
                "/n/%31 => /n/{n:int} [n=1]",
                "/n/%31%2F2 => 404",
                "/f/a%2Fb/c => /f/{path...} [path=a/b/c]",
                "/f/%2e%2e/x => /f/{path...} [path=../x]",
                "/users/.. => /users/{id} [id=..]",
                "/users/%2E%2e => /users/{id} [id=..]",
                "/users/../n/1 => 404",
                "/f/../users/7 => /f/{path...} [path=../users/7]",
                "/w/..w => /w/{x}w [x=..]",
                "/d/.. => 404",
                "/users/% => 400",
                "/users/%4 => 400",
                "/users/%zz => 400",
                "/users/%00 => 400",
                "/users/%C3 => 400",
                "/users/%C3/%A9 => 400",
                "/users/%C0%AE%C0%AE => 400",
                "/users/%ED%A0%80 => 400",
                "/nothing/here/%FF => 400",
                "/users/é => 400",
                "/users/į%41 => 400",
                "'/users/a b' => 400",
                "users => 404",
                "'' => 404",
            })
    void pathsAreSplitFirstAndDecodedOnce(String path, String found) throws Exception {
        get(
                "/users/{id}",
                "/café",
                "/a b",
                "/a%2Fb",
                "/n/{n:int}",
                "/f/{path...}",
                "/w/{x}w",
                "/d/{x}.");
        assertThat(find("GET", path)).isEqualTo(found);
    }

    @Test
    void literalPathsTakeNothingNew() {
        get("/a/b/c", "/a/{x}/c", "/a%2Fb");
        assertThat(router.match("GET", null, "/a/b/c"))
                .isSameAs(router.match("GET", null, "/a/b/c"));
        assertThat(router.match("HEAD", null, "/a/b/c"))
                .isSameAs(router.match("GET", null, "/a/b/c"));
        assertThat(router.match("GET", null, "/a/b/c").parameters()).isSameAs(Parameters.EMPTY);
        assertThat(router.match("GET", null, "/x")).isSameAs(router.match("GET", null, "/y"));
        assertThat(router.match("PUT", null, "/a/b/c"))
                .isSameAs(router.match("PUT", null, "/a/b/c"));
        assertThat(router.match("GET", null, "/a/b/c").router()).isSameAs(router);
    }

    @Test
    void isFixedByTheFirstRequest() {
        Route route = router.get("/a", OK);
        Router inner = new Router();
        router.mount("/in", inner);
        router.match("GET", null, "/a");
        List<Runnable> changes =
                List.of(
                        () -> router.get("/b", OK),
                        () -> inner.get("/b", OK),
                        () -> router.use((request, next) -> next.handle(request)),
                        () -> inner.use((request, next) -> next.handle(request)),
                        () -> route.use((request, next) -> next.handle(request)),
                        () -> route.name("a"),
                        () -> route.bodyLimit(1),
                        () -> router.mount("/x", new Router()),
                        () -> router.host("example.com", new Router()),
                        () -> router.resource("/r").get(OK),
                        () -> router.view("/v", new ViewMethodsTest.View("v")));
        for (Runnable change : changes) {
            assertThatIllegalStateException()
                    .isThrownBy(change::run)
                    .withMessageContaining("has started");
        }
    }

    @Test
    void manyThreadsMayAskFirst() throws Exception {
        get("/a", "/b/{x}");
        Set<Match> matches = ConcurrentHashMap.newKeySet();
        Callable<Boolean> ask = () -> matches.add(router.match("GET", null, "/a"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(Collections.nCopies(50, ask))) {
                done.get();
            }
        }
        assertThat(matches).hasSize(1);
    }

    @Test
    void routesTellAboutThemselves() {
        Route route = router.put("/a/{x}", OK).name("a").bodyLimit(10);
        assertThat(route.method()).isEqualTo("PUT");
        assertThat(route.pattern()).isEqualTo("/a/{x}");
        assertThat(route.name()).isEqualTo("a");
        assertThat(route.bodyLimit()).isEqualTo(10);
        assertThat(route).hasToString("PUT /a/{x}");
        Route other = router.resource("/b").post(OK);
        assertThat(other.name()).isNull();
        assertThat(other.bodyLimit()).isEqualTo(-1);
        assertThat(router.routes()).containsExactly(route, other);
    }

    @Test
    void aResourceHasMethods() {
        Resource resource = router.resource("/r");
        List<Route> routes =
                List.of(
                        resource.get(OK),
                        resource.post(OK),
                        resource.put(OK),
                        resource.patch(OK),
                        resource.delete(OK),
                        resource.head(OK),
                        resource.options(OK),
                        resource.any(OK),
                        resource.add("PURGE", OK));
        assertThat(routes)
                .extracting(Route::method)
                .containsExactly(
                        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "*", "PURGE");
        assertThat(routes).extracting(Route::pattern).containsOnly(resource.pattern());
        assertThat(router.routes()).isEqualTo(routes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Post", "", "G T", "GÉT", "opTions"})
    void isNoMethod(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.add(method, "/", OK))
                .withMessageContaining("expected a method");
    }

    @Test
    void namesAndLimitsAreChecked() {
        Route route = router.get("/", OK);
        assertThatIllegalArgumentException().isThrownBy(() -> route.name(""));
        assertThatIllegalArgumentException().isThrownBy(() -> route.bodyLimit(-1));
        route.name("a");
        assertThatIllegalStateException()
                .isThrownBy(() -> route.name("b"))
                .withMessageContaining("after a");
    }

    @Test
    void webSocketsComeByGet() throws Exception {
        Application app = new Application();
        app.router().webSocket("/echo", socket -> {});
        assertThat(TestCall.get(app, "/echo").send().status()).isEqualTo(426);
        assertThat(TestCall.of(app, "POST", "/echo").send().status()).isEqualTo(405);
    }
}
