package dev.skein.http.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartWriterTest {
    private static final Headers FIELD =
            Headers.of("content-disposition", ContentDisposition.ofField("a").format());

    private static String text(ByteSink out) {
        return new String(out.toByteArray(), ISO_8859_1);
    }

    @Test
    void writesForms() {
        MultipartWriter writer = MultipartWriter.forForm("b");
        ByteSink out = new ByteSink();
        writer.partHead(FIELD, out);
        out.putAscii("one");
        writer.partEnd(out);
        writer.partHead(FIELD.plus("content-type", "text/plain"), out);
        writer.partEnd(out);
        writer.end(out);
        assertThat(text(out))
                .isEqualTo(
                        """
                        --b
                        content-disposition: form-data; name="a"

                        one
                        --b
                        content-disposition: form-data; name="a"
                        content-type: text/plain


                        --b--
                        """
                                .replace("\n", "\r\n"));
        assertThat(writer.contentType()).isEqualTo("multipart/form-data; boundary=b");
        assertThat(writer.boundary()).isEqualTo("b");
    }

    @Test
    void anEmptyForm() {
        MultipartWriter writer = MultipartWriter.forForm("b");
        ByteSink out = new ByteSink();
        writer.end(out);
        assertThat(text(out)).isEqualTo("--b--\r\n");
        assertThat(out.size()).isEqualTo((int) writer.endSize());
    }

    @Test
    void quotesBoundariesThatAreNoTokens() {
        assertThat(new MultipartWriter("mixed", "a b:c").contentType())
                .isEqualTo("multipart/mixed; boundary=\"a b:c\"");
    }

    @Test
    void boundariesFromRandomBytes() {
        assertThat(MultipartWriter.boundary(new byte[16])).isEqualTo("0".repeat(32));
        assertThat(MultipartWriter.boundary(new byte[35])).hasSize(70);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultipartWriter.boundary(new byte[15]))
                .withMessageContaining("came 15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultipartWriter.boundary(new byte[36]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a ", "a\r\nb", "a\"b", "ä"})
    void refusesBoundaries(String boundary) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MultipartWriter.forForm(boundary))
                .withMessageContaining("boundary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultipartWriter("x" + boundary + "\r\n", "b"))
                .withMessageContaining("subtype");
    }

    @Test
    void partsOfFormsHaveNames() {
        MultipartWriter writer = MultipartWriter.forForm("b");
        ByteSink out = new ByteSink();
        for (Headers headers :
                List.of(
                        Headers.EMPTY,
                        Headers.of("content-disposition", "form-data"),
                        Headers.of("content-disposition", "attachment; name=a"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.partHead(headers, out))
                    .withMessageContaining("ofField");
        }
        assertThat(out.size()).isZero();
        new MultipartWriter("mixed", "b").partHead(Headers.EMPTY, out);
        assertThat(text(out)).isEqualTo("--b\r\n\r\n");
    }

    @Test
    void noLineBreakReachesAHead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.of("content-type", "text/plain\r\nx: y"));
        assertThat(ContentDisposition.ofFile("a\r\nx: y", "\r\n\r\n--b--").format())
                .doesNotContain("\r", "\n");
    }

    @Test
    void partsComeOneByOne() {
        MultipartWriter writer = MultipartWriter.forForm("b");
        ByteSink out = new ByteSink();
        assertThatIllegalStateException().isThrownBy(() -> writer.partEnd(out));
        writer.partHead(FIELD, out);
        assertThatIllegalStateException()
                .isThrownBy(() -> writer.partHead(FIELD, out))
                .withMessage("partHead: expected the writer BETWEEN_PARTS, but it is IN_PART");
        assertThatIllegalStateException().isThrownBy(() -> writer.end(out));
        writer.partEnd(out);
        writer.end(out);
        assertThatIllegalStateException().isThrownBy(() -> writer.end(out));
        assertThatIllegalStateException().isThrownBy(() -> writer.partHead(FIELD, out));
    }

    @Test
    void sizesAreSound() {
        MultipartWriter writer = MultipartWriter.forForm("b");
        ByteSink out = new ByteSink();
        writer.partHead(FIELD, out);
        assertThat(writer.headSize(FIELD)).isEqualTo(out.size());
        assertThatIllegalArgumentException().isThrownBy(() -> writer.partSize(FIELD, -1));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> writer.partSize(FIELD, Long.MAX_VALUE));
    }

    private record File(String name, String filename, String data) {}

    /// Whatever is written is read again, and is as long as it was said to be.
    @Test
    void roundTrip() {
        Random random = new Random(1341);
        for (int i = 0; i < 200; i++) {
            List<File> files = files(random);
            byte[] bytes = new byte[16 + random.nextInt(20)];
            random.nextBytes(bytes);
            MultipartWriter writer = MultipartWriter.forForm(MultipartWriter.boundary(bytes));
            ByteSink out = new ByteSink();
            long size = writer.endSize();
            for (File file : files) {
                Headers headers =
                        Headers.of(
                                "content-disposition",
                                ContentDisposition.ofFile(file.name, file.filename).format(),
                                "content-type",
                                "application/octet-stream");
                writer.partHead(headers, out);
                out.put(file.data.getBytes(ISO_8859_1));
                writer.partEnd(out);
                size += writer.partSize(headers, file.data.length());
            }
            writer.end(out);
            assertThat(out.size()).isEqualTo((int) size);
            assertRead(writer.boundary(), out.toByteArray(), files, random);
        }
    }

    private static void assertRead(String boundary, byte[] body, List<File> files, Random random) {
        Transcript came =
                Transcript.read(
                        () -> MultipartParser.forForm(boundary, MultipartLimits.defaults()),
                        body,
                        random.nextBoolean(),
                        body.length / 3,
                        body.length / 2);
        assertThat(came.error()).isNull();
        assertThat(came.closed()).isTrue();
        assertThat(came.parts()).hasSameSizeAs(files);
        for (int k = 0; k < files.size(); k++) {
            assertThat(came.part(k).name()).isEqualTo(files.get(k).name);
            assertThat(came.part(k).filename()).isEqualTo(files.get(k).filename);
            assertThat(came.part(k).data()).isEqualTo(files.get(k).data);
        }
    }

    private static List<File> files(Random random) {
        List<File> files = new ArrayList<>();
        for (int k = random.nextInt(5); k > 0; k--) {
            byte[] data = new byte[random.nextInt(3000)];
            random.nextBytes(data);
            files.add(new File(name(random), name(random), new String(data, ISO_8859_1)));
        }
        return files;
    }

    /// Names of awkward characters. A percent sign before digits would be one of the escapes.
    private static String name(Random random) {
        String[] pieces = {
            "a", "\"", "\\", ";", " ", "=", "'", "ä", "€", "😀", "\r", "\n", "/", "*"
        };
        StringBuilder name = new StringBuilder();
        for (int k = random.nextInt(8); k > 0; k--) {
            name.append(pieces[random.nextInt(pieces.length)]);
        }
        return name.toString();
    }
}
