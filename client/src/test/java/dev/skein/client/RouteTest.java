package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import dev.skein.loop.Tls;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static final Tls TLS = Tls.client();
    private static final Path SOCKET = Path.of("s");

    private static Proxy proxy(String password) {
        return new Proxy(Proxy.Kind.HTTP, "proxy", 3128, "me", password, Headers.of("x", "y"));
    }

    private static Route route() {
        return new Route(true, "a", 1, TLS, "n", proxy("p"), null);
    }

    @Test
    void whatDiffersInAnythingIsAnother() {
        List<Route> others =
                List.of(
                        new Route(false, "a", 1, TLS, "n", proxy("p"), null),
                        new Route(true, "b", 1, TLS, "n", proxy("p"), null),
                        new Route(true, "a", 2, TLS, "n", proxy("p"), null),
                        new Route(true, "a", 1, Tls.client(), "n", proxy("p"), null),
                        new Route(true, "a", 1, TLS, null, proxy("p"), null),
                        new Route(true, "a", 1, TLS, "n", proxy("q"), null),
                        new Route(true, "a", 1, TLS, "n", null, null),
                        new Route(true, "a", 1, TLS, "n", null, SOCKET));
        assertThat(route()).isEqualTo(route()).hasSameHashCodeAs(route());
        assertThat(others).doesNotHaveDuplicates().doesNotContain(route());
    }

    @Test
    void whatDoesNotMatterIsLeftOut() {
        assertThat(new Route(false, "a", 1, TLS, "n", null, null))
                .isEqualTo(new Route(false, "a", 1, null, null, null, null));
        assertThat(new Route(false, "a", 1, null, null, proxy("p"), SOCKET).proxy()).isNull();
    }

    @Test
    void noPasswordIsShown() {
        assertThat(new Route(true, "::1", 443, TLS, null, proxy("secret"), null))
                .hasToString("https://[::1]:443 through proxy:3128");
    }
}
