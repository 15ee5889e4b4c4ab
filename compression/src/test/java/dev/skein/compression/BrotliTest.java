package dev.skein.compression;

import static dev.skein.compression.Decoding.anyhow;
import static dev.skein.compression.Decoding.bytes;
import static dev.skein.compression.Decoding.encode;
import static dev.skein.compression.Decoding.error;
import static dev.skein.compression.Decoding.join;
import static dev.skein.compression.Decoding.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7932.
class BrotliTest {
    private static final BrotliCoding BR = new BrotliCoding();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9000})
    void theLibrarysOwnCodecAgrees(int size) throws IOException {
        assertThat(anyhow(BR, Encoder.compress(text(size)))).isEqualTo(text(size));
        assertThat(Decoder.decompress(encode(BR, text(size), 100)).getDecompressedData())
                .isEqualTo(text(size));
    }

    @Test
    void emptyInOneByte() {
        assertThat(anyhow(BR, bytes("06"))).isEmpty();
        assertThat(anyhow(BR, bytes("3b"))).isEmpty();
    }

    @Test
    void nothingMayFollow() {
        byte[] whole = encode(BR, text(50), 50);
        for (String more : new String[] {"00", "0b", "ff"}) {
            assertThat(error(BR, join(whole, bytes(more)))).startsWith("expected ");
        }
    }

    /// Its window might be 1 GiB; RFC 7932 §9.1 ends at 16 MiB.
    @Test
    void aLargeWindowIsRefused() {
        assertThat(error(BR, bytes("11 1e 03"))).startsWith("expected brotli data as in RFC 7932");
    }
}
