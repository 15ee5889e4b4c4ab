package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.skein.http.Headers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {
    private static ContentDisposition parse(String value) {
        ContentDisposition parsed = ContentDisposition.parseOrNull(value);
        if (parsed == null) {
            throw new AssertionError("refused: " + value);
        }
        return parsed;
    }

    private static String wire(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String safe(String filename) {
        return String.valueOf(ContentDisposition.ofAttachment(filename).safeFilename());
    }

    @Test
    void readsTypesNamesAndFilenames() {
        assertThat(parse("form-data; name=\"a\""))
                .isEqualTo(new ContentDisposition("form-data", "a", null));
        assertThat(parse("Form-Data;name=a;filename=b.txt;"))
                .isEqualTo(new ContentDisposition("form-data", "a", "b.txt"));
        assertThat(parse(" attachment ; ; FileName = \"b c.txt\" ; size=5 "))
                .isEqualTo(new ContentDisposition("attachment", null, "b c.txt"));
        assertThat(parse("inline")).isEqualTo(new ContentDisposition("inline", null, null));
        assertThat(parse("form-data; name=\"\"; filename=\"\""))
                .isEqualTo(new ContentDisposition("form-data", "", ""));
    }

    @Test
    void aNameIsOfFormsOnly() {
        assertThat(parse("attachment; name=x").name()).isNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContentDisposition("attachment", "x", null))
                .withMessageContaining("form-data");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContentDisposition("a b", null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "; name=a",
                "filename=\"a\"",
                "form-data name=a",
                "form-data; name",
                "form-data; name=",
                "form-data; =a",
                "form-data; name=a b",
                "form-data; name=\"a",
                "form-data; name=\"a\"b",
                "form-data; name=\"a\u0000\"",
                "form-data; name=\"a\r\n\"",
                "form-data; name=a; name=a",
                "form-data; name=a; NAME=b",
                "attachment; filename=a/b",
                "attachment; filename=\u00e4.txt",
                "attachment; filename*=\"UTF-8''a\"",
                "attachment; filename=\"a\\\"",
                "\u0130nline"
            })
    void refusesWhatIsMalformed(String value) {
        assertThat(ContentDisposition.parseOrNull(value)).isNull();
    }

    @Test
    void theExtendedFilenameWins() {
        assertThat(parse("attachment; filename=\"EURO.txt\"; filename*=utf-8'en'%e2%82%ac.txt"))
                .extracting(ContentDisposition::filename)
                .isEqualTo("€.txt");
        assertThat(parse("attachment; filename*=UTF-8''a%20b; filename=c").filename())
                .isEqualTo("a b");
        // RFC 7578 §4.2 forbids senders to do so; some need it for names beyond ASCII.
        assertThat(parse("form-data; name=a; filename*=utf-8''%C3%A4").filename()).isEqualTo("ä");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-8''%zz",
                "UTF-8''%ff",
                "UTF-8''a%00b",
                "UTF-8'a",
                "UTF-8",
                "iso-8859-1''%e4",
                "''a"
            })
    void aMalformedExtendedFilenameIsIgnored(String extended) {
        assertThat(parse("attachment; filename=plain; filename*=" + extended).filename())
                .isEqualTo("plain");
        assertThat(parse("attachment; filename*=" + extended).filename()).isNull();
    }

    @Test
    void continuationsOfMailAreNoFilename() {
        assertThat(parse("form-data; name=a; filename*0=x; filename*1=\".txt\"; filename*2*=y"))
                .isEqualTo(new ContentDisposition("form-data", "a", null));
    }

    @Test
    void readsFormsAsBrowsersWriteThem() {
        assertThat(parse("form-data; name=\"a%22b%0d%0Ac\"").name()).isEqualTo("a\"b\r\nc");
        assertThat(parse("form-data; name=\"100%, %41, %2, %\"").name())
                .isEqualTo("100%, %41, %2, %");
        assertThat(parse("form-data; name=f; filename=\"C:\\new\\text\\\"").filename())
                .isEqualTo("C:\\new\\text\\");
        assertThat(parse("form-data; filename=\"a\\\" ; name=\"b\\\""))
                .isEqualTo(new ContentDisposition("form-data", "b\\", "a\\"));
        assertThat(parse("form-data; name=\"" + wire("ä€😀") + "\"").name()).isEqualTo("ä€😀");
        assertThat(parse("form-data; name=\"\u00e4\"").name()).isEqualTo("ä");
        assertThat(parse("form-data; name=\"€\"").name()).isEqualTo("€");
    }

    @Test
    void readsQuotedPairs() {
        // As curl before 7.81 and others write them.
        assertThat(parse("form-data; name=\"a\\\"b\"; filename=\"c\\\"d\\\\\""))
                .isEqualTo(new ContentDisposition("form-data", "a\"b", "c\"d\\\\"));
        assertThat(parse("attachment; filename=\"a\\\"b\\\\c\\d%22\"").filename())
                .isEqualTo("a\"b\\cd%22");
    }

    /// A client that escapes quotes with backslashes sends a file whose name wants to be more than
    /// a name.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\"; name=\"admin",
                "a\"; filename*=UTF-8''evil",
                "a\"; filename*=UTF-8''evil;",
                "a\"; filename*=UTF-8''evil; x=\"b",
                "a\" ; x=y"
            })
    void noNameBreaksOutOfItsQuotes(String filename) {
        String escaped = filename.replace("\\", "\\\\").replace("\"", "\\\"");
        assertThat(
                        ContentDisposition.parseOrNull(
                                "form-data; name=\"f\"; filename=\"" + escaped + "\""))
                .isNull();
        ContentDisposition ours = ContentDisposition.ofFile("f", filename);
        assertThat(parse(ours.format())).isEqualTo(ours);
    }

    @Test
    void formatsForms() {
        assertThat(ContentDisposition.ofField("a").format()).isEqualTo("form-data; name=\"a\"");
        assertThat(ContentDisposition.ofFile("a\"\r\nb", "ä\\.txt").format())
                .isEqualTo("form-data; name=\"a%22%0D%0Ab\"; filename=\"" + wire("ä") + "\\.txt\"");
        assertThat(
                        Headers.of(
                                        "content-disposition",
                                        ContentDisposition.ofFile("n", "😀").format())
                                .get("content-disposition"))
                .isEqualTo("form-data; name=\"n\"; filename=\"" + wire("😀") + "\"");
    }

    @Test
    void formatsDownloads() {
        assertThat(ContentDisposition.ofAttachment("plain name.txt").format())
                .isEqualTo("attachment; filename=\"plain name.txt\"");
        assertThat(ContentDisposition.ofAttachment("€ \"100%\"😀.txt").format())
                .isEqualTo(
                        "attachment; filename=\"_ _100___.txt\";"
                                + " filename*=UTF-8''%E2%82%AC%20%22100%25%22%F0%9F%98%80.txt");
        assertThat(new ContentDisposition("inline", null, null).format()).isEqualTo("inline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u001b[31m", "a\u007f"})
    void formatsNoControlCharacters(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentDisposition.ofField(name).format())
                .withMessageContaining("control characters")
                .withMessageContaining("\\x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentDisposition.ofAttachment(name).format());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentDisposition.ofAttachment("a\r\nb").format());
    }

    @Test
    void whatIsFormattedIsReadAgain() {
        for (String name : new String[] {"", "a", "a b", "\\", "a\\\"", "\";x=\"", "ä€😀", "\t%"}) {
            ContentDisposition file = ContentDisposition.ofFile(name, name + name);
            assertThat(parse(file.format())).isEqualTo(file);
            ContentDisposition attachment = ContentDisposition.ofAttachment(name);
            assertThat(parse(attachment.format())).isEqualTo(attachment);
        }
    }

    private static Stream<Arguments> filenames() {
        return Stream.of(
                arguments("plain.txt", "plain.txt"),
                arguments("with space.txt", "with space.txt"),
                arguments("../../etc/passwd", "passwd"),
                arguments("/etc/passwd", "passwd"),
                arguments("C:\\x", "x"),
                arguments("c:evil.exe", "evil.exe"),
                arguments("\\\\host\\share\\a.txt", "a.txt"),
                arguments("a.txt:stream", "a.txt_stream"),
                arguments("a.txt::$DATA", "a.txt__$DATA"),
                arguments("con", "_con"),
                arguments("CON.txt", "_CON.txt"),
                arguments("nul .tar.gz", "_nul .tar.gz"),
                arguments("com1.log", "_com1.log"),
                arguments("lpt\u00b9", "_lpt1"),
                arguments("conin$", "_conin$"),
                arguments("console", "console"),
                arguments("com10", "com10"),
                arguments(".htaccess", "htaccess"),
                arguments("...a", "a"),
                arguments("evil.php. .", "evil.php"),
                arguments("a\u0000b.txt", "ab.txt"),
                arguments("a\r\nb\u001b.txt", "ab.txt"),
                arguments("\u202egnp.exe", "gnp.exe"),
                arguments("a\u200b\ufeffb", "ab"),
                arguments("a\u2028b", "ab"),
                arguments("\uff0e\uff0e\uff0fetc\uff0fpasswd", "passwd"),
                arguments("..\uff3cx", "x"),
                arguments("\u2024\u2024/x", "x"),
                arguments("a<b>\"c|?*.txt", "a_b__c___.txt"),
                arguments("\ud800a", "a"),
                arguments("\u00e4\u20ac.txt", "\u00e4\u20ac.txt"));
    }

    @ParameterizedTest
    @MethodSource("filenames")
    void safeFilenames(String filename, String expected) {
        assertThat(safe(filename)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "/",
                "a/",
                "a/..",
                "..\\",
                "C:",
                "C:\\",
                " ",
                "\u202e",
                "\u0000",
                ".\u202e.",
                "/.\u200b./",
                ". .",
                "\u3000"
            })
    void nothingIsLeft(String filename) {
        assertThat(ContentDisposition.ofAttachment(filename).safeFilename()).isNull();
    }

    @Test
    void noFilenameIsNoSafeFilename() {
        assertThat(ContentDisposition.ofField("a").safeFilename()).isNull();
    }

    @Test
    void longNamesKeepTheirKind() {
        assertThat(safe("a".repeat(300) + ".jpg")).isEqualTo("a".repeat(251) + ".jpg");
        assertThat(safe("a".repeat(251) + ".php" + ".jpg")).isEqualTo("a".repeat(251) + ".jpg");
        assertThat(safe("é".repeat(200) + ".png")).isEqualTo("é".repeat(125) + ".png");
        assertThat(safe("😀".repeat(100))).isEqualTo("😀".repeat(63));
        assertThat(safe("a".repeat(254) + "." + "b".repeat(100))).isEqualTo("a".repeat(254));
        assertThat(safe("a".repeat(255))).isEqualTo("a".repeat(255));
        assertThat(safe("../".repeat(1000) + "a.txt")).isEqualTo("a.txt");
        // Only so much of a name is looked at.
        assertThat(safe("b" + "\u200b".repeat(1000))).isEqualTo("b");
        assertThat(safe("b" + "\u200b".repeat(1024))).isEqualTo("null");
    }

    @Test
    void isPrintedEscaped() {
        assertThat(ContentDisposition.ofFile("a\nb", "\u001b" + "x".repeat(500)).toString())
                .startsWith("ContentDisposition[form-data, name=a\\nb, filename=\\x1bxxx")
                .hasSizeLessThan(300);
    }
}
