package dev.skein.quality.websocket;

import java.io.IOException;

/// 9 Limits and performance, 10 Autofragmentation. Here they are about correctness: nobody looks at the clock.
final class BulkCases {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int[] MESSAGES = {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB};
    private static final int[] FRAGMENTS = {
        64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB
    };
    private static final int[] CHOPS = {64, 128, 256, 512, 1024, 2048};
    private static final int[] SMALL = {0, 16, 64, 256, 1024, 4096};
    private static final int ROUND_TRIPS = 1000;

    private BulkCases() {}

    static void addTo(CaseTable table) {
        pair(table, "9.1.", "9.3.", "9.5.", "9.7.", true);
        pair(table, "9.2.", "9.4.", "9.6.", "9.8.", false);
        table.add("10.1.1", BulkCases::autoFragment);
    }

    private static void pair(
            CaseTable table, String large, String cut, String chopped, String many, boolean text) {
        for (int i = 0; i < MESSAGES.length; i++) {
            FrameCases.echo(table, large + (i + 1), text, MESSAGES[i], Chop.ONCE);
        }
        for (int i = 0; i < FRAGMENTS.length; i++) {
            int size = FRAGMENTS[i];
            table.add(cut + (i + 1), tester -> exchange(tester, text, 4 * MIB, size, 1));
        }
        for (int i = 0; i < CHOPS.length; i++) {
            FrameCases.echo(table, chopped + (i + 1), text, MIB, Chop.of(CHOPS[i]));
        }
        for (int i = 0; i < SMALL.length; i++) {
            int length = SMALL[i];
            table.add(many + (i + 1), tester -> exchange(tester, text, length, 0, ROUND_TRIPS));
        }
    }

    /// The suite also counts the frames that it sends itself: 51.
    private static void autoFragment(Tester tester) throws IOException {
        exchange(tester, true, 65536, 1300, 1);
    }

    private static void exchange(Tester tester, boolean text, int length, int fragment, int times)
            throws IOException {
        byte[] payload = Payloads.of(text, length);
        for (int i = 0; i < times; i++) {
            tester.sendMessage(text, payload, fragment);
            tester.expectMessage(text, payload);
        }
        tester.closeNormally();
    }
}
