package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterHostsTest {
    private final Router root = new Router();

    private Router host(String pattern) {
        Router router = new Router();
        router.get("/", _ -> Response.text(pattern)).name(pattern);
        root.host(pattern, router);
        return router;
    }

    private String find(@Nullable String host) {
        Route route = root.match("GET", host, "/").route();
        return route == null ? "none" : String.valueOf(route.name());
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, Example.COM",
        "EXAMPLE.com:8080, Example.COM",
        "example.com., Example.COM",
        "example.com.:80, Example.COM",
        "a.example.com, *.example.com",
        "A.B.Example.com:1, *.example.com",
        "a.b.c.example.com, *.c.example.com",
        "b.c.example.com, *.c.example.com",
        "c.example.com, *.example.com",
        "www.example.com, www.example.com",
        "aexample.com, rest",
        ".example.com, rest",
        "example.com.evil, rest",
        "example.com:80.evil, Example.COM",
        "[::1]:8080, [::1]",
        "[::1], [::1]",
        "[::2], rest",
        "'', rest",
        ":80, rest",
    })
    void areFound(String host, String found) {
        root.get("/", _ -> Response.text("rest")).name("rest");
        host("*.example.com");
        host("Example.COM");
        host("*.c.example.com");
        host("www.example.com");
        host("[::1]");
        assertThat(find(host)).isEqualTo(found);
    }

    @Test
    void noHostIsTheRest() {
        host("example.com");
        root.get("/", _ -> Response.text("rest")).name("rest");
        assertThat(find(null)).isEqualTo("rest");
        assertThat(find("x" + ".example.com".repeat(1000))).isEqualTo("rest");
    }

    @Test
    void aHostHasItsOwnPathsOnly() throws Exception {
        Application app = new Application();
        StringBuilder log = new StringBuilder();
        app.use(
                (request, next) -> {
                    log.append("root ");
                    return next.handle(request);
                });
        app.router().get("/rest", _ -> Response.of(200));
        Router own = new Router();
        own.use(
                (request, next) -> {
                    log.append("host ");
                    return next.handle(request);
                });
        own.get("/own/{x}", _ -> Response.of(200));
        app.router().host("example.com", own);
        assertThat(TestCall.get(app, "/own/1").send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/rest").send().status()).isEqualTo(404);
        assertThat(TestCall.of(app, "PUT", "/own/1").send().status()).isEqualTo(405);
        assertThat(log).hasToString("root host ".repeat(3));
        assertThat(TestCall.get(app, "/rest").header("host", "a.example.com").send().status())
                .isEqualTo(200);
        assertThat(TestCall.get(app, "/own/1").header("host", "a.example.com").send().status())
                .isEqualTo(404);
        assertThat(log).hasToString("root host ".repeat(3) + "root root ");
    }

    @Test
    void routersOfOneHostAreOne() {
        host("example.com");
        Router more = new Router();
        more.get("/more", _ -> Response.of(200));
        root.host("EXAMPLE.com", more);
        assertThat(root.match("GET", "example.com", "/more").route()).isNotNull();
        assertThat(root.routes()).extracting(Route::pattern).containsExactly("/", "/more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.*.com",
                "example.com:80",
                "http://example.com",
                "a/b",
                "é.com",
                "example.com.",
                ".example.com",
                "*..com",
                "[::1]:80",
                "*.[::1]",
                "a b",
                "user@example.com"
            })
    void isNoPattern(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> root.host(pattern, new Router()))
                .withMessageContaining("expected a host")
                .withMessageContaining("without port");
    }

    @Test
    void belongToTheOutermost() {
        Router inner = new Router();
        inner.host("example.com", new Router());
        root.mount("/x", inner);
        assertThatIllegalStateException()
                .isThrownBy(root::freeze)
                .withMessageContaining("example.com");
    }
}
