package dev.skein.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    /// Every character of up to three bytes, and every beginning of one, by its bytes as a number
    /// with a 1 before them.
    private static final BitSet CHARACTERS = new BitSet(1 << 25);

    private static final BitSet BEGINNINGS = new BitSet(1 << 25);

    static {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                learn(Character.toString(c).getBytes(UTF_8));
            }
        }
    }

    private static void learn(byte[] character) {
        int number = 1;
        for (int i = 0; i < character.length && i < 3; i++) {
            number = number << 8 | character[i] & 0xFF;
            (i == character.length - 1 ? CHARACTERS : BEGINNINGS).set(number);
        }
    }

    /// Three bytes in any order, each fed alone: the check must know at every one of them what the
    /// set of all characters knows.
    @Test
    void everySequenceOfThreeBytesIsRefusedAtTheFirstWrongByte() {
        byte[] bytes = new byte[3];
        int differences = 0;
        for (int sequence = 0; sequence < 1 << 24; sequence++) {
            put(sequence, bytes);
            int state = Utf8.COMPLETE;
            int number = 1;
            for (int i = 0; i < 3 && state != Utf8.INVALID; i++) {
                state = Utf8.check(state, bytes, i, i + 1);
                number = number << 8 | bytes[i] & 0xFF;
                boolean whole = CHARACTERS.get(number);
                boolean right =
                        whole
                                ? state == Utf8.COMPLETE
                                : BEGINNINGS.get(number)
                                        ? state > Utf8.COMPLETE
                                        : state == Utf8.INVALID;
                differences += right ? 0 : 1;
                number = whole ? 1 : number;
            }
        }
        assertThat(differences).isZero();
    }

    @Test
    void everySequenceOfUpToThreeBytesIsWhatTheJdkDecoderTakesItFor() {
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(4);
        byte[] bytes = new byte[3];
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int differences = 0;
        for (int sequence = 0; sequence < 1 << 24; sequence++) {
            put(sequence, bytes);
            // What begins with zeros stands for the shorter ones, which come once only.
            int from = sequence < 1 << 8 ? 2 : sequence < 1 << 16 ? 1 : 0;
            in.clear().position(from);
            boolean valid = !decoder.reset().decode(in, out.clear(), true).isError();
            boolean ours = Utf8.check(Utf8.COMPLETE, bytes, from, 3) == Utf8.COMPLETE;
            differences += valid == ours ? 0 : 1;
        }
        assertThat(differences).isZero();
    }

    private static void put(int sequence, byte[] bytes) {
        bytes[0] = (byte) (sequence >> 16);
        bytes[1] = (byte) (sequence >> 8);
        bytes[2] = (byte) sequence;
    }

    @Test
    void fourBytesAreWhatTheJdkDecoderTakesThemFor() {
        Random random = new Random(4);
        CharsetDecoder decoder = UTF_8.newDecoder();
        CharBuffer out = CharBuffer.allocate(8);
        byte[] bytes = new byte[4];
        int valid = 0;
        for (int i = 0; i < 1_000_000; i++) {
            random.nextBytes(bytes);
            bytes[0] = (byte) (0xEF + random.nextInt(7));
            bytes[1] = (byte) (0x7F + random.nextInt(66));
            bytes[2] = (byte) (0x70 + random.nextInt(90));
            bytes[3] = (byte) (0x70 + random.nextInt(90));
            boolean expected =
                    !decoder.reset().decode(ByteBuffer.wrap(bytes), out.clear(), true).isError();
            assertThat(Utf8.check(Utf8.COMPLETE, bytes, 0, 4) == Utf8.COMPLETE).isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void textsMayBeCutAnywhere(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("a".repeat(random.nextInt(20)));
            text.appendCodePoint(
                    new int[] {0xE9, 0x20AC, 0x1F600, 0xFFFF, 0x800, 0x10FFFF}[random.nextInt(6)]);
        }
        byte[] bytes = Utf8.encode(text.toString());
        for (int cut = 0; cut <= bytes.length; cut++) {
            int state = Utf8.check(Utf8.COMPLETE, bytes, 0, cut);
            assertThat(Utf8.check(state, bytes, cut, bytes.length)).isEqualTo(Utf8.COMPLETE);
        }
        int wrong = random.nextInt(bytes.length);
        bytes[wrong] = (byte) 0xFF;
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 0, wrong)).isNotEqualTo(Utf8.INVALID);
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 0, wrong + 1)).isEqualTo(Utf8.INVALID);
    }

    @Test
    void encodesWhatIsWholeAndRefusesHalves() {
        String text = "a?é€\uD83D\uDE00?";
        assertThat(Utf8.encode(text)).isEqualTo(text.getBytes(UTF_8));
        for (String half :
                new String[] {
                    "\uD83D", "a\uDE00", "\uD83D?", "\uDE00\uD83D", "x\uD83D\uD83D\uDE00"
                }) {
            assertThatThrownBy(() -> Utf8.encode(half))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lone one at index");
        }
    }
}
