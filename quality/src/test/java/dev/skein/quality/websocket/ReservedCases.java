package dev.skein.quality.websocket;

/// 3 Reserved bits, 4 Reserved opcodes.
final class ReservedCases {
    private static final String HELLO = "Hello, world!";
    private static final Frame TEXT = Frame.text(HELLO);
    private static final Frame PING = Frame.ping("");

    private ReservedCases() {}

    static void addTo(CaseTable table) {
        bits(table);
        opcodes(table, "4.1.", 3);
        opcodes(table, "4.2.", 11);
    }

    private static void bits(CaseTable table) {
        table.addFailure("3.1", 1002, Chop.ONCE, TEXT.withRsv(1));
        table.addEchoAndFailure("3.2", HELLO, Chop.ONCE, TEXT, TEXT.withRsv(2), PING);
        table.addEchoAndFailure("3.3", HELLO, Chop.FRAMES, TEXT, TEXT.withRsv(3), PING);
        table.addEchoAndFailure("3.4", HELLO, Chop.OCTETS, TEXT, TEXT.withRsv(4), PING);
        Frame binary = Frame.of(Frame.BINARY, Payloads.binary(8));
        table.addFailure("3.5", 1002, Chop.ONCE, binary.withRsv(5));
        table.addFailure("3.6", 1002, Chop.ONCE, Frame.ping(HELLO).withRsv(6));
        table.addFailure("3.7", 1002, Chop.ONCE, Frame.close(1000).withRsv(7));
    }

    /// Five opcodes: the first two alone, the others between a text and a ping; the first and the third without payload.
    private static void opcodes(CaseTable table, String group, int first) {
        Frame[] reserved = new Frame[5];
        for (int i = 0; i < reserved.length; i++) {
            boolean empty = i == 0 || i == 2;
            reserved[i] = Frame.of(first + i, empty ? "" : "reserved opcode payload");
        }
        table.addFailure(group + 1, 1002, Chop.ONCE, reserved[0]);
        table.addFailure(group + 2, 1002, Chop.ONCE, reserved[1]);
        table.addEchoAndFailure(group + 3, HELLO, Chop.ONCE, TEXT, reserved[2], PING);
        table.addEchoAndFailure(group + 4, HELLO, Chop.ONCE, TEXT, reserved[3], PING);
        table.addEchoAndFailure(group + 5, HELLO, Chop.OCTETS, TEXT, reserved[4], PING);
    }
}
