package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConflictTest {
    private static final Handler OK = _ -> Response.of(200);

    private final Router router = new Router();

    @ParameterizedTest
    @CsvSource({
        "/a, /a",
        "/a, /%61",
        "/{a}, /{b}",
        "/x/{a:int}/y, /x/{b:int}/y",
        "/{a:[ab]}.{b}, /{b:[ab]}.{c}",
        "/{a...}, /{b...}",
    })
    void patternsOfTheSameShape(String one, String other) {
        router.get(one, OK);
        router.get(other, OK);
        assertThatIllegalStateException()
                .isThrownBy(router::freeze)
                .withMessageContaining("GET " + one + " (")
                .withMessageContaining("GET " + other + " (")
                .withMessageContaining("never be reached");
    }

    @ParameterizedTest
    @CsvSource({
        "/{a:int}, /{a:long}",
        "/{a}, /{a:slug}",
        "/{a}, /{a...}",
        "/a, /a/",
        "/{a}x, /{a}y",
        "/{a:[ab]}, /{a:[ba]}"
    })
    void patternsOfAnotherShape(String one, String other) {
        router.get(one, OK);
        router.get(other, OK);
        assertThatCode(router::freeze).doesNotThrowAnyException();
    }

    @Test
    void methodsKeepRoutesApart() {
        router.get("/{a}", OK);
        router.post("/{b}", OK);
        router.any("/{c}", OK);
        assertThat(router.match("POST", null, "/x").parameters()).hasToString("[b=x]");
        assertThat(router.match("PUT", null, "/x").parameters()).hasToString("[c=x]");
    }

    @Test
    void twoForAllMethods() {
        router.any("/a", OK);
        router.any("/a", OK);
        assertThatIllegalStateException()
                .isThrownBy(router::freeze)
                .withMessageContaining("* /a (");
    }

    @Test
    void acrossRouters() {
        Router inner = new Router();
        inner.get("/a", OK);
        router.get("/in/a", OK);
        router.mount("/in", inner);
        assertThatIllegalStateException()
                .isThrownBy(() -> router.match("GET", null, "/"))
                .withMessageContaining("GET /in/a (");
    }

    @Test
    void namesAreUniqueOverall() {
        Router inner = new Router();
        inner.get("/a", OK).name("same");
        Router host = new Router();
        host.get("/b", OK).name("same");
        router.mount("/in", inner).host("example.com", host);
        assertThatIllegalStateException()
                .isThrownBy(router::freeze)
                .withMessageContaining("\"same\"")
                .withMessageContaining("/in/a")
                .withMessageContaining("/b");
        assertThatIllegalStateException().isThrownBy(() -> router.url("same"));
    }

    @Test
    void theOutermostHasNoEmptyPattern() {
        router.get("", OK);
        assertThatIllegalStateException()
                .isThrownBy(router::freeze)
                .withMessageContaining("begins with a slash");
    }

    @Test
    void canBeMendedAfterAFailedStart() {
        router.mount("/in", new Router());
        router.get("", OK);
        assertThatIllegalStateException().isThrownBy(router::freeze);
        assertThatCode(() -> router.get("/b", OK)).doesNotThrowAnyException();
    }

    /// The first frame outside the package is in the list's own code, as this test is inside of it.
    @Test
    void tellsWhereARouteWasAdded() {
        Function<String, Route> add = pattern -> router.get(pattern, OK);
        Route route = List.of("/a").stream().map(add).toList().getFirst();
        assertThat(route.describe(route.path()))
                .matches("GET /a \\(\\w+\\.java:\\d+\\)")
                .doesNotContain("Router");
    }
}
