package dev.skein.compression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentCodingException;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.http.coding.ContentEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.IntSupplier;

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
    static byte[] anyhow(ContentCoding coding, byte[] coded) {
        Outcome outcome = outcome(coding, coded);
        assertThat(outcome.error()).isEmpty();
        return outcome.bytes().array();
    }

    /// The error, the same for every split.
    static String error(ContentCoding coding, byte[] coded) {
        return outcome(coding, coded).error();
    }

    private static Outcome outcome(ContentCoding coding, byte[] coded) {
        Outcome whole = run(coding, coded, () -> coded.length, () -> 1 << 16);
        assertSame(run(coding, coded, () -> 1, () -> 1), whole);
        assertSame(run(coding, coded, () -> coded.length, () -> 1), whole);
        assertSame(run(coding, coded, () -> 1, () -> 1 << 16), whole);
        Random random = new Random(coded.length);
        for (int i = 0; i < 5; i++) {
            assertSame(
                    run(coding, coded, () -> random.nextInt(0, 30), () -> random.nextInt(1, 100)),
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

    /// One run with pieces and targets of given sizes.
    static Outcome run(
            ContentCoding coding, byte[] coded, IntSupplier pieceSizes, IntSupplier targetSizes) {
        ByteSink out = new ByteSink();
        try (ContentDecoder decoder = coding.decoder()) {
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

    /// Text that compresses.
    static byte[] text(int size) {
        byte[] text = new byte[size];
        Random random = new Random(size);
        for (int i = 0; i < size; i++) {
            text[i] = (byte) "etaoin shrdlu".charAt(random.nextInt(13));
        }
        return text;
    }

    /// A content coded piece by piece.
    static byte[] encode(ContentCoding coding, byte[] content, int pieceSize) {
        ByteSink out = new ByteSink();
        try (ContentEncoder encoder = coding.encoder()) {
            for (int at = 0; at < content.length; at += pieceSize) {
                encoder.encode(content, at, Math.min(pieceSize, content.length - at), out);
            }
            encoder.finish(out);
        }
        return out.toByteArray();
    }
}
