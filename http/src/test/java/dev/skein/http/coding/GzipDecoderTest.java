package dev.skein.http.coding;

import static dev.skein.http.coding.Decoding.anyhow;
import static dev.skein.http.coding.Decoding.bytes;
import static dev.skein.http.coding.Decoding.encode;
import static dev.skein.http.coding.Decoding.error;
import static dev.skein.http.coding.Decoding.join;
import static dev.skein.http.coding.Decoding.run;
import static dev.skein.http.coding.Decoding.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 1952, strictly.
class GzipDecoderTest {
    /// "hello" as one fixed block.
    private static final byte[] HELLO = bytes("cb 48 cd c9 c9 07 00");

    private static final byte[] TRAILER = bytes("86 a6 10 36 05 00 00 00");
    private static final byte[] MEMBER = join(bytes("1f 8b 08 00 00000000 00 03"), HELLO, TRAILER);

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static byte[] hello(int times) {
        return "hello".repeat(times).getBytes(US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 5000})
    void whatTheJdkWrites(int size) throws IOException {
        assertThat(anyhow(GzipDecoder::new, gzip(text(size)))).isEqualTo(text(size));
    }

    @Test
    void noByteAtAllIsAnEmptyContent() {
        assertThat(anyhow(GzipDecoder::new, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extra field       | 1f8b0804 00000000 0003 0300 414243",
                "empty extra field | 1f8b0804 00000000 0003 0000",
                "name              | 1f8b0808 00000000 0003 612e74787400",
                "empty name        | 1f8b0808 00000000 0003 00",
                "comment           | 1f8b0810 00000000 0003 686900",
                "text flag         | 1f8b0801 00000000 0003",
                "all but checksum  | 1f8b081d 12345678 0203 0100 ff 6100 6200",
            })
    void theHeadersFieldsAreSkipped(String what, String header) {
        assertThat(anyhow(GzipDecoder::new, join(bytes(header), HELLO, TRAILER)))
                .as(what)
                .isEqualTo(hello(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f8b0802 00000000 0003", "1f8b081f 00000000 0003 0200 0102 6100 6200"})
    void theHeadersChecksumIsVerified(String hex) {
        byte[] header = bytes(hex);
        CRC32 crc = new CRC32();
        crc.update(header);
        byte[] right = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] wrong = {(byte) ~right[0], right[1]};
        assertThat(anyhow(GzipDecoder::new, join(header, right, HELLO, TRAILER)))
                .isEqualTo(hello(1));
        assertThat(error(GzipDecoder::new, join(header, wrong, HELLO, TRAILER)))
                .isEqualTo("expected the checksum of the gzip header, came another");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 50, 'expected a gzip member to begin with 1f 8b, came 0x50'",
        "1, 8c, 'expected a gzip member to begin with 1f 8b, came 0x8c'",
        "2, 07, 'expected gzip''s compression method 8, came 0x07'",
        "3, 20, 'expected gzip''s reserved flags to be 0, came 0x20'",
        "3, 80, 'expected gzip''s reserved flags to be 0, came 0x80'",
        "10, 07, 'expected deflate data as in RFC 1951, came: invalid block type'",
        "17, 87, 'expected the checksum of the gzip data, came another'",
        "20, 37, 'expected the checksum of the gzip data, came another'",
        "21, 06, 'expected the length of the gzip data, came another'",
        "24, 80, 'expected the length of the gzip data, came another'",
    })
    void aWrongByte(int index, String hex, String message) {
        byte[] broken = MEMBER.clone();
        broken[index] = bytes(hex)[0];
        assertThat(error(GzipDecoder::new, broken)).isEqualTo(message);
    }

    @Test
    void everyCutIsAnError() {
        byte[] member = join(bytes("1f8b080c 00000000 0003 0100 ff 6100"), HELLO, TRAILER);
        for (int size = 1; size < member.length; size++) {
            assertThat(error(GzipDecoder::new, Arrays.copyOf(member, size)))
                    .isEqualTo("expected the rest of the gzip data, came the end");
        }
    }

    @Test
    void aCutInTheSecondMemberIsAnError() {
        byte[] two = join(MEMBER, MEMBER);
        for (int size = MEMBER.length + 1; size < two.length; size++) {
            assertThat(error(GzipDecoder::new, Arrays.copyOf(two, size))).endsWith("came the end");
        }
    }

    @Test
    void oneMemberAfterAnother() throws IOException {
        assertThat(anyhow(GzipDecoder::new, join(MEMBER, gzip(new byte[0]), MEMBER)))
                .isEqualTo(hello(2));
    }

    @Test
    void membersAreCounted() {
        byte[] empty = bytes("1f 8b 08 00 00000000 00 03 03 00 00000000 00000000");
        byte[][] most = new byte[GzipDecoder.MOST_MEMBERS][];
        Arrays.fill(most, empty);
        byte[] all = join(most);
        byte[] more = join(all, empty);
        for (int size : new int[] {1, 50, more.length}) {
            assertThat(run(new GzipDecoder(), all, () -> size, () -> 10).error()).isEmpty();
            assertThat(run(new GzipDecoder(), more, () -> size, () -> 10).error())
                    .isEqualTo("expected at most 1024 gzip members, came more");
        }
    }

    @Test
    void zerosBehindAreTakenAndNothingElse() {
        assertThat(anyhow(GzipDecoder::new, join(MEMBER, new byte[700]))).isEqualTo(hello(1));
        assertThat(error(GzipDecoder::new, join(MEMBER, new byte[7], MEMBER)))
                .isEqualTo("expected nothing but zeros after the gzip data, came 0x1f");
        assertThat(error(GzipDecoder::new, join(MEMBER, bytes("0a"))))
                .isEqualTo("expected nothing but zeros after the gzip data, came 0x0a");
        assertThat(error(GzipDecoder::new, join(MEMBER, bytes("1f 00"))))
                .isEqualTo("expected a gzip member to begin with 1f 8b, came 0x00");
    }

    @Test
    void zerosAloneAreNoContent() {
        assertThat(error(GzipDecoder::new, new byte[3]))
                .isEqualTo("expected a gzip member to begin with 1f 8b, came 0x00");
    }

    @Test
    void aBombComesOutAsItIsPulled() throws ContentCodingException {
        int size = 16 << 20;
        byte[] bomb = encode(new GzipEncoder(), new byte[size]);
        try (GzipDecoder decoder = new GzipDecoder()) {
            decoder.input(bomb, 0, bomb.length);
            byte[] target = new byte[10_000];
            assertThat(decoder.decode(target, 0, target.length)).isEqualTo(target.length);
            assertThat(decoder.needsInput()).isFalse();
            long count = target.length;
            for (int n; (n = decoder.decode(target, 0, target.length)) > 0; ) {
                count += n;
            }
            assertThat(count).isEqualTo(size);
            assertThat(decoder.isFinished()).isTrue();
        }
    }

    @Test
    void misuseIsTold() throws ContentCodingException {
        GzipDecoder decoder = new GzipDecoder();
        byte[] target = new byte[3];
        decoder.input(MEMBER, 0, MEMBER.length);
        assertThatIllegalStateException().isThrownBy(() -> decoder.input(MEMBER, 0, 1));
        assertThatIllegalStateException().isThrownBy(decoder::end);
        assertThat(decoder.decode(target, 0, 3)).isEqualTo(3);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> decoder.decode(target, 0, 0));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> decoder.decode(target, 1, 3));
        decoder.close();
        decoder.close();
        assertThatIllegalStateException().isThrownBy(() -> decoder.decode(target, 0, 3));
        assertThatIllegalStateException().isThrownBy(() -> decoder.input(MEMBER, 0, 1));
    }
}
