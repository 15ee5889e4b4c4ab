package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrfTest {
    private static Application app(Csrf csrf) {
        Application app = new Application().use(csrf);
        app.router().get("/", request -> Response.text(Csrf.token(request)));
        app.router().get("/plain", _ -> Response.text("plain"));
        app.router().post("/", request -> Response.text("done " + request.text()));
        app.router().delete("/", _ -> Response.text("done "));
        return app;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "same-origin, -, 200",
                "same-origin, https://evil.example, 200",
                "none, -, 200",
                "cross-site, -, 403",
                "same-site, -, 403",
                "cross-site, https://example.com, 403",
                "garbage, https://example.com, 403",
                "-, -, 200",
                "-, https://example.com, 200",
                "-, http://example.com, 200",
                "-, https://example.com:8443, 403",
                "-, https://evil.example, 403",
                "-, null, 403",
                "-, example.com, 403",
                "-, https://example.com.evil.net, 403",
                "cross-site, https://friend.example, 200",
                "cross-site, https://a.friends.example, 200",
                "-, https://friend.example, 200",
                "-, https://friend.example.evil.net, 403"
            })
    void whoMayChangeThings(@Nullable String site, @Nullable String origin, int status)
            throws Exception {
        Csrf csrf =
                Csrf.defaults()
                        .withTrustedOrigins("https://friend.example", "https://*.friends.example");
        for (String method : new String[] {"POST", "DELETE"}) {
            TestCall call = TestCall.of(app(csrf), method, "/");
            if (site != null) {
                call.header("sec-fetch-site", site);
            }
            if (origin != null) {
                call.header("origin", origin);
            }
            assertThat(call.send().status()).isEqualTo(status);
        }
    }

    @Test
    void aPageWithATokenIsForOneClientOnly() throws Exception {
        Application app = new Application().use(Csrf.defaults().withTokens());
        app.router()
                .get(
                        "/",
                        request ->
                                Response.text(Csrf.token(request))
                                        .withHeader("cache-control", "public, max-age=60"));
        TestAnswer answer = TestCall.get(app, "/").send();
        assertThat(answer.header("cache-control")).isEqualTo("max-age=60, private");
        assertThat(answer.header("vary")).isEqualTo("cookie");
    }

    @Test
    void everybodyMayLook() throws Exception {
        var answer =
                TestCall.get(app(Csrf.defaults()), "/plain")
                        .header("sec-fetch-site", "cross-site")
                        .header("origin", "https://evil.example")
                        .send();
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void twoFieldsOfAKindAreRefused() throws Exception {
        var sites =
                TestCall.of(app(Csrf.defaults()), "POST", "/")
                        .plusHeader("sec-fetch-site", "same-origin")
                        .plusHeader("sec-fetch-site", "cross-site");
        assertThat(sites.send().status()).isEqualTo(403);
        var origins =
                TestCall.of(app(Csrf.defaults()), "POST", "/")
                        .plusHeader("origin", "https://example.com")
                        .plusHeader("origin", "https://example.com");
        assertThat(origins.send().status()).isEqualTo(403);
    }

    // ---- tokens
    // ---------------------------------------------------------------------------------------------------------------

    private static final Application APP = app(Csrf.defaults().withTokens());

    private static String cookie(TestAnswer answer) {
        return String.valueOf(answer.header("set-cookie")).split(";", 2)[0];
    }

    private static TestCall post(String cookie) {
        return TestCall.of(APP, "POST", "/").header("cookie", cookie);
    }

    @Test
    void aTokenThatBelongsToTheCookieIsGood() throws Exception {
        var page = TestCall.get(APP, "/").send();
        assertThat(post(cookie(page)).header("x-csrf-token", page.text()).send().status())
                .isEqualTo(200);
        var later = TestCall.get(APP, "/").header("cookie", cookie(page)).send();
        assertThat(later.header("set-cookie")).isNull();
        assertThat(later.text()).isNotEqualTo(page.text());
        assertThat(post(cookie(page)).header("x-csrf-token", later.text()).send().status())
                .isEqualTo(200);
    }

    @Test
    void itMayComeInAForm() throws Exception {
        var page = TestCall.get(APP, "/").send();
        String form = "a=b&csrf_token=" + page.text();
        var answer =
                TestCall.post(APP, "/", "application/x-www-form-urlencoded", form)
                        .header("cookie", cookie(page))
                        .send();
        assertThat(answer.status()).isEqualTo(200);
        var without =
                TestCall.post(APP, "/", "application/x-www-form-urlencoded", "a=b")
                        .header("cookie", cookie(page))
                        .send();
        assertThat(without.status()).isEqualTo(403);
        var json =
                post(cookie(page))
                        .header("content-type", "application/json")
                        .body("{}".getBytes(UTF_8))
                        .send();
        assertThat(json.status()).isEqualTo(403);
    }

    @Test
    void othersAreRefused() throws Exception {
        var page = TestCall.get(APP, "/").send();
        var other = TestCall.get(APP, "/").send();
        String good = page.text();
        assertThat(post(cookie(page)).send().status()).isEqualTo(403);
        assertThat(post(cookie(other)).header("x-csrf-token", good).send().status()).isEqualTo(403);
        assertThat(TestCall.of(APP, "POST", "/").header("x-csrf-token", good).send().status())
                .isEqualTo(403);
        for (String bad :
                new String[] {
                    "",
                    "x",
                    "=".repeat(43),
                    "A".repeat(43),
                    good.substring(1),
                    good + "A",
                    "\u00e9".repeat(43)
                }) {
            assertThat(post(cookie(page)).header("x-csrf-token", bad).send().status())
                    .as(bad)
                    .isEqualTo(403);
        }
        assertThat(post("csrf=").header("x-csrf-token", "").send().status()).isEqualTo(403);
    }

    @Test
    void aTokenDoesNotMakeUpForAnotherSite() throws Exception {
        var page = TestCall.get(APP, "/").send();
        var answer =
                post(cookie(page))
                        .header("x-csrf-token", page.text())
                        .header("sec-fetch-site", "cross-site")
                        .send();
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void theCookieIsSetOnlyWithATokenAndForThisHostAloneWhereThatCanBe() throws Exception {
        assertThat(TestCall.get(APP, "/plain").send().header("set-cookie")).isNull();
        assertThat(TestCall.get(APP, "/").send().header("set-cookie"))
                .matches("csrf=[\\w-]{22}; Path=/; HttpOnly; SameSite=Lax");
        var page = TestCall.get(APP, "/").encrypted().send();
        assertThat(page.header("set-cookie"))
                .matches("__Host-csrf=[\\w-]{22}; Path=/; Secure; HttpOnly; SameSite=Lax");
        var answer = post(cookie(page)).encrypted().header("x-csrf-token", page.text()).send();
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void withoutTokensThereIsNone() throws Exception {
        Application app = new Application().use(Csrf.defaults());
        app.router()
                .get(
                        "/",
                        request -> {
                            assertThatThrownBy(() -> Csrf.token(request))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("withTokens");
                            return Response.text("none");
                        });
        assertThat(TestCall.get(app, "/").send().text()).isEqualTo("none");
    }
}
