package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DebugPageTest {
    private static final String XSS = "<script>alert('\"&')</script>";

    /// Not to be found in the source, which the page shows.
    private static final String SECRET =
            new StringBuilder("terces").reverse().append(17).toString();

    private final Application app = new Application(ApplicationOptions.defaults().withDebug(true));

    DebugPageTest() {
        app.router()
                .get(
                        "/broken",
                        _ -> {
                            throw new IllegalStateException(
                                    XSS, new IllegalArgumentException("the cause " + XSS));
                        });
        app.router().get("/loop", _ -> loop());
        app.router().get("/{name}/here", _ -> Response.text(""));
    }

    /// Causes in a ring.
    private static Response loop() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException two = new IllegalStateException("two", one);
        one.initCause(two);
        throw two;
    }

    private TestAnswer html(String target) throws Exception {
        try (TestLog _ = new TestLog()) {
            return TestCall.get(app, target)
                    .header("accept", "text/html")
                    .header("cookie", "sid=" + SECRET)
                    .header("authorization", "Basic " + SECRET)
                    .header("user-agent", XSS)
                    .send();
        }
    }

    @Test
    void traceCausesAndSourceAreShown() throws Exception {
        TestAnswer answer = html("/broken");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text())
                .contains(
                        "IllegalStateException",
                        "Caused by: ",
                        "the cause",
                        "DebugPageTest.java:",
                        "debug is on");
    }

    @Test
    void nothingThatCameIsMarkup() throws Exception {
        assertThat(html("/broken").text()).doesNotContain("<script");
        assertThat(html("/" + XSS.replace(" ", "")).text()).doesNotContain("<script");
        assertThat(html("/%3Cscript%3Ealert(1)%3C/script%3E?<script>alert(2)</script>").text())
                .doesNotContain("<script");
    }

    @Test
    void secretsStaySecret() throws Exception {
        assertThat(html("/broken").text())
                .doesNotContain(SECRET)
                .contains("authorization", "cookie");
    }

    @Test
    void causesInARingEnd() throws Exception {
        assertThat(html("/loop").text()).hasSizeLessThan(500_000).contains("two", "one");
    }

    @Test
    void routesAreListedWhereNoneWasFound() throws Exception {
        TestAnswer answer = html("/nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("/{name}/here", "/broken").doesNotContain("Caused by");
    }

    @Test
    void textHasTheTraceOnlyForFailures() throws Exception {
        try (TestLog _ = new TestLog()) {
            assertThat(TestCall.get(app, "/broken").send().text())
                    .contains("500: Internal Server Error", "\tat dev.skein.web");
            assertThat(TestCall.get(app, "/nowhere").send().text())
                    .contains("404")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void debugIsTheOutermostOnesChoice() throws Exception {
        Application outer =
                new Application(ApplicationOptions.defaults().withDebug(false))
                        .mount("/inner", app);
        try (TestLog _ = new TestLog()) {
            assertThat(TestCall.get(outer, "/inner/broken").send().text()).doesNotContain("\tat ");
        }
    }
}
