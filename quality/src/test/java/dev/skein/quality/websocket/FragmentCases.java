package dev.skein.quality.websocket;

import java.io.IOException;

/// 5 Fragmentation.
final class FragmentCases {
    private static final Frame FIRST = Frame.text("fragment1").unfinished();
    private static final Frame LAST = Frame.continuation("fragment2");
    private static final String WHOLE = "fragment1fragment2";
    private static final Frame STRAY = Frame.continuation("non-continuation payload");
    private static final Frame HELLO = Frame.text("Hello, world!");
    private static final Chop[] CHOPS = {Chop.ONCE, Chop.FRAMES, Chop.OCTETS};

    private FragmentCases() {}

    static void addTo(CaseTable table) {
        Frame ping = Frame.ping("fragment1");
        Frame pong = Frame.of(Frame.PONG, "fragment1");
        table.addFailure("5.1", 1002, Chop.ONCE, ping.unfinished(), LAST);
        table.addFailure("5.2", 1002, Chop.ONCE, pong.unfinished(), LAST);
        for (int i = 0; i < CHOPS.length; i++) {
            Chop chop = CHOPS[i];
            table.addEcho("5." + (3 + i), WHOLE, chop, FIRST, LAST);
            table.add("5." + (6 + i), tester -> pingBetween(tester, chop));
            table.addFailure("5." + (9 + i), 1002, chop, STRAY, HELLO);
            table.addFailure("5." + (12 + i), 1002, chop, STRAY.unfinished(), HELLO);
        }
        strays(table);
        table.add("5.19", tester -> pingsBetween(tester, Chop.ONCE));
        table.add("5.20", tester -> pingsBetween(tester, Chop.FRAMES));
    }

    private static void strays(CaseTable table) {
        table.addEchoAndFailure(
                "5.15",
                WHOLE,
                Chop.ONCE,
                FIRST,
                LAST,
                Frame.continuation("fragment3").unfinished(),
                Frame.text("fragment4"));
        Frame first = Frame.text("fragment2").unfinished();
        Frame last = Frame.continuation("fragment3");
        Frame open = Frame.continuation("fragment1").unfinished();
        table.addFailure("5.16", 1002, Chop.FRAMES, open, first, last, open, first, last);
        Frame stray = Frame.continuation("fragment1");
        table.addFailure("5.17", 1002, Chop.FRAMES, stray, first, last, stray, first, last);
        table.addFailure("5.18", 1002, Chop.ONCE, FIRST, Frame.text("fragment2"));
    }

    private static void pingBetween(Tester tester, Chop chop) throws IOException {
        Frame ping = Frame.ping("pongme 1!");
        tester.send(chop, FIRST, ping, LAST);
        tester.expectPong(ping.payload());
        tester.expectText(WHOLE);
        tester.closeNormally();
    }

    private static void pingsBetween(Tester tester, Chop chop) throws IOException {
        Frame ping1 = Frame.ping("pongme 1!");
        Frame ping2 = Frame.ping("pongme 2!");
        tester.send(chop, FIRST, LAST.unfinished(), ping1);
        tester.expectPong(ping1.payload()); // the suite waits a second; we wait for the pong
        tester.expectQuiet();
        tester.send(
                chop,
                Frame.continuation("fragment3").unfinished(),
                Frame.continuation("fragment4").unfinished(),
                ping2,
                Frame.continuation("fragment5"));
        tester.expectPong(ping2.payload());
        tester.expectText("fragment1fragment2fragment3fragment4fragment5");
        tester.closeNormally();
    }
}
