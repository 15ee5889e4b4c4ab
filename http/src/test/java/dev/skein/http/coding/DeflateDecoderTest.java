package dev.skein.http.coding;

import static dev.skein.http.coding.Decoding.anyhow;
import static dev.skein.http.coding.Decoding.bytes;
import static dev.skein.http.coding.Decoding.error;
import static dev.skein.http.coding.Decoding.join;
import static dev.skein.http.coding.Decoding.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 1950 and, by its first byte, RFC 1951.
class DeflateDecoderTest {
    private static byte[] deflate(byte[] content, int level, boolean raw) {
        try (Deflater deflater = new Deflater(level, raw)) {
            deflater.setInput(content);
            deflater.finish();
            byte[] out = new byte[content.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, 0, true",
        "0, 9, false",
        "0, 9, true",
        "5000, 0, false",
        "5000, 0, true",
        "5000, 1, false",
        "5000, 1, true",
        "5000, 9, false",
        "5000, 9, true",
    })
    void withAndWithoutTheWrapper(int size, int level, boolean raw) {
        assertThat(anyhow(DeflateDecoder::new, deflate(text(size), level, raw)))
                .isEqualTo(text(size));
    }

    @Test
    void noByteAtAllIsAnEmptyContent() {
        assertThat(anyhow(DeflateDecoder::new, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void everyCutIsAnError(boolean raw) {
        byte[] whole = deflate(text(30), 9, raw);
        for (int size = 1; size < whole.length; size++) {
            assertThat(error(DeflateDecoder::new, Arrays.copyOf(whole, size)))
                    .isEqualTo("expected the rest of the deflate data, came the end");
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void nothingMayFollow(boolean raw) {
        assertThat(error(DeflateDecoder::new, join(deflate(text(30), 9, raw), bytes("00"))))
                .isEqualTo("expected nothing after the deflate data, came 0x00");
    }

    @Test
    void theChecksumIsVerified() {
        byte[] broken = deflate(text(30), 9, false);
        broken[broken.length - 1] ^= 1;
        assertThat(error(DeflateDecoder::new, broken))
                .isEqualTo("expected deflate data as in RFC 1951, came: incorrect data check");
    }

    @Test
    void theHeaderIsVerified() {
        assertThat(error(DeflateDecoder::new, bytes("78 9d")))
                .isEqualTo("expected deflate data as in RFC 1951, came: incorrect header check");
    }

    @Test
    void aDictionaryIsRefused() {
        try (Deflater deflater = new Deflater()) {
            deflater.setDictionary(text(100));
            deflater.setInput(text(100));
            deflater.finish();
            byte[] out = new byte[200];
            byte[] coded = Arrays.copyOf(out, deflater.deflate(out));
            assertThat(error(DeflateDecoder::new, coded))
                    .isEqualTo(
                            "expected deflate data of its own, came data that needs a dictionary");
        }
    }
}
