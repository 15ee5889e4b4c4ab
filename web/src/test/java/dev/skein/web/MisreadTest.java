package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.server.Server;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Input that is easily taken for something else.
class MisreadTest {
    private final Application app = new Application(ApplicationOptions.defaults().withDebug(false));

    private enum Colour {
        Red
    }

    @Test
    void theHeadOfAStreamHasNoLength() throws Exception {
        app.router().get("/", _ -> Response.stream("text/plain", out -> out.write("abc")));
        try (Server server = TestWire.serve(app)) {
            assertThat(
                            TestWire.exchange(
                                    server,
                                    "HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("content-length");
        }
    }

    @Test
    void aPrefixMakesACookieSecure() {
        assertThat(SetCookie.of("__Host-sid", "1").format(false)).contains("; Secure");
    }

    @Test
    void lessThanASecondIsNotZero() {
        assertThat(SetCookie.of("a", "1").withMaxAge(Duration.ofMillis(500)).format(true))
                .contains("Max-Age=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 305, 306, 309})
    void aRedirectIsOneOfFive(int status) {
        assertThatThrownBy(() -> Response.redirect(status, "/"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil",
                "/\\evil",
                "\\evil",
                "https:evil",
                "JavaScript://a",
                "data:text/html,x",
                "",
                "/ü",
                "/a b"
            })
    void aLocationIsWhatItLooksLike(String location) {
        assertThatThrownBy(() -> Response.redirect(location))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a?b=c:d",
                "https://example.com/",
                "myapp://callback",
                "?page=2",
                "#top",
                "a/b:c"
            })
    void otherLocationsAreFine(String location) {
        assertThat(Response.redirect(location).headers().get("location")).isEqualTo(location);
    }

    @Test
    void aConstantIsFoundInAnyCase() {
        assertThat(Parameters.of("n", "rED").getEnum("n", Colour.class)).isEqualTo(Colour.Red);
    }

    @Test
    void aCookieHasAName() {
        assertThat(RequestCookies.parse(Headers.of("cookie", "a=1; =x; b"))).containsOnlyKeys("a");
    }

    @Test
    void aCommaInQuotesIsNoSeparator() {
        Headers headers =
                Headers.of("accept", "text/html;p=\"a,b;q=1\\\"\";q=0.1, text/plain;q=0.5");
        assertThat(Preferences.of(headers, "accept").bestType("text/html", "text/plain"))
                .isEqualTo("text/plain");
    }

    @Test
    void anEmptyContentEncodingIsNone() throws Exception {
        app.router().post("/", request -> Response.text(request.text()));
        TestCall call = TestCall.of(app, "POST", "/").header("content-encoding", "");
        assertThat(call.body("a".getBytes(UTF_8)).send().text()).isEqualTo("a");
    }

    @Test
    void aBodyIsReadOnceUnlessItWasKept() throws Exception {
        app.router()
                .post(
                        "/",
                        request -> {
                            request.body().read();
                            return Response.text(request.form().get("admin", "none"));
                        });
        app.router()
                .post(
                        "/kept",
                        request -> {
                            request.bytes();
                            return Response.text(request.form().require("a"));
                        });
        String form = "a=1&admin=1";
        String type = "application/x-www-form-urlencoded";
        TestAnswer refused = TestCall.post(app, "/", type, form).send();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.failure()).hasMessageContaining("it can be read once");
        assertThat(TestCall.post(app, "/kept", type, form).send().text()).isEqualTo("1");
    }
}
