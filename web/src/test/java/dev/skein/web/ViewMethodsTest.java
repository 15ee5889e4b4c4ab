package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.exception.HttpConflict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewMethodsTest {
    private final Application app = new Application();
    private final Router router = app.router();

    /// Not public, like most in an application.
    abstract static class Base<T> {
        private final T text;

        Base(T text) {
            this.text = text;
        }

        public Response get(Request request) {
            return Response.text(text + request.parameters().require("id"));
        }
    }

    static final class View extends Base<String> {
        View(String text) {
            super(text);
        }

        public Response delete(Request request) throws IOException {
            if (request.method().equals("DELETE")) {
                return Response.of(204);
            }
            throw new IOException("checked " + request.method());
        }

        public Response patch(Request request) {
            if (request.header("if-match") == null) {
                throw new HttpConflict("expected if-match");
            }
            return Response.of(204);
        }

        Response put(Request request) {
            return Response.text("not public: " + request);
        }

        public int size() {
            return 0;
        }
    }

    interface Getter<T> {
        T get(Request request);
    }

    static final class Generic implements Getter<Response> {
        @Override
        public Response get(Request request) {
            return Response.text("generic");
        }
    }

    /// The compiler gives it a method of its own, which calls the inherited one.
    public static final class Public extends Base<Integer> {
        Public() {
            super(1);
        }
    }

    static final class AnotherResult {
        public String get(Request request) {
            return request.path();
        }
    }

    static final class OtherParameters {
        public Response get(Request request) {
            return Response.text(request.path());
        }

        public Response options(Request request, String more) {
            return Response.text(request.path() + more);
        }
    }

    static final class Static {
        private Static() {}

        public static Response put(Request request) {
            return Response.text(request.path());
        }
    }

    @Test
    void hasRoutes() throws Exception {
        List<Route> routes = router.view("/{id}", new View("id "));
        assertThat(routes).extracting(Route::method).containsExactly("GET", "PATCH", "DELETE");
        assertThat(routes).extracting(Route::pattern).containsOnly("/{id}");
        assertThat(TestCall.get(app, "/7").send().text()).isEqualTo("id 7");
        assertThat(TestCall.of(app, "PATCH", "/7").send().status()).isEqualTo(409);
        TestAnswer put = TestCall.of(app, "PUT", "/7").send();
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, PATCH");
    }

    @Test
    void methodsMayBeInheritedAndGeneric() throws Exception {
        router.view("/public/{id}", new Public());
        router.view("/generic", new Generic());
        assertThat(router.routes()).hasSize(2);
        assertThat(TestCall.get(app, "/public/2").send().text()).isEqualTo("12");
        assertThat(TestCall.get(app, "/generic").send().text()).isEqualTo("generic");
    }

    @Test
    void exceptionsComeAsTheyAre() throws Exception {
        Handler delete = ViewMethods.of(new View("")).getOrDefault("DELETE", _ -> Response.of(200));
        router.any(
                "/{path...}",
                request -> {
                    assertThatThrownBy(() -> delete.handle(request))
                            .isInstanceOf(IOException.class)
                            .hasMessage("checked GET");
                    return Response.of(200);
                });
        assertThat(TestCall.get(app, "/").send().status()).isEqualTo(200);
    }

    @Test
    void signaturesAreChecked() {
        assertRefused(new AnotherResult(), "get(");
        assertRefused(new OtherParameters(), "options(");
        assertRefused(new Static(), "put(");
        assertRefused(new Object(), "got none");
        assertThat(router.routes()).isEmpty();
    }

    private void assertRefused(Object view, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.view("/", view))
                .withMessageContaining("expected public")
                .withMessageContaining(named);
    }
}
