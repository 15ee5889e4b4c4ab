package dev.skein.http.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Decodes in every way that must make no difference.
final class Decoding {
    private Decoding() {}

    /// What came out, and the error at its end, which is empty when there was none.
    record Outcome(ByteBuffer bytes, String error) {
        static Outcome of(ByteSink out, String error) {
            return new Outcome(ByteBuffer.wrap(out.toByteArray()), error);
        }
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        ByteSink all = new ByteSink();
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.toByteArray();
    }

    /// The content, whole = byte by byte = any split.
    static byte[] anyhow(Supplier<ContentDecoder> decoders, byte[] coded) {
        Outcome outcome = outcome(decoders, coded);
        assertThat(outcome.error()).isEmpty();
        return outcome.bytes().array();
    }

    /// The error, the same for every split.
    static String error(Supplier<ContentDecoder> decoders, byte[] coded) {
        return outcome(decoders, coded).error();
    }

    private static Outcome outcome(Supplier<ContentDecoder> decoders, byte[] coded) {
        Outcome whole = run(decoders.get(), coded, () -> coded.length, () -> 1 << 16);
        assertSame(run(decoders.get(), coded, () -> 1, () -> 1), whole);
        assertSame(run(decoders.get(), coded, () -> coded.length, () -> 1), whole);
        assertSame(run(decoders.get(), coded, () -> 1, () -> 1 << 16), whole);
        Random random = new Random(coded.length);
        for (int i = 0; i < 20; i++) {
            assertSame(
                    run(
                            decoders.get(),
                            coded,
                            () -> random.nextInt(0, 30),
                            () -> random.nextInt(1, 100)),
                    whole);
        }
        return whole;
    }

    private static void assertSame(Outcome outcome, Outcome whole) {
        assertThat(outcome.error()).isEqualTo(whole.error());
        if (whole.error().isEmpty()) {
            assertThat(outcome.bytes()).isEqualTo(whole.bytes());
        }
    }

    /// One run with pieces and targets of given sizes; the decoder is closed.
    static Outcome run(
            ContentDecoder decoder, byte[] coded, IntSupplier pieceSizes, IntSupplier targetSizes) {
        ByteSink out = new ByteSink();
        try (decoder) {
            for (int at = 0; at < coded.length; ) {
                int size = Math.min(pieceSizes.getAsInt(), coded.length - at);
                byte[] piece = Arrays.copyOfRange(coded, at, at + size);
                decoder.input(piece, 0, size);
                pull(decoder, targetSizes, out);
                // What is used must not be looked at again.
                Arrays.fill(piece, (byte) 0xAA);
                at += size;
            }
            boolean finished = decoder.isFinished();
            decoder.end();
            assertThat(finished).isTrue();
            return Outcome.of(out, "");
        } catch (ContentCodingException e) {
            return Outcome.of(out, String.valueOf(e.getMessage()));
        }
    }

    private static void pull(ContentDecoder decoder, IntSupplier targetSizes, ByteSink out)
            throws ContentCodingException {
        while (true) {
            byte[] target = new byte[targetSizes.getAsInt() + 2];
            int count = decoder.decode(target, 1, target.length - 2);
            if (count == 0) {
                assertThat(decoder.needsInput()).isTrue();
                return;
            }
            assertThat(target[0]).isZero();
            assertThat(target[target.length - 1]).isZero();
            out.put(target, 1, count);
        }
    }

    /// Text that compresses, of some thousand bytes.
    static byte[] text(int size) {
        byte[] text = new byte[size];
        Random random = new Random(size);
        for (int i = 0; i < size; i++) {
            text[i] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
        }
        return text;
    }

    /// A content coded in one go.
    static byte[] encode(ContentEncoder encoder, byte[] content) {
        ByteSink out = new ByteSink();
        try (encoder) {
            encoder.encode(content, 0, content.length, out);
            encoder.finish(out);
        }
        return out.toByteArray();
    }
}
