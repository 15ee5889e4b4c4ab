package dev.skein.quality.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tester is as good as what it refuses: peers that do wrong do not get through.
class TesterTest {
    private static final Map<String, AutobahnCase> CASES = Cases.all();
    private static final byte[] OPENED = opened("");
    private static final byte[] CLOSE = plain(Frame.close(1000));
    private static final byte[] FAILED = plain(Frame.close(1002));
    private static final byte[] HELLO = plain(Frame.text("Hello, world!"));

    /// The accept value of RFC 6455 §1.3, whose key the tester uses.
    private static byte[] opened(String more) {
        return ("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                        + "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                        + more
                        + "\r\n")
                .getBytes(US_ASCII);
    }

    private static byte[] plain(Frame frame) {
        return frame.encode(null);
    }

    /// A server that answers with these bytes, whatever comes.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Canned(boolean mayLoseEchoes, byte[]... answers) implements Peer {
        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public Wire connect() {
            return CannedWire.of(answers);
        }
    }

    private static ThrowingCallable playing(String id, byte[]... answers) {
        return playing(id, new Canned(false, answers));
    }

    private static ThrowingCallable playing(String id, Peer peer) {
        return () -> Objects.requireNonNull(CASES.get(id), id).play(peer);
    }

    private static void assertRefused(String id, String why, byte[]... answers) {
        assertThatThrownBy(playing(id, answers))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(why);
    }

    @Test
    void rightPeersGetThrough() {
        assertThatCode(playing("1.1.1", OPENED, plain(Frame.text("")), CLOSE))
                .doesNotThrowAnyException();
        assertThatCode(playing("3.2", OPENED, HELLO, FAILED)).doesNotThrowAnyException();
        assertThatCode(playing("7.9.1", OPENED)).doesNotThrowAnyException();
        assertThatCode(playing("7.9.1", OPENED, FAILED)).doesNotThrowAnyException();
        assertThatCode(playing("7.1.6", OPENED, CLOSE)).doesNotThrowAnyException();
    }

    @Test
    void anEchoBeforeAFailureMayBeLostWhereThatIsSaid() {
        assertRefused("3.2", "expected text", OPENED, FAILED);
        assertThatCode(playing("3.2", new Canned(true, OPENED, FAILED))).doesNotThrowAnyException();
        assertThatThrownBy(playing("3.2", new Canned(true, OPENED, CLOSE)))
                .hasMessageContaining("came close 1000");
        assertThatThrownBy(playing("7.1.1", new Canned(true, OPENED, CLOSE)))
                .hasMessageContaining("expected text");
    }

    @Test
    void wrongReactionsAreRefused() {
        byte[] empty = plain(Frame.text(""));
        byte[] pong = plain(Frame.of(Frame.PONG, ""));
        assertRefused("1.1.1", "came text of 1 bytes", OPENED, plain(Frame.text("a")), CLOSE);
        assertRefused("1.1.1", "came binary", OPENED, plain(Frame.of(Frame.BINARY, "")), CLOSE);
        assertRefused("1.1.1", "came close 1000", OPENED, CLOSE);
        assertRefused("1.1.1", "came end", OPENED, empty);
        assertRefused("1.1.1", "came text", OPENED, empty, empty, CLOSE);
        assertRefused("1.1.1", "came text", OPENED, empty, CLOSE, empty);
        assertRefused("1.1.1", "came close 1001", OPENED, empty, plain(Frame.close(1001)));
        assertRefused("2.1", "came pong of 1", OPENED, plain(Frame.of(Frame.PONG, "a")), CLOSE);
        assertRefused("2.7", "came pong", OPENED, pong, CLOSE);
        assertRefused("3.1", "came end", OPENED);
        assertRefused("3.1", "came close 1000", OPENED, CLOSE);
        assertRefused("3.2", "came pong", OPENED, HELLO, pong, FAILED);
        assertRefused("6.4.1", "expected nothing yet", OPENED, plain(Frame.close(1007)));
        assertRefused("7.1.3", "came pong", OPENED, CLOSE, pong);
        assertRefused("7.9.1", "came close 1000", OPENED, CLOSE);
    }

    @Test
    void wrongFramesAreRefused() {
        byte[] key = {1, 2, 3, 4};
        assertRefused("1.1.1", "is masked", OPENED, Frame.text("").encode(key), CLOSE);
        assertRefused("1.1.1", "reserved bits", OPENED, plain(Frame.text("").withRsv(4)), CLOSE);
        assertRefused("1.1.1", "opcode 3", OPENED, plain(Frame.of(3, "")), CLOSE);
        assertRefused("1.1.1", "opcode 0", OPENED, plain(Frame.continuation("")), CLOSE);
        assertRefused("1.1.1", "goes on", OPENED, plain(Frame.text("").unfinished()), CLOSE);
        assertRefused("1.1.1", "in the wrong form", OPENED, new byte[] {-127, 126, 0, 0});
        assertRefused("2.1", "control frame", OPENED, plain(Frame.of(10, "a".repeat(126))));
        assertRefused("7.3.1", "one byte", OPENED, plain(Frame.of(Frame.CLOSE, "a")));
        assertRefused(
                "7.3.1", "not UTF-8", OPENED, plain(Frame.close(1000, new byte[] {(byte) 0x80})));
        assertRefused("1.1.2", "ended within a frame", OPENED, Arrays.copyOf(HELLO, 9));
    }

    @Test
    void wrongOpeningsAreRefused() {
        assertRefused("1.1.1", "expected a 101", "HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
        String right = new String(OPENED, US_ASCII);
        assertRefused(
                "1.1.1", "sec-websocket-accept", right.replace("s3p", "S3p").getBytes(US_ASCII));
        assertRefused(
                "1.1.1", "in upgrade", right.replace("websocket\r", "h2c\r").getBytes(US_ASCII));
        String deflate = "sec-websocket-extensions: permessage-deflate";
        assertRefused("1.1.1", "not offered", opened(deflate + "\r\n"));
        assertRefused("12.1.1", "declined", OPENED);
        assertRefused("12.1.1", "unknown parameter", opened(deflate + "; bits=9\r\n"));
        assertRefused("13.2.1", "to be granted", opened(deflate + "\r\n"));
        assertRefused(
                "13.3.1", "to be granted", opened(deflate + "; server_max_window_bits=10\r\n"));
    }

    @Test
    void wrongCompressionIsRefused() {
        byte[] message = Sample.JSON.message(0, 8192);
        byte[] deflated = plain(deflated(message, Deflater.SYNC_FLUSH));
        String deflate = "sec-websocket-extensions: permessage-deflate";
        byte[] small = opened(deflate + "; server_max_window_bits=9\r\n");
        assertRefused("13.3.6", "refers back", small, deflated);
        assertRefused(
                "13.1.6",
                "came text of 5 bytes",
                opened(deflate + "\r\n"),
                plain(Frame.text("plain")));
        byte[] alone = opened(deflate + "; server_no_context_takeover\r\n");
        byte[] broken = plain(Frame.of(Frame.TEXT, new byte[] {6}).withRsv(4));
        assertRefused("13.2.6", "not valid", alone, broken);
    }

    private static Frame deflated(byte[] message, int flush) {
        byte[] out = new byte[message.length + 100];
        try (Deflater deflater = new Deflater(9, true)) {
            deflater.setInput(message);
            int length = deflater.deflate(out, 0, out.length, flush);
            return Frame.of(Frame.TEXT, Arrays.copyOf(out, length - 4)).withRsv(Frame.RSV1);
        }
    }

    /// Two equal blocks of noise: the second refers back as far as the first is long, if zlib's window still has it.
    @ParameterizedTest
    @CsvSource({"300, 300", "512, 512", "5000, 5000", "32000, 32000", "40000, 0"})
    void distancesAreMeasured(int length, int expected) {
        byte[] noise = new byte[2 * length];
        byte[] half = new byte[length];
        new Random(length).nextBytes(half);
        System.arraycopy(half, 0, noise, 0, length);
        System.arraycopy(half, 0, noise, length, length);
        byte[] payload = deflated(noise, Deflater.SYNC_FLUSH).payload();
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[whole.length - 2] = -1;
        whole[whole.length - 1] = -1;
        assertThat(Distances.furthest(whole)).isEqualTo(expected);
    }

    /// RFC 6455 §5.7.
    @Test
    void framesAreThoseOfTheStandard() {
        byte[] key = HexFormat.of().parseHex("37fa213d");
        assertThat(hex(Frame.text("Hello").encode(null))).isEqualTo("810548656c6c6f");
        assertThat(hex(Frame.text("Hello").encode(key))).isEqualTo("818537fa213d7f9f4d5158");
        assertThat(hex(Frame.text("Hel").unfinished().encode(null))).isEqualTo("010348656c");
        assertThat(hex(Frame.continuation("lo").encode(null))).isEqualTo("80026c6f");
        assertThat(hex(Frame.ping("Hello").encode(null))).isEqualTo("890548656c6c6f");
        assertThat(hex(Frame.of(Frame.BINARY, new byte[256]).encode(null)))
                .startsWith("827e010000");
        assertThat(hex(Frame.of(Frame.BINARY, new byte[65536]).encode(null)))
                .startsWith("827f000000000001000000");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void fragmentsAndChopsAreCutAsTheSuiteDoes() {
        Frame message = Frame.of(Frame.TEXT, Payloads.text(65536));
        assertThat(Fragments.of(message, 0)).hasSize(1);
        assertThat(Fragments.of(message, 65536)).hasSize(1);
        assertThat(Fragments.of(message, 1300)).hasSize(51);
        List<Frame> even = Fragments.of(message, 1024);
        assertThat(even).hasSize(65);
        assertThat(even.getLast().fin()).isTrue();
        assertThat(even.getLast().payload()).isEmpty();
        assertThat(Chop.of(997).cuts(2000)).containsExactly(997, 1994, 2000);
        assertThat(Chop.OCTETS.cuts(3)).containsExactly(1, 2, 3);
        assertThat(Chop.FRAMES.rows(List.of(CLOSE, HELLO))).containsExactly(CLOSE, HELLO);
        assertThat(Chop.ONCE.rows(List.of(CLOSE, HELLO))).hasSize(1);
    }
}
