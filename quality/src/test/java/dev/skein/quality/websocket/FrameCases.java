package dev.skein.quality.websocket;

import java.io.IOException;
import java.util.stream.IntStream;

/// 1 Framing, 2 Pings and pongs.
final class FrameCases {
    private static final int[] LENGTHS = {0, 125, 126, 127, 128, 65535, 65536};
    private static final byte[] NOTHING = {};
    private static final byte[] NOT_UTF8 = {0, -1, -2, -3, -4, -5, 0, -1};

    private FrameCases() {}

    static void addTo(CaseTable table) {
        framing(table, "1.1.", true);
        framing(table, "1.2.", false);
        pings(table);
        unsolicitedPongs(table);
        manyPings(table, "2.10", Chop.ONCE);
        manyPings(table, "2.11", Chop.OCTETS);
    }

    private static void framing(CaseTable table, String group, boolean text) {
        for (int i = 0; i < LENGTHS.length; i++) {
            echo(table, group + (i + 1), text, LENGTHS[i], Chop.ONCE);
        }
        echo(table, group + "8", text, 65536, Chop.of(997));
    }

    /// A message in one frame comes back.
    static void echo(CaseTable table, String id, boolean text, int length, Chop chop) {
        table.add(
                id,
                tester -> {
                    byte[] payload = Payloads.of(text, length);
                    tester.send(chop, Frame.of(text ? Frame.TEXT : Frame.BINARY, payload));
                    tester.expectMessage(text, payload);
                    tester.closeNormally();
                });
    }

    private static void pings(CaseTable table) {
        ping(table, "2.1", Chop.ONCE, NOTHING);
        ping(table, "2.2", Chop.ONCE, Payloads.text(13));
        ping(table, "2.3", Chop.ONCE, NOT_UTF8);
        ping(table, "2.4", Chop.ONCE, Payloads.binary(125));
        table.addFailure("2.5", 1002, Chop.ONCE, Frame.of(Frame.PING, Payloads.binary(126)));
        ping(table, "2.6", Chop.OCTETS, Payloads.binary(125));
    }

    private static void ping(CaseTable table, String id, Chop chop, byte[] payload) {
        table.add(
                id,
                tester -> {
                    tester.send(chop, Frame.of(Frame.PING, payload));
                    tester.expectPong(payload);
                    tester.closeNormally();
                });
    }

    private static void unsolicitedPongs(CaseTable table) {
        table.add("2.7", tester -> pongAlone(tester, Frame.of(Frame.PONG, NOTHING)));
        table.add("2.8", tester -> pongAlone(tester, Frame.of(Frame.PONG, "nobody asked")));
        table.add(
                "2.9",
                tester -> {
                    tester.send(
                            Frame.of(Frame.PONG, "nobody asked"), Frame.of(Frame.PING, NOT_UTF8));
                    tester.expectPong(NOT_UTF8);
                    tester.closeNormally();
                });
    }

    private static void pongAlone(Tester tester, Frame pong) throws IOException {
        tester.send(pong);
        tester.closeNormally();
    }

    private static void manyPings(CaseTable table, String id, Chop chop) {
        table.add(
                id,
                tester -> {
                    tester.send(
                            chop,
                            IntStream.range(0, 10)
                                    .mapToObj(i -> Frame.ping("payload-" + i))
                                    .toArray(Frame[]::new));
                    for (int i = 0; i < 10; i++) {
                        tester.expectPong(Frame.ping("payload-" + i).payload());
                    }
                    tester.closeNormally();
                });
    }
}
