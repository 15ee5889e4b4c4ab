package dev.skein.http.coding;

import static dev.skein.http.coding.Decoding.anyhow;
import static dev.skein.http.coding.Decoding.encode;
import static dev.skein.http.coding.Decoding.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.skein.http.ByteSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTest {
    private static ContentCoding coding(String name) {
        return Objects.requireNonNull(ContentCodings.installed().find(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void theJdkReadsIt(int size) throws IOException {
        byte[] gzip = encode(new GzipEncoder(), text(size));
        byte[] deflate = encode(new DeflateEncoder(), text(size));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                .isEqualTo(text(size));
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate)).readAllBytes())
                .isEqualTo(text(size));
        assertThat(gzip).hasSizeLessThan(size * 2 / 3 + 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void inPieces(String name) {
        byte[] text = text(3000);
        ByteSink out = new ByteSink();
        try (ContentEncoder encoder = coding(name).encoder()) {
            for (int at = 0; at < text.length; at += 300) {
                encoder.encode(text, at, 300, out);
            }
            encoder.finish(out);
        }
        assertThat(anyhow(coding(name)::decoder, out.toByteArray())).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
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
                assertThat(decoder.decode(target, 0, target.length)).isEqualTo(text.length);
                assertThat(target).startsWith(text);
                assertThat(decoder.decode(target, 0, target.length)).isZero();
                assertThat(decoder.isFinished()).isFalse();
            }
        }
    }

    @Test
    void equalContentsAreEqualBytes() {
        assertThat(encode(new GzipEncoder(), text(50)))
                .isEqualTo(encode(new GzipEncoder(), text(50)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void misuseIsTold(String name) {
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
