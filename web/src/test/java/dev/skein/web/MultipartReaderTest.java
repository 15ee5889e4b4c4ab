package dev.skein.web;

import static dev.skein.web.FormBodies.TYPE;
import static dev.skein.web.FormBodies.bytes;
import static dev.skein.web.FormBodies.field;
import static dev.skein.web.FormBodies.file;
import static dev.skein.web.FormBodies.filesIn;
import static dev.skein.web.FormBodies.form;
import static dev.skein.web.FormBodies.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.multipart.MultipartLimits;
import dev.skein.web.exception.HttpBadRequest;
import dev.skein.web.exception.HttpContentTooLarge;
import dev.skein.web.exception.HttpException;
import dev.skein.web.exception.HttpUnsupportedMediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts as they come.
class MultipartReaderTest {
    private static MultipartReader reader(InputStream body) {
        return MultipartReader.of(body, -1, FormBodies.type(TYPE), MultipartLimits.defaults());
    }

    private static MultipartReader reader(String body) {
        return reader(new ByteArrayInputStream(bytes(body)));
    }

    private static Part next(MultipartReader parts) throws IOException {
        return requireNonNull(parts.next());
    }

    // ---- reading
    // --------------------------------------------------------------------------------------------------------------

    @Test
    void givesPartsInOrder() throws IOException {
        MultipartReader parts = reader(form(field("a", "ü"), file("f", "../x.txt", "data")));
        Part field = next(parts);
        assertThat(field.name()).isEqualTo("a");
        assertThat(field.isFile()).isFalse();
        assertThat(field.filename()).isNull();
        assertThat(field.rawFilename()).isEmpty();
        assertThat(field.text()).isEqualTo("ü");
        Part file = next(parts);
        assertThat(file.isFile()).isTrue();
        assertThat(file.filename()).isEqualTo("x.txt");
        assertThat(file.rawFilename()).isEqualTo("../x.txt");
        assertThat(file.headers().size()).isEqualTo(1);
        assertThat(file.contentType()).isNull();
        assertThat(file.bytes(4)).isEqualTo(bytes("data"));
        assertThat(parts.next()).isNull();
        assertThat(parts.next()).isNull();
    }

    @Test
    void dropsWhatIsLeftOfAPart() throws IOException {
        MultipartReader parts =
                reader(form(field("a", "x".repeat(100_000)), field("b", "2"), field("c", "3")));
        Part first = next(parts);
        assertThat(first.body().read()).isEqualTo('x');
        assertThat(next(parts).name()).isEqualTo("b");
        assertThat(next(parts).text()).isEqualTo("3");
        assertThat(parts.next()).isNull();
    }

    @Test
    void aPartBeforeCannotBeReadAnyMore() throws IOException {
        MultipartReader parts = reader(form(field("a", "1"), field("b", "2")));
        Part first = next(parts);
        Part second = next(parts);
        assertThatThrownBy(() -> first.bytes(10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before the next one is asked for");
        assertThat(second.text()).isEqualTo("2");
        parts.next();
        assertThat(second.body().read()).isEqualTo(-1);
    }

    @Test
    void aPartIsReadOnce() throws IOException {
        Part part = next(reader(form(field("a", "1234"))));
        assertThat(part.body().read()).isEqualTo('1');
        assertThat(part.body().available()).isEqualTo(3);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.text()).isEmpty();
        assertThat(part.body().read(new byte[0])).isZero();
        assertThat(part.body().read()).isEqualTo(-1);
    }

    /// Whole, byte by byte, and cut in two anywhere.
    @Test
    void theWayItComesDoesNotMatter() throws IOException {
        byte[] body =
                bytes(
                        "\r\n"
                                + form(
                                        field("a", "\r\n--"),
                                        file("f", "ü", "\r\n--bb\r\n--b-\r\n-"),
                                        field("", ""))
                                + "epilogue");
        String whole = tell(new ByteArrayInputStream(body));
        assertThat(whole).contains("a||\r\n--").contains("f|ü|\r\n--bb");
        for (int size = 1; size < 9; size++) {
            assertThat(tell(FormBodies.inPieces(body, size))).isEqualTo(whole);
        }
        for (int cut = 0; cut <= body.length; cut++) {
            assertThat(tell(FormBodies.cutAt(body, cut))).as("cut at " + cut).isEqualTo(whole);
        }
    }

    private static String tell(InputStream body) throws IOException {
        MultipartReader parts = reader(body);
        StringBuilder told = new StringBuilder();
        for (Part part = parts.next(); part != null; part = parts.next()) {
            String data = new String(part.body().readAllBytes(), UTF_8);
            told.append(part.name() + "|" + part.rawFilename() + "|" + data + "|\n");
        }
        return told.toString();
    }

    @Test
    void readsNoFurtherThanAsked() throws IOException {
        int[] taken = {0};
        InputStream counting =
                new InputStream() {
                    private final InputStream inner =
                            new ByteArrayInputStream(
                                    bytes(
                                            form(
                                                    field("a", "1"),
                                                    file("f", "f", "x".repeat(1_000_000)))));

                    @Override
                    public int read() throws IOException {
                        throw new IOException("expected reads of many bytes");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        int got = inner.read(target, offset, length);
                        taken[0] += Math.max(0, got);
                        return got;
                    }
                };
        MultipartReader parts = reader(counting);
        next(parts);
        Part file = next(parts);
        file.body().skipNBytes(100_000);
        assertThat(taken[0]).isBetween(100_000, 100_000 + 2 * 16 * 1024);
    }

    // ---- limits and bad bodies
    // ------------------------------------------------------------------------------------------------

    @Test
    void limitsWhatIsTaken() throws IOException {
        MultipartReader parts = reader(form(field("a", "12345"), field("b", "x")));
        Part part = next(parts);
        assertThatThrownBy(() -> part.bytes(4))
                .isInstanceOf(HttpContentTooLarge.class)
                .hasMessageContaining("a: more than 4 bytes");
        assertThat(next(parts).name()).isEqualTo("b");
        Part large = next(reader(form(field("a", "x".repeat(1024 * 1024 + 1)))));
        assertThatThrownBy(large::text).isInstanceOf(HttpContentTooLarge.class);
    }

    @Test
    void refusesAHundredThousandParts() {
        MultipartReader parts = reader(FormBodies.endless("", field("a", "")));
        assertThatThrownBy(() -> readAll(parts))
                .isInstanceOf(HttpContentTooLarge.class)
                .hasMessageContaining("128 parts");
        assertThatThrownBy(() -> readAll(parts)).isInstanceOf(HttpContentTooLarge.class);
    }

    @Test
    void refusesAnEndlessHead() {
        assertStatus(431, FormBodies.endless("--b\r\nX: ", "x"));
        assertStatus(431, FormBodies.endless("--b\r\n", "X: y\r\n"));
    }

    @Test
    void refusesAnEndlessPreamble() {
        assertStatus(413, FormBodies.endless("", "x"));
        assertStatus(413, FormBodies.endless("", "\r\n--c"));
    }

    @Test
    void refusesAnEndlessEpilogue() {
        assertStatus(413, FormBodies.endless(form(field("a", "1")), "x"));
    }

    @Test
    void refusesAnEndlessFieldOfAForm() {
        MultipartReader parts =
                reader(
                        FormBodies.endless(
                                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "x"));
        FormLimits limits = FormLimits.defaults();
        FormReader form = new FormReader(limits, new SpoolArea(limits));
        assertThatThrownBy(() -> form.read(parts))
                .isInstanceOf(HttpContentTooLarge.class)
                .hasMessageContaining("1048576 bytes of text");
    }

    private static void assertStatus(int status, InputStream body) {
        MultipartReader parts = reader(body);
        assertThatThrownBy(() -> readAll(parts))
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    private static void readAll(MultipartReader parts) throws IOException {
        while (parts.next() != null) {
            assertThat(parts).isNotNull();
        }
    }

    /// Truncated anywhere it is refused, except where only the last CRLF is missing.
    @Test
    void refusesABodyThatEndsTooEarly() throws IOException {
        byte[] body = bytes(form(field("a", "1"), file("f", "f", "x")));
        for (int length = 0; length < body.length - 2; length++) {
            assertStatus(400, new ByteArrayInputStream(body, 0, length));
        }
        readAll(reader(new ByteArrayInputStream(body, 0, body.length - 2)));
    }

    @Test
    void aMultipartBodyInsideIsData() throws IOException {
        StringBuilder nested = new StringBuilder("x");
        for (int depth = 0; depth < 1000; depth++) {
            nested.insert(
                    0,
                    "--b"
                            + depth
                            + "\r\nContent-Type: multipart/mixed; boundary=b"
                            + (depth + 1)
                            + "\r\n\r\n");
        }
        String head =
                "Content-Disposition: form-data; name=\"f\"; filename=\"f\"\r\nContent-Type: multipart/mixed; boundary=b999";
        MultipartReader parts = reader(form(part(head, nested.toString())));
        assertThat(next(parts).bytes(1_000_000)).asString(UTF_8).isEqualTo(nested.toString());
        assertThat(parts.next()).isNull();
    }

    @Test
    void refusesTypesAndBoundaries() throws Exception {
        Application app = new Application();
        app.router()
                .post("/", request -> Response.text(String.valueOf(request.multipart().next())));
        assertThat(TestCall.post(app, "/", "text/plain", "").send().text())
                .contains("415", "multipart/form-data", "got text/plain");
        assertThat(TestCall.of(app, "POST", "/").send().text()).contains("415", "got none");
        assertThat(TestCall.post(app, "/", "multipart/form-data", "").send().text())
                .contains("400", "boundary");
        assertThat(
                        TestCall.post(app, "/", "multipart/form-data; boundary=\"a;b\"", "")
                                .send()
                                .status())
                .isEqualTo(400);
        assertThat(TestCall.post(app, "/", "multipart/mixed; boundary=b", form()).send().text())
                .isEqualTo("null");
    }

    @Test
    void partsOfOtherBodiesNeedNoName() throws IOException {
        String body =
                form(part("Content-Transfer-Encoding: base64", "YQ=="), "--b\r\n\r\nbare\r\n");
        MultipartReader parts =
                MultipartReader.of(
                        new ByteArrayInputStream(bytes(body)),
                        body.length(),
                        FormBodies.type("multipart/mixed; boundary=b"),
                        MultipartLimits.defaults());
        Part first = next(parts);
        assertThat(first.name()).isNull();
        assertThat(first.text()).isEqualTo("YQ==");
        assertThat(next(parts).text()).isEqualTo("bare");
        assertThat(parts.next()).isNull();
    }

    @Test
    void refusesTextThatIsNone() throws IOException {
        byte[] body = bytes(form(field("a", "?")));
        body[new String(body, UTF_8).indexOf('?')] = (byte) 0xFF;
        Part part = next(reader(new ByteArrayInputStream(body)));
        assertThatThrownBy(part::text)
                .isInstanceOf(HttpBadRequest.class)
                .hasMessageContaining("a: expected text in UTF-8");
    }

    @Test
    void aRefusedPartCanBePassedOver() throws IOException {
        String coded = "Content-Disposition: form-data; name=\"a\"\r\nContent-Encoding: gzip";
        MultipartReader parts = reader(form(part(coded, "x"), field("b", "2")));
        assertThatThrownBy(parts::next).isInstanceOf(HttpUnsupportedMediaType.class);
        assertThat(next(parts).text()).isEqualTo("2");
    }

    // ---- loops
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void goesInALoop() throws IOException {
        StringBuilder told = new StringBuilder();
        for (Part part : reader(form(field("a", "1"), field("b", "2")))) {
            told.append(part.name()).append(part.text());
        }
        assertThat(told.toString()).isEqualTo("a1b2");
        Iterator<Part> none = reader(form()).iterator();
        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aLoopTellsWhatFails() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken");
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("broken");
                    }
                };
        Iterator<Part> parts = reader(broken).iterator();
        assertThatThrownBy(parts::hasNext)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("broken");
    }

    @Test
    void aBodyThatIsTooLargeIs413InALoopToo() throws Exception {
        Application app = new Application();
        app.router()
                .post(
                        "/",
                        request -> {
                            request.body().limit(50);
                            int count = 0;
                            for (Part part : request.multipart()) {
                                count += part.isFile() ? 1 : 0;
                            }
                            return Response.text(String.valueOf(count));
                        });
        TestAnswer answer = TestCall.post(app, "/", TYPE, form(field("a", "x".repeat(100)))).send();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(TestCall.post(app, "/", TYPE, form()).send().text()).isEqualTo("0");
    }

    // ---- saving
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void savesAPart(@TempDir Path directory) throws IOException {
        MultipartReader parts = reader(form(file("f", "f", "content"), field("b", "2")));
        Path target = directory.resolve("x");
        assertThat(next(parts).saveTo(target)).isEqualTo(7);
        assertThat(target).hasContent("content");
        assertThat(next(parts).text()).isEqualTo("2");
    }

    @Test
    void savesOverNothing(@TempDir Path directory) throws IOException {
        Part part = next(reader(form(file("f", "f", "content"))));
        Path target = Files.writeString(directory.resolve("x"), "old");
        assertThatThrownBy(() -> part.saveTo(target))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("old");
        assertThat(part.text()).isEqualTo("content");
    }

    @Test
    void leavesNoHalfFile(@TempDir Path directory) throws IOException {
        Part part =
                next(
                        reader(
                                "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                                        + "x".repeat(100_000)));
        assertThatThrownBy(() -> part.saveTo(directory.resolve("x")))
                .isInstanceOf(HttpBadRequest.class);
        assertThat(filesIn(directory)).isEmpty();
    }
}
