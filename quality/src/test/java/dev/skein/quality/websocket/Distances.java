package dev.skein.quality.websocket;

import java.util.Arrays;

/// Reads a deflate stream (RFC 1951) only to see how far it refers back, which zlib's inflater does not tell.
final class Distances {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] CODE_ORDER = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
    };
    private static final int END_OF_BLOCK = 256;

    private final byte[] bytes;
    private int bit;
    private int furthest;

    private Distances(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The greatest distance in a row of whole blocks that starts and ends with a byte; 0 when there is none.
    static int furthest(byte[] deflated) {
        Distances reader = new Distances(deflated);
        while (reader.bit < deflated.length * 8) {
            reader.block();
        }
        return reader.furthest;
    }

    private void block() {
        bits(1); // last or not: others may follow anyway (RFC 7692 §7.2.3.4)
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> compressed(fixedLiterals(), fixedDistances());
            case 2 -> dynamic();
            default -> throw new AssertionError("a deflate block of type 3");
        }
    }

    private void stored() {
        bit = (bit + 7) & ~7;
        int length = bits(16);
        bits(16);
        bit += length * 8;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] codeLengths = new int[19];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            codeLengths[CODE_ORDER[i]] = bits(3);
        }
        int[] lengths = lengths(new Huffman(codeLengths), literals + distances);
        int[] first = Arrays.copyOf(lengths, literals);
        int[] second = Arrays.copyOfRange(lengths, literals, lengths.length);
        compressed(new Huffman(first), new Huffman(second));
    }

    private int[] lengths(Huffman code, int count) {
        int[] lengths = new int[count];
        int at = 0;
        while (at < count) {
            int symbol = symbol(code);
            if (symbol < 16) {
                lengths[at++] = symbol;
                continue;
            }
            int value = symbol == 16 ? lengths[at - 1] : 0;
            int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(lengths, at, at + times, value);
            at += times;
        }
        return lengths;
    }

    private void compressed(Huffman literals, Huffman distances) {
        for (int symbol = symbol(literals); symbol != END_OF_BLOCK; symbol = symbol(literals)) {
            if (symbol > END_OF_BLOCK) {
                bits(LENGTH_EXTRA[symbol - 257]);
                furthest = Math.max(furthest, distance(symbol(distances)));
            }
        }
    }

    private int distance(int symbol) {
        if (symbol < 4) {
            return symbol + 1;
        }
        int extra = symbol / 2 - 1;
        return ((2 + (symbol & 1)) << extra) + 1 + bits(extra);
    }

    private static Huffman fixedLiterals() {
        int[] lengths = new int[288];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        return new Huffman(lengths);
    }

    private static Huffman fixedDistances() {
        int[] lengths = new int[30];
        Arrays.fill(lengths, 5);
        return new Huffman(lengths);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (bytes[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private int symbol(Huffman code) {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= 15; length++) {
            value |= bits(1);
            int count = code.counts[length];
            if (value - count < first) {
                return code.symbols[index + (value - first)];
            }
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        throw new AssertionError("a deflate code that was not announced");
    }

    /// A canonical code: how many codes have each length, and the symbols in order of their codes.
    private static final class Huffman {
        final int[] counts = new int[16];
        final int[] symbols;

        Huffman(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] offsets = new int[16];
            for (int length = 1; length < 15; length++) {
                offsets[length + 1] = offsets[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] > 0) {
                    symbols[offsets[lengths[symbol]]++] = symbol;
                }
            }
        }
    }
}
