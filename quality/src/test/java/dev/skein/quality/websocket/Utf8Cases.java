package dev.skein.quality.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// 6 UTF-8. The single sequences of 6.5 to 6.23 are those of the list's descriptions.
final class Utf8Cases {
    private static final int INVALID = 1007;
    private static final byte[] GREEK = hex("cebae1bdb9cf83cebcceb5");
    private static final byte[] SURROGATE = hex("cebae1bdb9cf83cebcceb5eda080656469746564");
    private static final byte[] TOO_HIGH = hex("cebae1bdb9cf83cebcceb5f4908080656469746564");
    private static final Pattern SEQUENCE =
            Pattern.compile("which is (valid|not valid) UTF-8 .*Payload: 0x([0-9a-f]+)\"");

    private Utf8Cases() {}

    static void addTo(CaseTable table) {
        empty(table);
        whole(table);
        failFast(table);
        CaseList.read().values().forEach(entry -> sequence(table, entry));
    }

    private static void empty(CaseTable table) {
        Frame nothing = Frame.continuation("");
        Frame first = Frame.text("").unfinished();
        Frame middle = Frame.continuation("middle frame payload").unfinished();
        table.addEcho("6.1.1", "", Chop.ONCE, Frame.text(""));
        table.addEcho("6.1.2", "", Chop.ONCE, first, nothing.unfinished(), nothing);
        table.addEcho("6.1.3", "middle frame payload", Chop.ONCE, first, middle, nothing);
    }

    private static void whole(CaseTable table) {
        String german = "Hello-µ@ßöäüàá-UTF-8!!";
        String greek = new String(GREEK, StandardCharsets.UTF_8);
        table.addEcho("6.2.1", german, Chop.ONCE, Frame.text(german));
        Frame half = Frame.text("Hello-µ@ßöä").unfinished();
        table.addEcho("6.2.2", german, Chop.ONCE, half, Frame.continuation("üàá-UTF-8!!"));
        table.addEcho("6.2.3", german, Chop.ONCE, octets(Frame.text(german)));
        table.addEcho("6.2.4", greek, Chop.ONCE, octets(Frame.text(greek)));
        Frame invalid = Frame.of(Frame.TEXT, SURROGATE);
        table.addFailure("6.3.1", INVALID, Chop.ONCE, invalid);
        table.addFailure("6.3.2", INVALID, Chop.ONCE, octets(invalid));
    }

    private static Frame[] octets(Frame message) {
        return Fragments.of(message, 1).toArray(Frame[]::new);
    }

    /// The suite also lets a peer wait for the third part, and calls that "non-strict". We do not.
    private static void failFast(CaseTable table) {
        table.add("6.4.1", tester -> frames(tester, 11, 15));
        table.add("6.4.2", tester -> frames(tester, 12, 13));
        table.add("6.4.3", tester -> chops(tester, 11, 15));
        table.add("6.4.4", tester -> chops(tester, 12, 13));
    }

    /// The message in frames that are cut there: the second must be refused before the third comes.
    private static void frames(Tester tester, int first, int second) throws IOException {
        byte[] part1 = Arrays.copyOf(TOO_HIGH, first);
        byte[] part2 = Arrays.copyOfRange(TOO_HIGH, first, second);
        tester.send(Frame.of(Frame.TEXT, part1).unfinished());
        tester.expectQuiet();
        tester.send(Frame.of(Frame.CONTINUATION, part2).unfinished());
        tester.expectClose(INVALID);
    }

    /// The same in a single frame that comes in chops.
    private static void chops(Tester tester, int first, int second) throws IOException {
        byte[] frame = tester.encode(Frame.of(Frame.TEXT, TOO_HIGH));
        int header = frame.length - TOO_HIGH.length;
        tester.sendRaw(Arrays.copyOf(frame, header + first));
        tester.expectQuiet();
        tester.sendRaw(Arrays.copyOfRange(frame, header + first, header + second));
        tester.expectClose(INVALID);
    }

    private static void sequence(CaseTable table, CaseList.Entry entry) {
        Matcher matcher = SEQUENCE.matcher(entry.description());
        if (!matcher.find()) {
            return;
        }
        byte[] payload = hex(matcher.group(2));
        Frame frame = Frame.of(Frame.TEXT, payload);
        if (matcher.group(1).equals("valid")) {
            String text = new String(payload, StandardCharsets.UTF_8);
            table.addEcho(entry.id(), text, Chop.ONCE, frame);
        } else {
            table.addFailure(entry.id(), INVALID, Chop.ONCE, frame);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
