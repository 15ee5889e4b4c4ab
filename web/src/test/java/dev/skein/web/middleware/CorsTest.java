package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CorsTest {
    private static final String ALLOW = "access-control-allow-origin";
    private static final Cors CORS = Cors.of("https://app.example", "https://*.example.org");

    private static Application app(Cors cors) {
        Application app = new Application().use(cors);
        app.router().get("/", _ -> Response.text("hello").withHeader("vary", "accept"));
        app.router()
                .put(
                        "/broken",
                        _ -> {
                            throw new IllegalStateException("broken");
                        });
        return app;
    }

    private static TestAnswer get(Cors cors, String path, String origin) throws Exception {
        return TestCall.get(app(cors), path).header("origin", origin).send();
    }

    private static TestCall preflight(Cors cors, String origin) {
        return TestCall.of(app(cors), "OPTIONS", "/")
                .header("origin", origin)
                .header("access-control-request-method", "PUT");
    }

    @Test
    void pagesThatAreLetInMayRead() throws Exception {
        var answer = get(CORS.withExposedHeaders("x-a", "x-b"), "/", "https://app.example");
        assertThat(answer.text()).isEqualTo("hello");
        assertThat(answer.header(ALLOW)).isEqualTo("https://app.example");
        assertThat(answer.header("vary")).isEqualTo("accept, origin");
        assertThat(answer.header("access-control-expose-headers")).isEqualTo("x-a, x-b");
        assertThat(answer.header("access-control-allow-credentials")).isNull();
        assertThat(get(CORS, "/", "https://a.b.example.org").header(ALLOW))
                .isEqualTo("https://a.b.example.org");
    }

    @Test
    void othersMayNotButAreAnswered() throws Exception {
        for (String origin :
                new String[] {"https://evil.example", "null", "https://app.example.evil.net", ""}) {
            var answer = get(CORS, "/", origin);
            assertThat(answer.text()).isEqualTo("hello");
            assertThat(answer.header(ALLOW)).isNull();
            assertThat(answer.header("vary")).isEqualTo("accept, origin");
        }
        var twice =
                TestCall.get(app(CORS), "/")
                        .plusHeader("origin", "https://app.example")
                        .plusHeader("origin", "https://app.example")
                        .send();
        assertThat(twice.header(ALLOW)).isNull();
        var none = TestCall.get(app(CORS), "/").send();
        assertThat(none.header(ALLOW)).isNull();
        assertThat(none.header("vary")).isEqualTo("accept, origin");
    }

    @Test
    void errorsMayBeReadToo() throws Exception {
        var missing = get(CORS, "/nowhere", "https://app.example");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header(ALLOW)).isEqualTo("https://app.example");
        var broken =
                TestCall.of(app(CORS), "PUT", "/broken")
                        .header("origin", "https://app.example")
                        .send();
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.header(ALLOW)).isEqualTo("https://app.example");
    }

    @Test
    void everybodyIsAnAsterisk() throws Exception {
        var answer = get(Cors.of("*"), "/", "https://anything.example");
        assertThat(answer.header(ALLOW)).isEqualTo("*");
        assertThat(answer.header("vary")).isEqualTo("accept");
    }

    @Test
    void preflightsAreAnswered() throws Exception {
        var answer = preflight(CORS.withMaxAge(Duration.ofHours(1)), "https://app.example").send();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header(ALLOW)).isEqualTo("https://app.example");
        assertThat(answer.header("access-control-allow-methods"))
                .isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("content-type");
        assertThat(answer.header("access-control-max-age")).isEqualTo("3600");
        assertThat(answer.header("vary"))
                .isEqualTo("origin, access-control-request-method, access-control-request-headers");
    }

    @Test
    void preflightsOfOthersAreRefusedAndVaryAsWell() throws Exception {
        var answer = preflight(CORS, "https://evil.example").send();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header(ALLOW)).isNull();
        assertThat(answer.header("vary")).contains("origin, access-control-request-method");
    }

    @Test
    void anAsteriskBecomesWhatWasAskedFor() throws Exception {
        Cors cors = CORS.withMethods("*").withHeaders("*").withCredentials();
        var answer =
                preflight(cors, "https://app.example")
                        .header("access-control-request-headers", "x-a, x-b")
                        .send();
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("PUT");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("x-a, x-b");
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(get(cors, "/", "https://app.example").header("access-control-allow-credentials"))
                .isEqualTo("true");
        assertThat(
                        get(cors, "/", "https://evil.example")
                                .header("access-control-allow-credentials"))
                .isNull();
    }

    @Test
    void privateNetworksOnlyIfToldTo() throws Exception {
        String asked = "access-control-request-private-network";
        String given = "access-control-allow-private-network";
        assertThat(
                        preflight(CORS, "https://app.example")
                                .header(asked, "true")
                                .send()
                                .header(given))
                .isNull();
        Cors cors = CORS.withPrivateNetwork();
        assertThat(
                        preflight(cors, "https://app.example")
                                .header(asked, "true")
                                .send()
                                .header(given))
                .isEqualTo("true");
        assertThat(preflight(cors, "https://app.example").send().header(given)).isNull();
    }

    @Test
    void optionsThatIsNoPreflightGoesOn() throws Exception {
        var answer =
                TestCall.of(app(CORS), "OPTIONS", "/")
                        .header("origin", "https://app.example")
                        .send();
        assertThat(answer.header("allow")).contains("GET");
        assertThat(answer.header(ALLOW)).isEqualTo("https://app.example");
    }

    @Test
    void refusesWhatCannotBeSafe() {
        assertThatThrownBy(() -> Cors.of("*").withCredentials())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORS.withCredentials().withExposedHeaders("*"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cors.of("*", "https://a.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(Cors::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORS.withMethods("A B"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CORS.withMaxAge(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
