package dev.skein.http.multipart;

import static dev.skein.http.multipart.Transcript.FIELD;
import static dev.skein.http.multipart.Transcript.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.RemoteProtocolException;
import dev.skein.http.multipart.MultipartEvent.PartData;
import dev.skein.http.multipart.MultipartEvent.PartHead;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The law with bytes at random, and with bytes that want to be expensive.
class MultipartSplitTest {
    private static final MultipartLimits LIMITS = MultipartLimits.defaults();

    /// Floods of almost a boundary, whole and in odd pieces: all of it is data, and no byte is kept
    /// twice.
    @ParameterizedTest
    @ValueSource(strings = {"\r\n--boundar", "\r", "\r\n", "\r\n--boundary x", "\r\n--boundary-"})
    void floodsOfAlmostABoundary(String almost) throws RemoteProtocolException {
        byte[] flood = almost.repeat(300_000 / almost.length()).getBytes(ISO_8859_1);
        for (int size : new int[] {flood.length, 4099, 13, 1}) {
            MultipartParser parser = MultipartParser.of("boundary", LIMITS);
            assertThat(parser.next(bytes("--boundary\r\n\r\n"))).isInstanceOf(PartHead.class);
            long came = 0;
            for (int at = 0; at < flood.length; at += size) {
                ByteBuffer in = ByteBuffer.wrap(flood, at, Math.min(size, flood.length - at));
                MultipartEvent event = parser.next(in);
                while (event instanceof PartData(byte[] bytes)) {
                    came += bytes.length;
                    event = parser.next(in);
                }
                assertThat(event).isNull();
            }
            assertThat(flood.length - came).isBetween(0L, (long) almost.length() + 1);
        }
    }

    /// Bodies of the characters that matter, against a pattern that says the rules once more.
    @Test
    void readsAsThePatternSays() {
        Pattern delimiter = Pattern.compile("\r\n--b(?:(--)|[ \t]*\r?(\n))");
        Random random = new Random(7578);
        String[] pieces = {"\r", "\n", "\r\n", "-", "--", "b", " ", "\r\n--b", "--b", "x"};
        int delimited = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] body = ("--b\r\n\r\n" + text).getBytes(ISO_8859_1);
            Transcript came =
                    Transcript.read(
                            () -> MultipartParser.of("b", LIMITS),
                            body,
                            i % 2 == 0,
                            cuts(random, body.length));
            Matcher found = delimiter.matcher("\r\n" + text);
            if (found.find()) {
                delimited++;
                String data = text.substring(0, Math.max(0, found.start() - 2));
                assertThat(came.part(0).data()).as(text.toString()).isEqualTo(data);
                boolean strict = !found.group().endsWith("\n") || found.group().endsWith("\r\n");
                assertThat(came.part(0).complete()).isEqualTo(strict);
            } else {
                assertThat(text.toString()).startsWith(came.part(0).data());
                assertThat(came.message()).contains("the closing boundary is missing");
            }
        }
        assertThat(delimited).isBetween(2_000, 18_000);
    }

    /// Random bodies, good and bad, cut at random: always read as the whole.
    @Test
    void anySplitIsReadAsTheWhole() {
        Random random = new Random(2046);
        String[] pieces = {
            "--b\r\n",
            "\r\n--b\r\n",
            "\r\n--b--",
            "\r\n",
            "\r",
            "\n",
            "--b",
            " ",
            "a: b\r\n",
            "x",
            FIELD,
            "\u00ff"
        };
        MultipartLimits tight = new MultipartLimits(3, 2, 100, 20, 5, 400);
        int errors = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(i % 4 == 0 ? "" : "--b\r\n\r\n");
            for (int k = random.nextInt(20); k >= 0; k--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] body = text.toString().getBytes(ISO_8859_1);
            Transcript.Maker maker = () -> MultipartParser.of("b", tight);
            Transcript whole = Transcript.read(maker, body, false);
            for (int k = 0; k < 4; k++) {
                int[] cuts = cuts(random, body.length);
                assertThat(Transcript.read(maker, body, k % 2 == 0, cuts))
                        .as("%s cut at %s", text, Arrays.toString(cuts))
                        .isEqualTo(whole);
            }
            errors += whole.error() == null ? 0 : 1;
        }
        assertThat(errors).isBetween(500, 4_900);
    }

    private static int[] cuts(Random random, int length) {
        int[] cuts = new int[random.nextInt(6)];
        Arrays.setAll(cuts, _ -> random.nextInt(length + 1));
        Arrays.sort(cuts);
        return cuts;
    }
}
