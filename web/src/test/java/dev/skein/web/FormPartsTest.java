package dev.skein.web;

import static dev.skein.web.FormBodies.TYPE;
import static dev.skein.web.FormBodies.field;
import static dev.skein.web.FormBodies.file;
import static dev.skein.web.FormBodies.form;
import static dev.skein.web.FormBodies.part;
import static dev.skein.web.FormEcho.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms in parts, through an application.
class FormPartsTest {
    private final FormEcho echo = new FormEcho();

    private TestAnswer post(String type, String body) throws Exception {
        return echo.post(type, body);
    }

    @Test
    void readsFieldsAndFiles() throws Exception {
        String body =
                form(
                        field("a", "1"),
                        file("f", "x.txt", "one"),
                        field("a", "zwölf"),
                        file("f", "y", "two"));
        assertThat(post(TYPE, body).text()).isEqualTo("a=1\na=zwölf\nf:x.txt:one\nf:y:two\n");
    }

    /// The example of RFC 7578 §4.6, but in UTF-8: as it stands there, in ISO-8859-1, it is refused.
    @Test
    void readsTheExampleOfTheRfc() throws Exception {
        String body =
                """
                --AaB03x
                content-disposition: form-data; name="_charset_"

                UTF-8
                --AaB03x
                content-disposition: form-data; name="field1"

                ...text encoded in UTF-8 ä...
                --AaB03x--
                """
                        .replace("\n", "\r\n");
        assertThat(post("multipart/form-data; boundary=\"AaB03x\"", body).text())
                .isEqualTo("_charset_=UTF-8\nfield1=...text encoded in UTF-8 ä...\n");
        assertRefused(
                post("multipart/form-data; boundary=AaB03x", body.replace("UTF-8", "iso-8859-1")),
                415,
                "_charset_");
    }

    @Test
    void anEmptyFormIsOnlyItsEnd() throws Exception {
        assertThat(post(TYPE, form()).text()).isEmpty();
        assertRefused(post(TYPE, ""), 400, "before its first boundary");
    }

    @Test
    void aFileThatWasNotChosenIsNone() throws Exception {
        assertThat(
                        post(TYPE, form(file("f", "", ""), file("g", "", "x"), file("h", "h", "")))
                                .text())
                .isEqualTo("g:null:x\nh:h:\n");
    }

    @Test
    void keepsNulInValuesAndRefusesItInNames() throws Exception {
        assertThat(post(TYPE, form(field("a", "x\0y"), file("f", "f", "\0"))).text())
                .isEqualTo("a=x\0y\nf:f:\0\n");
        assertRefused(post(TYPE, form(file("f", "a.php\0.png", "x"))), 400, "400");
        assertRefused(post(TYPE, form(field("a\0", "x"))), 400, "400");
        String extended = "Content-Disposition: form-data; name=\"f\"; filename*=UTF-8''a%00.png";
        assertThat(post(TYPE, form(part(extended, "x"))).text()).isEqualTo("f=x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..\\..\\etc\\passwd",
                "/etc/passwd",
                "C:passwd",
                "C:\\passwd",
                "\\\\host\\share\\passwd",
                "....//passwd",
                "passwd. . .",
                "./passwd",
                "．．／passwd"
            })
    void namesOfFilesAreSafe(String filename) throws Exception {
        TestAnswer answer = post(TYPE, form(file("f", filename, "x")));
        assertThat(answer.text()).isEqualTo("f:passwd:x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "/", "../", "C:\\", "   "})
    void namesThatAreNoneAreNull(String filename) throws Exception {
        assertThat(post(TYPE, form(file("f", filename, "x"))).text()).isEqualTo("f:null:x\n");
    }

    @Test
    void refusesCodingsOfParts() throws Exception {
        String head = "Content-Disposition: form-data; name=\"a\"\r\n";
        assertRefused(
                post(TYPE, form(part(head + "Content-Transfer-Encoding: base64", "YQ=="))),
                400,
                "a: ",
                "7bit");
        assertRefused(
                post(
                        TYPE,
                        form(
                                part(
                                        head
                                                + "Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64",
                                        "x"))),
                400,
                "7bit");
        assertRefused(
                post(TYPE, form(part(head + "Content-Encoding: gzip", "x"))),
                415,
                "content-encoding");
        assertThat(post(TYPE, form(part(head + "Content-Transfer-Encoding: Binary", "x"))).text())
                .isEqualTo("a=x\n");
    }

    @Test
    void refusesTextThatIsNone() throws Exception {
        byte[] body = form(field("a<b", "\u00FF")).getBytes(ISO_8859_1);
        TestAnswer answer =
                TestCall.of(echo.application(), "POST", "/")
                        .header("content-type", TYPE)
                        .body(body)
                        .send();
        assertRefused(answer, 400, "a<b: expected text in UTF-8");
    }

    @Test
    void countsFieldsAndFiles() throws Exception {
        echo.limits = echo.limits.withFields(2).withFiles(1);
        assertThat(post(TYPE, form(field("a", "1"), field("a", "2"), file("f", "f", "x"))).status())
                .isEqualTo(200);
        assertRefused(
                post(TYPE, form(field("a", "1"), field("a", "2"), field("a", "3"))),
                413,
                "more than 2 fields");
        assertRefused(
                post(TYPE, form(file("f", "f", "x"), file("f", "f", "x"))),
                413,
                "more than 1 files");
        assertRefused(
                post(TYPE, form(file("f", "", ""), file("f", "", ""))), 413, "more than 1 files");
    }

    @Test
    void countsTextOfFields() throws Exception {
        echo.limits = echo.limits.withFieldBytes(5);
        assertThat(post(TYPE, form(field("a", "12"), field("b", "3"))).status()).isEqualTo(200);
        assertRefused(post(TYPE, form(field("a", "12345"))), 413, "more than 5 bytes of text");
        assertRefused(
                post(TYPE, form(field("a", "12"), field("b", "34"))),
                413,
                "more than 5 bytes of text");
        assertRefused(post(TYPE, form(field("abcdef", ""))), 413, "more than 5 bytes of text");
    }

    @Test
    void countsBytesOfEachFile() throws Exception {
        echo.limits = echo.limits.withFileBytes(3);
        assertThat(post(TYPE, form(file("f", "f", "123"), file("f", "f", "123"))).status())
                .isEqualTo(200);
        assertRefused(
                post(TYPE, form(file("f", "f", "1234"))), 413, "f: a file of more than 3 bytes");
    }

    @Test
    void limitsHeads() throws Exception {
        echo.limits = echo.limits.withHeaderBytes(60);
        assertThat(post(TYPE, form(field("a", "1"))).status()).isEqualTo(200);
        assertRefused(post(TYPE, form(field("a".repeat(60), "1"))), 431, "60 bytes");
    }

    /// The limits count what comes out of a coding.
    @Test
    void readsCodedForms() throws Exception {
        assertThat(postGzip(form(field("a", "1"))).text()).isEqualTo("a=1\n");
        assertRefused(postGzip(form(field("a", "x".repeat(1024 * 1024)))), 413, "1048576");
        assertRefused(postGzip(form(file("f", "f", "x".repeat(50_000_000)))), 413, "1048576");
    }

    private TestAnswer postGzip(String body) throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(coded)) {
            out.write(body.getBytes(ISO_8859_1));
        }
        return TestCall.of(echo.application(), "POST", "/")
                .header("content-type", TYPE)
                .header("content-encoding", "gzip")
                .body(coded.toByteArray())
                .send();
    }
}
