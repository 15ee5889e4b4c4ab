package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.server.Server;
import dev.skein.server.ServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that break the rules while a handler reads, over the wire: the right status, the end of that connection, and nobody else
/// notices.
class BadClientsTest {
    private static final String CHUNKED =
            """
            POST /form HTTP/1.1\r
            host: a\r
            content-type: application/x-www-form-urlencoded\r
            transfer-encoding: chunked\r
            \r
            """;
    private static final String SECOND = "GET /secret HTTP/1.1\r\nhost: a\r\n\r\n";

    private final Application app = app();

    private static Application app() {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.router().post("/form", request -> Response.text(request.form().get("a", "none")));
        app.router().post("/text", request -> Response.text(request.text()));
        app.router().get("/secret", _ -> Response.text("secret"));
        return app;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x\r\n", "3\r\na=1zz", "3\na=1\r\n0\r\n\r\n", "-1\r\n", "0x3\r\na=1\r\n"})
    void aBrokenChunkIsTheClientsFaultAndNothingBehindItIsARequest(String body) throws Exception {
        try (TestLog log = new TestLog();
                Server server = TestWire.serve(app)) {
            String answer = TestWire.exchange(server, CHUNKED + body + SECOND);
            assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("secret");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void twoLengthsAreRefusedBeforeAnyHandler() throws Exception {
        try (TestLog _ = new TestLog();
                Server server = TestWire.serve(app)) {
            String request =
                    "POST /text HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
            assertThat(TestWire.exchange(server, request + SECOND))
                    .startsWith("HTTP/1.1 400 ")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIsATimeout() throws Exception {
        ServerOptions options = ServerOptions.defaults();
        options =
                options.withTimeouts(options.timeouts().withBodyGrace(Duration.ofMillis(100)))
                        .withLimits(options.limits().withBodyRate(1_000_000));
        try (TestLog _ = new TestLog();
                Server server = TestWire.serve(app, options);
                TestWire slow = TestWire.to(server)) {
            slow.send("POST /text HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\nslow");
            assertThat(slow.readToEnd()).startsWith("HTTP/1.1 408 ").contains("slower than");
            assertThat(
                            TestWire.exchange(
                                    server,
                                    "GET /secret HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                    .endsWith("secret");
        }
    }

    @Test
    void aTargetThatIsNoneIsRefused() throws Exception {
        try (TestLog _ = new TestLog();
                Server server = TestWire.serve(app)) {
            for (String target : new String[] {"/%zz", "/%00", "/%c3%28", "//%ff"}) {
                assertThat(
                                TestWire.exchange(
                                        server,
                                        "GET "
                                                + target
                                                + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                        .as(target)
                        .startsWith("HTTP/1.1 400 ");
            }
        }
    }
}
