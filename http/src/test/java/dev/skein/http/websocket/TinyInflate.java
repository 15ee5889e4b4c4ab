package dev.skein.http.websocket;

import java.util.Arrays;
import java.util.stream.IntStream;

/// DEFLATE (RFC 1951) read slowly and by the book, to learn what java.util.zip does not tell: how
/// far a message refers back.
final class TinyInflate {
    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258
    };
    private static final int[] CODE_ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };

    private final byte[] in;
    private int bit;
    private byte[] out = new byte[1024];
    private int size;
    private int farthest;

    /// @param in a message with its tail of 00 00 FF FF
    TinyInflate(byte[] in) {
        this.in = in;
        while (bit < in.length * 8) {
            boolean last = bits(1) == 1;
            switch (bits(2)) {
                case 0 -> stored();
                case 1 -> compressed(fixedLengths(), codes(filled(30, 5)));
                case 2 -> dynamic();
                default -> throw new AssertionError("block type 3");
            }
            if (last) {
                bit = bit + 7 & ~7;
            }
        }
    }

    byte[] output() {
        return Arrays.copyOf(out, size);
    }

    /// The greatest distance of any reference.
    int farthest() {
        return farthest;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (in[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private void put(int b) {
        if (size == out.length) {
            out = Arrays.copyOf(out, size * 2);
        }
        out[size++] = (byte) b;
    }

    private void stored() {
        bit = bit + 7 & ~7;
        int length = bits(16);
        if ((length ^ 0xFFFF) != bits(16)) {
            throw new AssertionError("stored length at bit " + bit);
        }
        for (int i = 0; i < length; i++) {
            put(bits(8));
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] order = new int[19];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            order[CODE_ORDER[i]] = bits(3);
        }
        int[][] lengthCodes = codes(order);
        int[] lengths = new int[literals + distances];
        int n = 0;
        while (n < lengths.length) {
            int symbol = symbol(lengthCodes);
            int value = symbol < 16 ? symbol : symbol == 16 ? lengths[n - 1] : 0;
            int times =
                    symbol < 16
                            ? 1
                            : symbol == 16
                                    ? 3 + bits(2)
                                    : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(lengths, n, n + times, value);
            n += times;
        }
        compressed(
                codes(Arrays.copyOf(lengths, literals)),
                codes(Arrays.copyOfRange(lengths, literals, n)));
    }

    private void compressed(int[][] literals, int[][] distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol < 256) {
                put(symbol);
            } else {
                int index = symbol - 257;
                int length = LENGTHS[index] + bits(index < 8 || index == 28 ? 0 : (index - 4) / 4);
                int code = symbol(distances);
                int extra = Math.max(0, code / 2 - 1);
                int distance = code < 2 ? code + 1 : (2 + (code & 1) << extra) + 1 + bits(extra);
                farthest = Math.max(farthest, distance);
                for (int i = 0; i < length; i++) {
                    put(out[size - distance]);
                }
            }
        }
    }

    private static int[] filled(int count, int length) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return lengths;
    }

    private static int[][] fixedLengths() {
        int[] lengths = filled(288, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        return codes(lengths);
    }

    /// Per length of code: the first code, then the symbols in order (§3.2.2).
    private static int[][] codes(int[] lengths) {
        int[][] codes = new int[16][];
        int code = 0;
        for (int length = 1; length < 16; length++) {
            int wanted = length;
            int[] symbols =
                    IntStream.range(0, lengths.length)
                            .filter(symbol -> lengths[symbol] == wanted)
                            .toArray();
            codes[length] = new int[symbols.length + 1];
            codes[length][0] = code;
            System.arraycopy(symbols, 0, codes[length], 1, symbols.length);
            code = code + symbols.length << 1;
        }
        return codes;
    }

    private int symbol(int[][] codes) {
        int code = 0;
        for (int length = 1; length < 16; length++) {
            code = code << 1 | bits(1);
            int index = code - codes[length][0];
            if (index >= 0 && index < codes[length].length - 1) {
                return codes[length][index + 1];
            }
        }
        throw new AssertionError("no such code");
    }
}
