package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.server.Server;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpFound;
import dev.skein.web.exception.HttpMethodNotAllowed;
import dev.skein.web.exception.HttpUpgradeRequired;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a program is made to say, it cannot say more than one field.
class HeaderInjectionTest {
    private static final List<String> EVIL =
            List.of(
                    "a\r\nset-cookie: evil=1",
                    "a\nb: c",
                    "a\rb: c",
                    "a\0b",
                    "a\u010a\u010db",
                    "a\u2028b");

    private static Stream<String> evil() {
        return EVIL.stream();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("evil")
    void responsesRefuse(String evil) {
        Response response = Response.text("");

        assertRefused(() -> response.withHeader("x", evil));
        assertRefused(() -> response.withHeader(evil, "x"));
        assertRefused(() -> response.plusHeader("x", evil));
        assertRefused(() -> response.plusHeader(evil, "x"));
        assertRefused(() -> response.withVary(evil));
        assertRefused(() -> Response.bytes(new byte[0], evil));
        assertRefused(() -> Response.stream(evil, _ -> {}));
        assertRefused(() -> Headers.of("x", evil));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void redirectsRefuse(String evil) {
        assertRefused(() -> Response.redirect("/" + evil));
        assertRefused(() -> Response.redirect(301, "/" + evil));
        assertRefused(() -> new HttpFound("/" + evil));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void cookiesRefuse(String evil) {
        SetCookie cookie = SetCookie.of("a", "b");

        assertRefused(() -> SetCookie.of(evil, "b"));
        assertRefused(() -> SetCookie.of("a", evil));
        assertRefused(() -> cookie.withPath("/" + evil));
        assertRefused(() -> cookie.withDomain(evil));
        assertRefused(() -> Response.text("").withCookie("a", evil));
        assertRefused(() -> Response.text("").withoutCookie(evil));
    }

    @ParameterizedTest
    @MethodSource("evil")
    void thrownAnswersRefuse(String evil) {
        assertRefused(() -> new HttpUpgradeRequired(evil));
        assertRefused(() -> new HttpMethodNotAllowed("GET", List.of(evil)));
    }

    /// What is said about an error stands in the body only.
    @ParameterizedTest
    @MethodSource("evil")
    void detailsStayOutOfTheHead(String evil) throws Exception {
        Application app = new Application(ApplicationOptions.defaults().withDebug(false));
        app.router()
                .get(
                        "/",
                        _ -> {
                            throw new HttpException(418, evil);
                        });

        TestAnswer answer = TestCall.get(app, "/").send();

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.headers().toString()).doesNotContain("evil", "b: c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//evil.com",
                "///evil.com",
                "/\\evil.com",
                "\\\\evil.com",
                "\\/evil.com",
                "/\t/evil.com",
                " /a",
                "/a b",
                "/\u00e9"
            })
    void redirectsDoNotLeaveByAccident(String location) {
        assertRefused(() -> Response.redirect(location));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a?b=c#d", "https://example.com/", "a/b", "?page=2", "/a//b"})
    void redirectsGoWhereTheyShould(String location) {
        assertThat(Response.redirect(location).headers().get("location")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 101, 199, 1000, Integer.MAX_VALUE})
    void statusesAreStatuses(int status) {
        assertRefused(() -> Response.of(status));
        assertRefused(() -> Response.text("").withStatus(status));
        assertRefused(() -> new HttpException(status, ""));
    }

    // ---- over the wire

    /// Fields that frame the message are the server's: set by hand they cannot make two of one answer.
    @ParameterizedTest
    @CsvSource({
        "content-length, 1",
        "content-length, 100",
        "content-length, -1",
        "content-length, +3",
        "transfer-encoding, chunked",
        "transfer-encoding, gzip",
        "upgrade, websocket",
        "connection, upgrade"
    })
    void framingCannotBeForged(String name, String value) throws Exception {
        Application app = new Application();
        app.router().get("/", _ -> Response.text("abc").withHeader(name, value));
        try (TestLog _ = new TestLog();
                Server server = TestWire.serve(app)) {
            String answer =
                    TestWire.exchange(
                            server, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");

            String head = answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
            String body = answer.substring(head.length());
            assertThat(head).doesNotContain("transfer-encoding");
            assertThat(head.split("content-length: ", -1)).as("one length").hasSize(2);
            assertThat(head).contains("content-length: " + body.length() + "\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void whatHasNoBodyHasNone(int status) throws Exception {
        Application app = new Application();
        app.router().get("/", _ -> Response.text("HTTP/1.1 200 OK\r\n\r\n").withStatus(status));
        try (Server server = TestWire.serve(app)) {
            String answer =
                    TestWire.exchange(
                            server, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(answer.indexOf("\r\n\r\n")).isEqualTo(answer.length() - 4);
        }
    }

    @Test
    void namesOfFilesAreNoFields() {
        assertThat(Path.of("/a\r\nb: c").getFileName().toString()).contains("\r\n");
        assertRefused(
                () ->
                        Headers.of(
                                "content-disposition",
                                "attachment; filename=" + Path.of("/a\r\nb: c").getFileName()));
    }
}
