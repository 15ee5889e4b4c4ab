package dev.skein.quality.websocket;

import java.io.IOException;

/// 7 Close handshake.
final class CloseCases {
    private static final int[] VALID = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999
    };
    private static final int[] INVALID = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
    private static final int[] BEYOND = {5000, 65535};

    private static final Frame CLOSE = Frame.close(1000);
    private static final Frame HELLO = Frame.text("Hello World!");

    private CloseCases() {}

    static void addTo(CaseTable table) {
        afterClose(table);
        payloads(table);
        codes(table);
    }

    private static void afterClose(CaseTable table) {
        table.add(
                "7.1.1",
                tester -> {
                    tester.send(HELLO, CLOSE);
                    tester.expectText("Hello World!");
                    tester.expectClose(1000);
                });
        closes(table, "7.1.2", CLOSE, CLOSE);
        closes(table, "7.1.3", CLOSE, Frame.ping(""));
        closes(table, "7.1.4", CLOSE, HELLO);
        Frame fragment1 = Frame.text("fragment1").unfinished();
        closes(table, "7.1.5", fragment1, CLOSE, Frame.continuation("fragment2"));
        table.add("7.1.6", CloseCases::closeBehindLargeMessage);
    }

    private static void closes(CaseTable table, String id, Frame... frames) {
        table.add(
                id,
                tester -> {
                    tester.send(frames);
                    tester.expectClose(1000);
                });
    }

    /// Which of the messages come back is the peer's choice; but they come in order, then the close frame, and no pong.
    private static void closeBehindLargeMessage(Tester tester) throws IOException {
        byte[] large = Payloads.text(256 * 1024);
        tester.send(Frame.of(Frame.TEXT, large), HELLO, CLOSE, Frame.ping(""));
        Reaction came = tester.next();
        if (came instanceof Reaction.Message message && message.is(true, large)) {
            came = tester.next();
            if (came instanceof Reaction.Message next && next.is(true, HELLO.payload())) {
                came = tester.next();
            }
        }
        tester.expectClosing(came, 1000);
    }

    private static void payloads(CaseTable table) {
        table.add(
                "7.3.1",
                tester -> {
                    tester.send(Frame.of(Frame.CLOSE, ""));
                    tester.expectClose(
                            1005, 1000); // without a code, like ours, or with the normal one
                });
        refused(table, "7.3.2", Frame.of(Frame.CLOSE, "a"), 1002);
        closes(table, "7.3.3", CLOSE);
        closes(table, "7.3.4", Frame.close(1000, "Hello World!"));
        closes(table, "7.3.5", Frame.close(1000, Payloads.filled('*', 123)));
        refused(table, "7.3.6", Frame.close(1000, Payloads.filled('*', 124)), 1002);
        byte[] surrogate = {(byte) 0xCE, (byte) 0xBA, (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'e'};
        refused(table, "7.5.1", Frame.close(1000, surrogate), 1002, 1007);
    }

    private static void refused(CaseTable table, String id, Frame frame, Integer... codes) {
        table.add(
                id,
                tester -> {
                    tester.send(frame);
                    tester.expectCloseOrDrop(codes);
                });
    }

    private static void codes(CaseTable table) {
        for (int i = 0; i < VALID.length; i++) {
            int code = VALID[i];
            table.add(
                    "7.7." + (i + 1),
                    tester -> {
                        tester.send(Frame.close(code));
                        tester.expectClose(1000, code);
                    });
        }
        for (int i = 0; i < INVALID.length; i++) {
            refused(table, "7.9." + (i + 1), Frame.close(INVALID[i]), 1002);
        }
        for (int i = 0; i < BEYOND.length; i++) {
            // RFC 6455 §7.4.2 does not say what these mean: ignoring, echoing and refusing are all
            // fine
            refused(table, "7.13." + (i + 1), Frame.close(BEYOND[i]), 1000, BEYOND[i], 1002);
        }
    }
}
