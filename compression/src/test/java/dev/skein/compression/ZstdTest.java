package dev.skein.compression;

import static dev.skein.compression.Decoding.anyhow;
import static dev.skein.compression.Decoding.bytes;
import static dev.skein.compression.Decoding.encode;
import static dev.skein.compression.Decoding.error;
import static dev.skein.compression.Decoding.join;
import static dev.skein.compression.Decoding.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 8878, with the window of RFC 9659.
class ZstdTest {
    private static final ZstdCoding ZSTD = new ZstdCoding();
    private static final byte[] MAGIC = bytes("28b52ffd");

    /// One raw block, the last, of one byte.
    private static final byte[] BLOCK = bytes("090000 61");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9000})
    void theLibrarysOwnCodecAgrees(int size) {
        assertThat(anyhow(ZSTD, Zstd.compress(text(size), 19))).isEqualTo(text(size));
        byte[] target = new byte[size];
        assertThat(Zstd.decompress(target, encode(ZSTD, text(size), 100))).isEqualTo(size);
        assertThat(target).isEqualTo(text(size));
    }

    @Test
    void oneFrameAfterAnother() {
        byte[] frame = Zstd.compress(text(40));
        byte[] empty = join(MAGIC, bytes("2000 010000"));
        byte[] skippable = bytes("552a4d18 03000000 616263");
        byte[] nothing = bytes("502a4d18 00000000");
        assertThat(anyhow(ZSTD, join(frame, skippable, empty, nothing, frame, skippable)))
                .isEqualTo(join(text(40), text(40)));
        assertThat(anyhow(ZSTD, skippable)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8 MiB, size unknown | 00 68",
                "8 MiB, size known   | 80 68 01000000",
                "1 KiB               | 00 00",
            })
    void aWindowThatFits(String what, String header) {
        assertThat(anyhow(ZSTD, join(MAGIC, bytes(header), BLOCK)))
                .as(what)
                .isEqualTo("a".getBytes(US_ASCII));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 MiB, size unknown     | 00 69",
                "16 MiB, size unknown    | 00 70",
                "16 MiB, size known      | 80 70 01000000",
                "2 GiB                   | 00 a8",
                "8 MiB and a byte at once| a0 01008000",
            })
    void aWindowThatIsTooLarge(String what, String header) {
        assertThat(error(ZSTD, join(MAGIC, bytes(header), BLOCK)))
                .as(what)
                .startsWith(
                        "expected zstd data as in RFC 8878 with a window of at most 8 MiB, came: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"27b52ffd", "24b52ffd", "1eb52ffd", "602a4d18", "1f8b0800", "37a430ec"})
    void onlyTheFramesOfTheRfc(String magic) {
        assertThat(error(ZSTD, join(bytes(magic), text(30))))
                .startsWith("expected a zstd frame to begin with fd2fb528, came ");
    }

    @Test
    void aDictionaryIsRefused() {
        byte[] coded = join(MAGIC, bytes("01 00 07"), BLOCK);
        assertThat(error(ZSTD, coded)).contains("came: ").containsIgnoringCase("dictionary");
    }

    @Test
    void theChecksumIsVerified() {
        try (ZstdCompressCtx context = new ZstdCompressCtx().setChecksum(true)) {
            byte[] coded = context.compress(text(50));
            assertThat(anyhow(ZSTD, coded)).isEqualTo(text(50));
            coded[coded.length - 1] ^= 1;
            assertThat(error(ZSTD, coded)).containsIgnoringCase("checksum");
        }
    }
}
