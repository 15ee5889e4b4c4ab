package dev.skein.quality.websocket;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// 12 Compression of different data, 13 Compression with different offers.
///
/// Beyond the suite, a sample of text must come back compressed, once a message is long enough to be worth it.
final class DeflateCases {
    private static final int WORTH_IT = 256;

    /// Length of the messages and of their fragments, 0 for none.
    private static final int[][] SIZES = {
        {16, 0},
        {64, 0},
        {256, 0},
        {1024, 0},
        {4096, 0},
        {8192, 0},
        {16384, 0},
        {32768, 0},
        {65536, 0},
        {131072, 0},
        {8192, 256},
        {16384, 256},
        {32768, 256},
        {65536, 256},
        {131072, 256},
        {131072, 1024},
        {131072, 4096},
        {131072, 32768},
    };

    private static final List<Sample> SAMPLES =
            List.of(Sample.JSON, Sample.PICTURE, Sample.PROSE, Sample.PAGE, Sample.PAPER);

    private static final List<List<Wish>> WISHES =
            List.of(
                    List.of(Wish.NOTHING),
                    List.of(new Wish(true, 0)),
                    List.of(new Wish(false, 9)),
                    List.of(new Wish(false, 15)),
                    List.of(new Wish(true, 9)),
                    List.of(new Wish(true, 15)),
                    List.of(new Wish(true, 9), new Wish(true, 0), Wish.NOTHING));

    private DeflateCases() {}

    static void addTo(CaseTable table) {
        for (int i = 0; i < SAMPLES.size(); i++) {
            series(table, "12." + (i + 1) + ".", List.of(Wish.NOTHING), SAMPLES.get(i));
        }
        for (int i = 0; i < WISHES.size(); i++) {
            series(table, "13." + (i + 1) + ".", WISHES.get(i), Sample.JSON);
        }
    }

    private static void series(CaseTable table, String group, List<Wish> wishes, Sample sample) {
        for (int i = 0; i < SIZES.length; i++) {
            int length = SIZES[i][0];
            int fragment = SIZES[i][1];
            table.add(
                    group + (i + 1), wishes, tester -> exchange(tester, sample, length, fragment));
        }
    }

    /// The numbers of a case in the words of the list.
    static List<String> described(String id) {
        String[] numbers = id.split("\\.", 3);
        int[] sizes = SIZES[Integer.parseInt(numbers[2]) - 1];
        String messages =
                "payload size %d, auto-fragment to %d octets.".formatted(sizes[0], sizes[1]);
        if (numbers[0].equals("12")) {
            return List.of(messages, "Use default permessage-deflate offer.");
        }
        return List.of(
                messages,
                WISHES.get(Integer.parseInt(numbers[1]) - 1).stream()
                        .map(Wish::described)
                        .collect(Collectors.joining(", ", "[", "]")));
    }

    private static void exchange(Tester tester, Sample sample, int length, int fragment)
            throws IOException {
        int count = Counts.of(length);
        for (int i = 0; i < count; i++) {
            byte[] message = sample.message(i, length);
            tester.sendMessage(sample.isText(), message, fragment);
            tester.expectMessage(sample.isText(), message);
        }
        if (sample.isText() && length >= WORTH_IT && tester.compressedMessages() < count) {
            throw new AssertionError(
                    "only " + tester.compressedMessages() + " of " + count + " came compressed");
        }
        tester.closeNormally();
    }
}
