package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
    private static String select(String field, long size) {
        List<ByteRange> parts = ByteRanges.select(field, size);
        return parts == null
                ? "all"
                : parts.isEmpty()
                        ? "none"
                        : parts.stream()
                                .map(part -> part.first() + "-" + part.last())
                                .collect(Collectors.joining(" "));
    }

    /// Of a representation of 10000 bytes, as in RFC 9110 §14.1.2.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-499 | 0-499",
                "bytes=500-999 | 500-999",
                "bytes=-500 | 9500-9999",
                "bytes=9500- | 9500-9999",
                "bytes=0-0,-1 | 0-0 9999-9999",
                "bytes= 0-999, 4500-5499, -1000 | 0-999 4500-5499 9000-9999",
                "bytes=500-600,601-999 | 500-999",
                "bytes=500-700,601-999 | 500-999",
                "bytes=0- | 0-9999",
                "bytes=9999- | 9999-9999",
                "bytes=10000- | none",
                "bytes=10000-10001 | none",
                "bytes=-0 | none",
                "bytes=-0,10000- | none",
                "bytes=-0,5-6 | 5-6",
                "bytes=-10000 | 0-9999",
                "bytes=-99999 | 0-9999",
                "bytes=9990-99999 | 9990-9999",
                "bytes=0-99999999999999999999999999 | 0-9999",
                "bytes=99999999999999999999999999- | none",
                "bytes=-99999999999999999999999999 | 0-9999",
                "bytes=0-9223372036854775807 | 0-9999",
                "bytes=00000000000000000000000001-2 | 1-2",
                "BYTES=1-2 | 1-2",
                "bytes=1-2,,3-4, | 1-4",
                "bytes=5-6,1-2,9-9 | 5-6 1-2 9-9",
                "bytes=9-9,1-5,4-7 | 9-9 1-7",
                "bytes=5-6,5-6,5-6 | 5-6",
                "bytes=1-1,0-9 | 0-9"
            })
    void selects(String field, String expected) {
        assertThat(select(field, 10_000)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=,",
                "bytes=-",
                "bytes=a-b",
                "bytes=1",
                "bytes=2-1",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=1-+2",
                "bytes=1 -2",
                "bytes=1- 2",
                "bytes =1-2",
                "lines=1-2",
                "bytesx=1-2",
                "bytes:1-2",
                "bytes=0x1-2",
                "bytes=1-2;3-4",
                "bytes=1-2,x",
                "bytes=5-6,2-1",
                "bytes=\u00b2-3",
                "bytes=\u0661-2",
                "1-2"
            })
    void ignoresWhatIsNone(String field) {
        assertThat(ByteRanges.select(field, 100)).isNull();
    }

    private static String many(int count, int step) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * step + "-" + i * step)
                .collect(Collectors.joining(",", "bytes=", ""));
    }

    @Test
    void sendsAllOfItToWhoWantsTooManyParts() {
        assertThat(ByteRanges.select(many(16, 2), 1000)).hasSize(16);
        assertThat(ByteRanges.select(many(17, 2), 1000)).isNull();
        assertThat(select(many(256, 1), 1000)).isEqualTo("0-255");
        assertThat(ByteRanges.select(many(257, 1), 1000)).isNull();
        assertThat(select("bytes=" + "0-,".repeat(200), 1000)).isEqualTo("0-999");
    }

    @Test
    void sendsTheSameBytesAsANaiveReading() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            int size = 1 + random.nextInt(40);
            List<String> members = members(random, size);
            BitSet wanted = naive(members, size);
            List<ByteRange> parts = ByteRanges.select("bytes=" + String.join(",", members), size);
            if (parts != null) {
                assertThat(union(parts)).as("%s of %d", members, size).isEqualTo(wanted);
                assertThat(parts.stream().mapToLong(ByteRange::length).sum())
                        .isEqualTo(wanted.cardinality());
                assertThat(parts).hasSize(runs(wanted));
            } else {
                assertThat(runs(wanted)).isGreaterThan(ByteRanges.MOST);
            }
        }
    }

    private static List<String> members(Random random, int size) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
            int first = random.nextInt(size + 5);
            switch (random.nextInt(6)) {
                case 0 -> members.add("-" + first);
                case 1 -> members.add(first + "-");
                default -> members.add(first + "-" + (first + random.nextInt(3)));
            }
        }
        return members;
    }

    private static BitSet naive(List<String> members, int size) {
        BitSet wanted = new BitSet();
        for (String member : members) {
            String[] ends = member.split("-", -1);
            int first =
                    ends[0].isEmpty()
                            ? size - Integer.parseInt(ends[1])
                            : Integer.parseInt(ends[0]);
            int last =
                    ends[0].isEmpty() || ends[1].isEmpty() ? size - 1 : Integer.parseInt(ends[1]);
            for (int i = Math.max(0, first); i <= Math.min(last, size - 1); i++) {
                wanted.set(i);
            }
        }
        return wanted;
    }

    private static BitSet union(List<ByteRange> parts) {
        BitSet union = new BitSet();
        parts.forEach(part -> union.set((int) part.first(), (int) part.last() + 1));
        return union;
    }

    private static int runs(BitSet bits) {
        int runs = 0;
        for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(bits.nextClearBit(i))) {
            runs++;
        }
        return runs;
    }
}
