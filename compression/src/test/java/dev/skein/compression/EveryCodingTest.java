package dev.skein.compression;

import static dev.skein.compression.Decoding.anyhow;
import static dev.skein.compression.Decoding.encode;
import static dev.skein.compression.Decoding.error;
import static dev.skein.compression.Decoding.join;
import static dev.skein.compression.Decoding.run;
import static dev.skein.compression.Decoding.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.skein.http.ByteSink;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.coding.ContentEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for br and zstd alike.
class EveryCodingTest {
    private static ContentCoding coding(String name) {
        return Objects.requireNonNull(ContentCodings.installed().find(name));
    }

    @Test
    void theyAreFoundBeforeTheBuiltIn() {
        assertThat(ContentCodings.installed().names())
                .containsExactly("zstd", "br", "gzip", "deflate");
    }

    @ParameterizedTest
    @CsvSource({
        "br, 0, 1", "br, 1, 1", "br, 300, 1", "br, 5000, 700",
        "zstd, 0, 1", "zstd, 1, 1", "zstd, 300, 1", "zstd, 5000, 700",
    })
    void whatGoesInComesOut(String name, int size, int pieceSize) {
        byte[] coded = encode(coding(name), text(size), pieceSize);
        assertThat(coded).hasSizeLessThan(size * 2 / 3 + 30);
        assertThat(anyhow(coding(name), coded)).isEqualTo(text(size));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void noise(String name) {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        byte[] coded = encode(coding(name), noise, 10_000);
        Decoding.Outcome outcome = run(coding(name), coded, () -> coded.length, () -> 5000);
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.bytes().array()).isEqualTo(noise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void noByteAtAllIsAnEmptyContent(String name) {
        assertThat(anyhow(coding(name), new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void everyCutIsAnError(String name) {
        byte[] whole = encode(coding(name), text(100), 100);
        for (int size = 1; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            for (int pieceSize : new int[] {1, size}) {
                assertThat(run(coding(name), cut, () -> pieceSize, () -> 500).error())
                        .matches("expected the rest of the (brotli|zstd) data, came the end");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void aFlushLetsEverythingOut(String name) throws ContentCodingException {
        byte[] text = text(200);
        byte[] target = new byte[1000];
        try (ContentEncoder encoder = coding(name).encoder();
                ContentDecoder decoder = coding(name).decoder()) {
            for (int i = 0; i < 3; i++) {
                ByteSink out = new ByteSink();
                encoder.encode(text, 0, text.length, out);
                encoder.flush(out);
                decoder.input(out.array(), 0, out.size());
                int count = 0;
                for (int n; (n = decoder.decode(target, count, target.length - count)) > 0; ) {
                    count += n;
                }
                assertThat(Arrays.copyOf(target, count)).isEqualTo(text);
                assertThat(decoder.needsInput()).isTrue();
                assertThat(decoder.isFinished()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void aBombComesOutAsItIsPulled(String name) throws ContentCodingException {
        int size = 48 << 20;
        byte[] bomb = encode(coding(name), new byte[size], size);
        assertThat(bomb).hasSizeLessThan(5000);
        byte[] target = new byte[10_000];
        try (ContentDecoder decoder = coding(name).decoder()) {
            decoder.input(bomb, 0, bomb.length);
            long count = decoder.decode(target, 0, 1);
            assertThat(count).isEqualTo(1);
            assertThat(decoder.needsInput()).isFalse();
            for (int n; (n = decoder.decode(target, 0, target.length)) > 0; ) {
                count += n;
            }
            assertThat(count).isEqualTo(size);
            assertThat(decoder.isFinished()).isTrue();
        }
    }

    @Test
    void inAChain() throws ContentCodingException {
        byte[] coded = encode(coding("br"), encode(coding("zstd"), text(3000), 3000), 3000);
        byte[] target = new byte[4000];
        try (ContentDecoder decoder =
                Objects.requireNonNull(ContentCodings.installed().decoder(List.of("zstd", "br")))) {
            decoder.input(coded, 0, coded.length);
            int count = 0;
            for (int n; (n = decoder.decode(target, count, target.length - count)) > 0; ) {
                count += n;
            }
            decoder.end();
            assertThat(Arrays.copyOf(target, count)).isEqualTo(text(3000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void garbage(String name) {
        byte[] garbage = join(encode(coding(name), text(50), 50), text(40));
        assertThat(error(coding(name), garbage)).startsWith("expected ");
        byte[] noise = new byte[200];
        for (int seed = 0; seed < 50; seed++) {
            new Random(seed).nextBytes(noise);
            assertThat(error(coding(name), noise)).startsWith("expected ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void decoderMisuseIsTold(String name) throws ContentCodingException {
        byte[] coded = encode(coding(name), text(100), 100);
        byte[] target = new byte[3];
        ContentDecoder decoder = coding(name).decoder();
        decoder.input(coded, 0, coded.length);
        assertThatIllegalStateException().isThrownBy(() -> decoder.input(coded, 0, 1));
        assertThatIllegalStateException().isThrownBy(decoder::end);
        assertThat(decoder.decode(target, 0, 3)).isEqualTo(3);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> decoder.decode(target, 0, 0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> decoder.decode(target, 1, 3));
        decoder.close();
        decoder.close();
        assertThatIllegalStateException().isThrownBy(() -> decoder.decode(target, 0, 3));
        assertThatIllegalStateException().isThrownBy(() -> decoder.input(coded, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void encoderMisuseIsTold(String name) {
        ByteSink out = new ByteSink();
        ContentEncoder finished = coding(name).encoder();
        finished.finish(out);
        int size = out.size();
        assertThatIllegalStateException().isThrownBy(() -> finished.encode(new byte[1], 0, 1, out));
        assertThatIllegalStateException().isThrownBy(() -> finished.flush(out));
        assertThatIllegalStateException().isThrownBy(() -> finished.finish(out));
        finished.close();
        finished.close();
        ContentEncoder closed = coding(name).encoder();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.finish(out));
        assertThat(out.size()).isEqualTo(size);
    }
}
