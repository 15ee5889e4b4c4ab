package dev.skein.http.multipart;

import static dev.skein.http.multipart.Transcript.FIELD;
import static dev.skein.http.multipart.Transcript.part;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MultipartLimitsTest {
    private static final MultipartLimits LIMITS = MultipartLimits.defaults();

    @Test
    void limitsParts() {
        MultipartLimits two = LIMITS.withParts(2);
        String parts = part("", "1") + part("", "2");
        assertThat(Transcript.of("b", two, parts + "--b--").error()).isNull();
        Transcript came = Transcript.of("b", two, parts + part("", "3") + "--b--");
        assertThat(came.status()).isEqualTo(413);
        assertThat(came.message()).isEqualTo("more than 2 parts in a multipart body");
        assertThat(came.parts()).hasSize(2).allMatch(Transcript.Part::complete);
    }

    @Test
    void limitsHeads() {
        MultipartLimits small = LIMITS.withHeaderBytes(20).withHeadersPerPart(2);
        String fits = "a: 3456\r\nb: 567890\r\n";
        assertThat(fits).hasSize(20);
        assertThat(Transcript.of("b", small, part(fits, "x") + "--b--").error()).isNull();
        for (String head :
                new String[] {
                    "a: 3456\r\nb: 5678901\r\n",
                    "a: " + "x".repeat(100),
                    "a: 3456\r\nb: 567890\r\nc",
                    "a: 3456\r\nb: 567890\r\n\rx"
                }) {
            Transcript came = Transcript.of("b", small, part(head, "x") + "--b--");
            assertThat(came.status()).as(head).isEqualTo(431);
            assertThat(came.message()).isEqualTo("the head of a part is longer than 20 bytes");
        }
        Transcript fields = Transcript.of("b", small, part("a:\r\nb:\r\nc:\r\n", "x") + "--b--");
        assertThat(fields.status()).isEqualTo(431);
        assertThat(fields.message()).isEqualTo("more than 2 fields");
    }

    @Test
    void limitsHeadsByDefault() {
        assertThat(Transcript.of("b", part("a: " + "x".repeat(5000) + "\r\n", "")).status())
                .isEqualTo(431);
        assertThat(Transcript.of("b", part("a:\r\n".repeat(9), "")).status()).isEqualTo(431);
        assertThat(
                        Transcript.of("b", part("a:\r\n".repeat(8), "x") + "--b--")
                                .only()
                                .headers()
                                .size())
                .isEqualTo(8);
    }

    @Test
    void limitsWhatIsAround() {
        MultipartLimits small = LIMITS.withPreambleBytes(5).withEpilogueBytes(5);
        String body = part("", "x") + "--b--\r\n";
        assertThat(Transcript.of("b", small, "12345\r\n" + body + "12345").only().data())
                .isEqualTo("x");
        Transcript before = Transcript.of("b", small, "123456\r\n" + body);
        assertThat(before.status()).isEqualTo(413);
        assertThat(before.message()).isEqualTo("more than 5 bytes before the first boundary");
        Transcript after = Transcript.of("b", small, body + "123456");
        assertThat(after.status()).isEqualTo(413);
        assertThat(after.message()).isEqualTo("more than 5 bytes after the closing boundary");
        assertThat(after.closed()).isTrue();

        MultipartLimits none = LIMITS.withPreambleBytes(0).withEpilogueBytes(0);
        assertThat(Transcript.of("b", none, "\r\n" + body).only().data()).isEqualTo("x");
        assertThat(Transcript.of("b", none, "-\r\n" + body).status()).isEqualTo(413);
        assertThat(Transcript.of("b", none, body + "-").status()).isEqualTo(413);
    }

    @Test
    void limitsTheWhole() {
        String body = part(FIELD, "0123456789") + "--b--\r\nend";
        for (int most = 0; most < body.length(); most++) {
            Transcript came = Transcript.of("b", LIMITS.withTotalBytes(most), body);
            assertThat(came.status()).isEqualTo(413);
            assertThat(came.message())
                    .isEqualTo("more than " + most + " bytes in a multipart body");
        }
        Transcript.of("b", LIMITS.withTotalBytes(body.length()), body).only();
    }

    @Test
    void limitsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withParts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withHeadersPerPart(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LIMITS.withHeaderBytes(Integer.MAX_VALUE))
                .withMessageContaining("headerBytes");
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withPreambleBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withEpilogueBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withTotalBytes(-1));
        assertThat(LIMITS).isEqualTo(new MultipartLimits(128, 8, 4096, 1024, 1024, Long.MAX_VALUE));
    }

    @Test
    void aMillionTinyParts() throws RemoteProtocolException {
        byte[] some = "--b\r\n\r\n\r\n".repeat(1000).getBytes(ISO_8859_1);
        assertThat(parts(LIMITS, some)).isEqualTo(-128);
        assertThat(parts(LIMITS.withParts(1 << 28), some)).isEqualTo(1_000_000);
    }

    /// How many parts a million of them are read as; negative when the body is refused with 413.
    private static int parts(MultipartLimits limits, byte[] some) throws RemoteProtocolException {
        MultipartParser parser = MultipartParser.of("b", limits);
        int heads = 0;
        try {
            for (int i = 0; i < 1000; i++) {
                ByteBuffer in = ByteBuffer.wrap(some);
                for (MultipartEvent e = parser.next(in); e != null; e = parser.next(in)) {
                    heads += e instanceof PartHead ? 1 : 0;
                }
            }
        } catch (RemoteProtocolException e) {
            assertThat(e.status()).isEqualTo(413);
            return -heads;
        }
        return heads;
    }
}
