package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import dev.skein.web.middleware.NormalizePath.Slash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizePathTest {
    private static final NormalizePath APPENDING = NormalizePath.defaults();
    private static final NormalizePath REMOVING = APPENDING.withSlash(Slash.REMOVE);

    private static Application app(NormalizePath normalize) {
        Application app = new Application().use(normalize);
        app.router().get("/", _ -> Response.text("root"));
        app.router().get("/a", _ -> Response.text("a"));
        app.router().get("/b/", _ -> Response.text("b/"));
        app.router().get("/c/d", _ -> Response.text("c/d"));
        app.router().post("/both", _ -> Response.text("both"));
        app.router().get("/both/", _ -> Response.text("both/"));
        app.router().get("/tail/{rest...}", request -> Response.text(request.parameter("rest")));
        return app;
    }

    private static TestAnswer ask(NormalizePath normalize, String target) throws Exception {
        return TestCall.get(app(normalize), target).send();
    }

    @ParameterizedTest
    @CsvSource({
        "/b, /b/",
        "//a, /a",
        "///b?x=//1&y, /b/?x=//1&y",
        "/c//d, /c/d",
        "//, /",
        "/b//, /b/"
    })
    void sendsToTheOneThatHasARoute(String target, String better) throws Exception {
        var answer = ask(APPENDING, target);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("location")).isEqualTo(better);
    }

    @Test
    void removesIfToldTo() throws Exception {
        assertThat(ask(REMOVING, "/a/").header("location")).isEqualTo("/a");
        assertThat(ask(REMOVING, "/c//d//").header("location")).isEqualTo("/c/d");
        assertThat(ask(REMOVING, "/b").status()).isEqualTo(404);
        assertThat(ask(APPENDING.withSlash(Slash.KEEP), "/b").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nothing", "/a/", "/c//nothing", "//evil.example/", "/%2Fa", "/./a", "*"})
    void leavesAloneWhatHasNothingBetter(String target) throws Exception {
        assertThat(ask(APPENDING, target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/b/", "/tail/x//y"})
    void leavesAloneWhatHasARoute(String target) throws Exception {
        assertThat(ask(APPENDING, target).status()).isEqualTo(200);
    }

    @Test
    void neverToAnotherHost() throws Exception {
        Application app = new Application().use(APPENDING.withMerging(false));
        app.router().get("/{path...}", request -> Response.text(request.parameter("path")));
        Application strict =
                new Application()
                        .use(APPENDING, APPENDING.withMerging(false), REMOVING.withMerging(false));
        strict.router().get("//evil.example/{x}/", _ -> Response.text("x"));
        strict.router().get("/\\evil.example/", _ -> Response.text("x"));
        for (String target :
                new String[] {
                    "//evil.example/x", "/\\evil.example", "///evil.example/x", "//evil.example/x//"
                }) {
            var answer = TestCall.get(strict, target).send();
            assertThat(answer.header("location")).as(target).isNull();
            assertThat(answer.status()).isEqualTo(404);
        }
        assertThat(TestCall.get(app, "//evil.example").send().status()).isEqualTo(200);
    }

    @Test
    void asksForTheMethod() throws Exception {
        assertThat(ask(APPENDING, "/both").header("location")).isEqualTo("/both/");
        assertThat(TestCall.of(app(APPENDING), "POST", "/both").send().text()).isEqualTo("both");
        assertThat(TestCall.of(app(APPENDING), "POST", "/a").send().status()).isEqualTo(405);
        assertThat(TestCall.of(app(APPENDING), "HEAD", "/b").send().status()).isEqualTo(308);
    }

    @Test
    void withAnotherStatus() throws Exception {
        assertThat(ask(APPENDING.withStatus(302), "/b").status()).isEqualTo(302);
        assertThatThrownBy(() -> APPENDING.withStatus(304))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
