package dev.skein.web;

import static dev.skein.web.FormBodies.TYPE;
import static dev.skein.web.FormBodies.URL_ENCODED;
import static dev.skein.web.FormBodies.field;
import static dev.skein.web.FormBodies.file;
import static dev.skein.web.FormBodies.form;
import static dev.skein.web.FormBodies.part;
import static dev.skein.web.FormEcho.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms through an application: URL-encoded ones, what is no form, and asking a form.
class FormTest {
    private final FormEcho echo = new FormEcho();

    private TestAnswer post(String type, String body) throws Exception {
        return echo.post(type, body);
    }

    // ---- URL-encoded
    // ----------------------------------------------------------------------------------------------------------

    @Test
    void readsPairsInOrder() throws Exception {
        TestAnswer answer = post(URL_ENCODED, "name=J%C3%BCrgen+A&tag=1&tag=2&empty=&bare");
        assertThat(answer.text()).isEqualTo("name=Jürgen A\ntag=1\ntag=2\nempty=\nbare=\n");
    }

    @Test
    void anEmptyBodyIsAnEmptyForm() throws Exception {
        assertThat(post(URL_ENCODED, "").text()).isEmpty();
        assertThat(post(URL_ENCODED, "").status()).isEqualTo(200);
    }

    @Test
    void typesHaveNoCase() throws Exception {
        assertThat(post("Application/X-WWW-Form-URLencoded; Charset=UTF-8", "a=1").text())
                .isEqualTo("a=1\n");
    }

    @Test
    void readsABodyInPieces() throws Exception {
        TestCall call =
                TestCall.of(echo.application(), "POST", "/").header("content-type", URL_ENCODED);
        TestAnswer answer =
                call.chunks(
                                "a=".getBytes(ISO_8859_1),
                                "1&b=%3".getBytes(ISO_8859_1),
                                "0".getBytes(ISO_8859_1))
                        .send();
        assertThat(answer.text()).isEqualTo("a=1\nb=0\n");
    }

    @Test
    void countsPairs() throws Exception {
        echo.limits = echo.limits.withFields(2);
        assertThat(post(URL_ENCODED, "a=1&b=2").status()).isEqualTo(200);
        assertRefused(post(URL_ENCODED, "a=1&b=2&c=3"), 413, "more than 2 fields");
    }

    @Test
    void countsTextOfPairsDecoded() throws Exception {
        echo.limits = echo.limits.withFieldBytes(5);
        assertThat(post(URL_ENCODED, "a=%C3%BC12").status()).isEqualTo(200);
        assertRefused(post(URL_ENCODED, "a=%C3%BC123"), 413, "more than 5 bytes");
        assertRefused(post(URL_ENCODED, "a=12&b=34"), 413, "more than 5 bytes");
    }

    @Test
    void theBodysLimitHolds() throws Exception {
        assertRefused(post(URL_ENCODED, "a=" + "x".repeat(1024 * 1024)), 413, "1048576");
        assertRefused(post(TYPE, form(file("f", "f", "x".repeat(1024 * 1024)))), 413, "1048576");
    }

    // ---- what is no form
    // ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/plain",
                "multipart/mixed; boundary=b",
                "multipart/*; boundary=b",
                "nonsense",
                "<script>"
            })
    void refusesOtherTypes(String type) throws Exception {
        assertRefused(post(type, "a=1"), 415, "application/x-www-form-urlencoded", "got " + type);
    }

    @Test
    void refusesABodyWithoutType() throws Exception {
        TestAnswer answer =
                TestCall.of(echo.application(), "POST", "/")
                        .body("a=1".getBytes(ISO_8859_1))
                        .send();
        assertRefused(answer, 415, "got none");
    }

    @Test
    void refusesGet() throws Exception {
        TestCall call =
                TestCall.get(echo.application(), "/?a=1").header("content-type", URL_ENCODED);
        assertRefused(call.send(), 415, "GET", "query");
        assertRefused(TestCall.get(echo.application(), "/").send(), 415, "POST");
    }

    @Test
    void refusesOtherCharsets() throws Exception {
        assertRefused(post(URL_ENCODED + "; charset=iso-8859-1", "a=1"), 415, "UTF-8");
        assertRefused(post(URL_ENCODED, "_charset_=windows-1252&a=1"), 415, "_charset_");
        assertRefused(post(TYPE, form(field("_charset_", "iso-8859-1"))), 415, "_charset_");
        String latin =
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=latin1";
        assertRefused(post(TYPE, form(part(latin, "x"))), 415, "UTF-8");
    }

    @Test
    void takesUtf8ByName() throws Exception {
        assertThat(post(URL_ENCODED, "_charset_=utf-8").text()).isEqualTo("_charset_=utf-8\n");
        String named =
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=UTF-8";
        assertThat(post(TYPE, form(field("_charset_", "UTF-8"), part(named, "ü"))).text())
                .isEqualTo("_charset_=UTF-8\na=ü\n");
    }

    // ---- asking the form
    // ------------------------------------------------------------------------------------------------------

    @Test
    void tellsWhatIsMissing() throws Exception {
        Application app = new Application();
        app.router().post("/field", request -> Response.text(request.form().require("name")));
        app.router()
                .post(
                        "/file",
                        request -> Response.text(request.form().requireFile("photo").name()));
        assertRefused(
                TestCall.post(app, "/field", URL_ENCODED, "a=1").send(), 400, "name: is missing");
        assertRefused(
                TestCall.post(app, "/file", URL_ENCODED, "photo=1").send(),
                400,
                "photo: is missing: expected a file");
    }

    @Test
    void findsByName() throws Exception {
        Application app = new Application();
        app.router()
                .post(
                        "/",
                        request -> {
                            Form form = request.form();
                            List<Object> found =
                                    List.of(
                                            String.valueOf(form.get("a")),
                                            String.valueOf(form.get("f")),
                                            form.get("none", "other"),
                                            form.require("a"),
                                            form.file("a") == null,
                                            form.requireFile("f").rawFilename(),
                                            form.files("f").size(),
                                            form.files("g").size(),
                                            request.form() == form);
                            return Response.text(
                                    found.stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(" ")));
                        });
        String body =
                form(
                        field("a", "1"),
                        field("a", "2"),
                        file("f", "x", ""),
                        file("f", "y", ""),
                        file("g", "z", ""));
        assertThat(TestCall.post(app, "/", TYPE, body).send().text())
                .isEqualTo("1 null other 1 true x 2 1 true");
    }

    @Test
    void tellsTypesAsClaimed() throws Exception {
        Application app = new Application();
        app.router()
                .post(
                        "/",
                        request -> {
                            List<UploadedFile> files = request.form().files();
                            return Response.text(
                                    files.stream()
                                            .map(
                                                    file ->
                                                            file.contentType()
                                                                    + " "
                                                                    + file.headers().get("x-more"))
                                            .collect(Collectors.joining("\n")));
                        });
        String head = "Content-Disposition: form-data; name=\"f\"; filename=\"f\"";
        String body =
                form(
                        part(head + "\r\nContent-Type: image/png\r\nX-More: 1", ""),
                        part(head + "\r\nContent-Type: nonsense", ""),
                        part(head, ""));
        assertThat(TestCall.post(app, "/", TYPE, body).send().text())
                .isEqualTo("image/png 1\nnull null\nnull null");
    }
}
