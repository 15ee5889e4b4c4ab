package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestCall;
import org.junit.jupiter.api.Test;

class RequestIdTest {
    private static Application app(RequestId ids) {
        Application app = new Application().use(ids);
        app.router().get("/", request -> Response.text(String.valueOf(RequestId.of(request))));
        return app;
    }

    @Test
    void eachRequestHasAnotherOneThatHandlerAndClientSee() throws Exception {
        Application app = app(RequestId.defaults());
        var one = TestCall.get(app, "/").send();
        var other = TestCall.get(app, "/").send();
        assertThat(one.text()).matches("[0-9a-f]{32}").isEqualTo(one.header("x-request-id"));
        assertThat(other.text()).isNotEqualTo(one.text());
    }

    @Test
    void errorsHaveOneToo() throws Exception {
        var answer = TestCall.get(app(RequestId.defaults()), "/nowhere").send();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
    }

    @Test
    void whatTheClientSaysIsNotBelieved() throws Exception {
        var answer =
                TestCall.get(app(RequestId.defaults()), "/").header("x-request-id", "mine").send();
        assertThat(answer.header("x-request-id")).isNotEqualTo("mine");
    }

    @Test
    void whatATrustedProxySaysIsTakenIfItIsAToken() throws Exception {
        Application app = app(RequestId.defaults().withTrust(true).withField("x-trace"));
        assertThat(TestCall.get(app, "/").header("x-trace", "a-1").send().header("x-trace"))
                .isEqualTo("a-1");
        for (String bad : new String[] {"a b", "a\"b", "x".repeat(65), ""}) {
            assertThat(TestCall.get(app, "/").header("x-trace", bad).send().header("x-trace"))
                    .hasSize(32);
        }
        var twice =
                TestCall.get(app, "/").plusHeader("x-trace", "a").plusHeader("x-trace", "b").send();
        assertThat(twice.header("x-trace")).hasSize(32);
    }

    @Test
    void withoutTheMiddlewareThereIsNone() throws Exception {
        Application app = new Application();
        app.router().get("/", request -> Response.text(String.valueOf(RequestId.of(request))));
        assertThat(TestCall.get(app, "/").send().text()).isEqualTo("null");
        assertThatThrownBy(() -> RequestId.defaults().withField("a b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
