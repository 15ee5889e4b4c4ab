package dev.skein.http.websocket;

import static dev.skein.http.websocket.Reading.anyhow;
import static dev.skein.http.websocket.Reading.bytes;
import static dev.skein.http.websocket.Reading.frame;
import static dev.skein.http.websocket.Reading.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.WebSocketEvent.Binary;
import dev.skein.http.websocket.WebSocketEvent.Text;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// permessage-deflate, RFC 7692 §7.
class DeflateTest {
    private static final DeflateParameters TAKEOVER = new DeflateParameters(false, false, 15, 15);
    private static final DeflateParameters ALONE = new DeflateParameters(true, true, 15, 15);
    private static final DeflateOptions ALL = DeflateOptions.defaults().withLeastBytes(0);
    private static final byte[] HELLO = bytes("f2 48 cd c9 c9 07 00");
    private final WebSocketScratch scratch = new WebSocketScratch();
    private WebSocketLimits limits = WebSocketLimits.defaults();

    @AfterEach
    void close() {
        scratch.close();
    }

    private WebSocketParser takeover() {
        return new WebSocketParser(Role.CLIENT, limits, TAKEOVER, scratch);
    }

    private WebSocketParser alone() {
        return new WebSocketParser(Role.CLIENT, limits, ALONE, scratch);
    }

    private static byte[] deflate(byte[] bytes, int flush) {
        Deflater deflater = new Deflater(9, true);
        try {
            byte[] out = new byte[bytes.length + 1000];
            deflater.setInput(bytes);
            if (flush == Deflater.NO_FLUSH) {
                deflater.finish();
            }
            return Arrays.copyOf(out, deflater.deflate(out, 0, out.length, flush));
        } finally {
            deflater.end();
        }
    }

    /// A message as a careful peer sends it.
    private static byte[] packed(byte[] bytes) {
        byte[] all = deflate(bytes, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(all, all.length - 4);
    }

    /// RFC 7692 §7.2.3.1 to 7.2.3.6, byte for byte.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c1 07 f2 48 cd c9 c9 07 00",
                "41 03 f2 48 cd 80 04 c9 c9 07 00",
                "c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00",
                "c1 08 f3 48 cd c9 c9 07 00 00",
                "c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00"
            })
    void readsTheExamplesOfTheRfc(String hex) {
        assertThat(anyhow(this::alone, bytes(hex)).only()).isEqualTo(new Text("Hello"));
        assertThat(anyhow(this::takeover, bytes(hex)).only()).isEqualTo(new Text("Hello"));
    }

    @Test
    void aMessageMayReferToTheOneBeforeIfThatIsAgreed() {
        byte[] session = bytes("c1 07 f2 48 cd c9 c9 07 00 81 01 78 c1 05 f2 00 11 00 00");
        assertThat(anyhow(this::takeover, session).events())
                .containsExactly(new Text("Hello"), new Text("x"), new Text("Hello"));
        Reading alone = anyhow(this::alone, session);
        assertThat(alone.events()).containsExactly(new Text("Hello"), new Text("x"));
        assertThat(alone.code()).isEqualTo(1002);
        assertThat(alone.reason()).isEqualTo("compressed data is not valid");
    }

    @Test
    void writesTheExamplesOfTheRfc() {
        DeflateOptions ours = ALL.withContextTakeover(true);
        try (WebSocketWriter writer = WebSocketWriter.server(TAKEOVER, ours, scratch)) {
            ByteSink out = new ByteSink();
            writer.text("Hello", out);
            writer.text("", out);
            writer.text("Hello", out);
            // The compressor may find the word again or spell it out: the first byte tells.
            assertThat(Arrays.copyOf(out.toByteArray(), 12))
                    .isEqualTo(bytes("c1 07 f2 48 cd c9 c9 07 00 c1 01 00"));
            assertThat(anyhow(this::takeover, out.toByteArray()).events())
                    .containsExactly(new Text("Hello"), new Text(""), new Text("Hello"));
        }
    }

    @Test
    void anEmptyMessageIsOneByte() {
        assertThat(anyhow(this::alone, bytes("c1 01 00")).only()).isEqualTo(new Text(""));
        assertThat(anyhow(this::takeover, bytes("c2 01 00 c2 01 00")).events())
                .containsExactly(new Binary(new byte[0]), new Binary(new byte[0]));
        assertThat(anyhow(this::alone, bytes("c1 00")).code()).isEqualTo(1002);
        assertThat(anyhow(this::takeover, bytes("41 00 80 00")).code()).isEqualTo(1002);
    }

    @ParameterizedTest
    @CsvSource({
        "d1 00, 1002, reserved bits",
        "e1 00, 1002, reserved bits",
        "c9 00, 1002, RSV1 on the first",
        "c8 00, 1002, RSV1 on the first",
        "ca 00, 1002, RSV1 on the first",
        "c0 00, 1002, RSV1 on the first",
        "41 03 f2 48 cd c0 04 c9 c9 07 00, 1002, RSV1 on the first",
        "c1 04 ff ff ff ff, 1002, not valid",
        "c1 05 07 00 00 00 00, 1002, not valid",
        "c1 06 f2 48 cd c9 c9 07, 1002, not valid",
        "c1 03 f2 48 cd, 1002, not valid",
        "c2 06 00 06 00 f9 ff 48, 1002, not valid"
    })
    void refuses(String hex, int code, String word) {
        Reading reading = anyhow(this::alone, bytes(hex));
        assertThat(reading.code()).isEqualTo(code);
        assertThat(reading.reason()).contains(word);
    }

    /// RFC 7692 §7.2.3.4: what follows a last block is another one, and so the next message.
    @Test
    void lastBlocksDoNotEndAnything() {
        byte[] ended = deflate("Hello".getBytes(UTF_8), Deflater.NO_FLUSH);
        byte[] twice = join(ended, ended, HELLO);
        byte[] session =
                join(
                        frame(0xC1, twice),
                        frame(0xC1, join(ended, new byte[1])),
                        frame(0xC1, ended),
                        frame(0xC1, HELLO),
                        frame(0xC1, new byte[] {1}),
                        frame(0xC1, HELLO));
        for (Reading reading :
                new Reading[] {anyhow(this::alone, session), anyhow(this::takeover, session)}) {
            assertThat(reading.events())
                    .containsExactly(
                            new Text("HelloHelloHello"),
                            new Text("Hello"),
                            new Text("Hello"),
                            new Text("Hello"),
                            new Text(""),
                            new Text("Hello"));
            assertThat(reading.code()).isZero();
        }
    }

    @Test
    void tooManyLastBlocksAreRefused() {
        byte[] empty = bytes("03 00");
        byte[] flood = new byte[2 * 500_000];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = empty[i & 1];
        }
        assertThat(Reading.of(alone(), frame(0xC2, flood)).code()).isEqualTo(1002);
        byte[] few = join(Arrays.copyOf(flood, 2 * 900), new byte[1]);
        assertThat(Reading.of(alone(), frame(0xC2, few)).only()).isEqualTo(new Binary(new byte[0]));
    }

    @Test
    void inflatedTextIsCheckedAsItComes() {
        byte[] wrong = new byte[1 << 20];
        wrong[100] = (byte) 0xFF;
        assertThat(anyhow(this::alone, frame(0xC1, packed(wrong))).code()).isEqualTo(1007);
        // The 1009 that would follow is not reached.
        limits = limits.withMessageBytes(50_000);
        assertThat(anyhow(this::takeover, frame(0xC1, packed(wrong))).code()).isEqualTo(1007);
        byte[] cut = packed(bytes("61 e2 82"));
        assertThat(anyhow(this::alone, frame(0xC1, cut)).code()).isEqualTo(1007);
        assertThat(anyhow(this::alone, frame(0xC2, cut)).code()).isZero();
        byte[] across = "é".repeat(40_000).getBytes(UTF_8);
        limits = WebSocketLimits.defaults();
        assertThat(anyhow(this::alone, frame(0xC1, packed(join(bytes("61"), across)))).only())
                .isEqualTo(new Text("a" + "é".repeat(40_000)));
    }

    @Test
    void theLimitIsForBothSidesOfInflation() {
        limits = limits.withMessageBytes(1000);
        byte[] most = packed(new byte[1000]);
        assertThat(anyhow(this::alone, frame(0xC2, most)).only())
                .isEqualTo(new Binary(new byte[1000]));
        Reading more = anyhow(this::alone, frame(0xC2, packed(new byte[1001])));
        assertThat(more.code()).isEqualTo(1009);
        assertThat(more.reason())
                .isEqualTo("expected a message of at most 1000 bytes after inflation");
        assertThat(anyhow(this::takeover, frame(0xC2, packed(new byte[1001]))).code())
                .isEqualTo(1009);
        assertThat(anyhow(this::alone, bytes("c2 7e 03 e9")).code()).isEqualTo(1009);
    }

    /// The most that one byte can become is about a thousand: a GiB takes a MiB.
    @Test
    void aBombCostsNoMoreThanTheLimit() {
        byte[] megabyte = deflate(new byte[1 << 20], Deflater.FULL_FLUSH);
        byte[][] parts = new byte[1024][];
        Arrays.fill(parts, megabyte);
        byte[] bomb = frame(0xC2, join(parts));
        assertThat(bomb.length).isLessThan(2 << 20);
        limits = limits.withMessageBytes(2 << 20);
        for (WebSocketParser parser : new WebSocketParser[] {alone(), takeover()}) {
            long before = Footprint.allocated();
            assertThat(Reading.of(parser, bomb).code()).isEqualTo(1009);
            // The test's own buffer and the packed message, then an output that doubles up to 2
            // MiB.
            assertThat(Footprint.allocated() - before).isLessThan(2L * bomb.length + (9 << 20));
            parser.close();
        }
    }

    @Test
    void afterABombTheSharedSpaceIsAsGoodAsNew() {
        limits = limits.withMessageBytes(100);
        Reading.of(alone(), frame(0xC2, packed(new byte[300_000])));
        Reading.of(alone(), bytes("c1 04 ff ff ff ff"));
        assertThat(Reading.of(alone(), frame(0xC1, HELLO)).only()).isEqualTo(new Text("Hello"));
    }

    @Test
    void shortMessagesAndThoseThatGrowGoPlain() {
        WebSocketWriter writer = WebSocketWriter.server(ALONE, ALL.withLeastBytes(20), scratch);
        byte[] noise = new byte[500];
        new Random(1).nextBytes(noise);
        ByteSink out = new ByteSink();
        writer.text("a".repeat(19), out);
        writer.text("a".repeat(20), out);
        writer.binary(noise, out);
        byte[] all = out.toByteArray();
        assertThat(all[0]).isEqualTo((byte) 0x81);
        assertThat(all[21]).isEqualTo((byte) 0xC1);
        assertThat(all[22]).isLessThan((byte) 10);
        assertThat(all[23 + all[22]]).isEqualTo((byte) 0x82);
        assertThat(anyhow(this::alone, all).events())
                .containsExactly(
                        new Text("a".repeat(19)), new Text("a".repeat(20)), new Binary(noise));
    }

    /// The compressor works through chunks of 16 KiB; what just fills one is flushed twice.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outputThatJustFillsAChunkIsRead(boolean takeover) {
        byte[] noise = new byte[16_400];
        new Random(5).nextBytes(noise);
        DeflateParameters parameters = takeover ? TAKEOVER : ALONE;
        DeflateOptions ours = ALL.withContextTakeover(true);
        try (WebSocketWriter writer = WebSocketWriter.server(parameters, ours, scratch);
                WebSocketParser parser = takeover ? takeover() : alone()) {
            for (int size = 16_340; size < noise.length; size++) {
                new Random(size).nextBytes(noise);
                byte[] message = join(Arrays.copyOf(noise, size), new byte[80]);
                ByteSink out = new ByteSink();
                writer.binary(message, out);
                assertThat(out.array()[0]).isEqualTo((byte) 0xC2);
                assertThat(Reading.of(parser, out.toByteArray()).only())
                        .isEqualTo(new Binary(message));
            }
        }
    }

    @Test
    void withAContextEvenAMessageThatGrowsGoesCompressed() {
        DeflateOptions ours = ALL.withContextTakeover(true).withLeastBytes(20);
        try (WebSocketWriter writer = WebSocketWriter.server(TAKEOVER, ours, scratch)) {
            byte[] noise = new byte[500];
            new Random(1).nextBytes(noise);
            ByteSink out = new ByteSink();
            writer.binary(noise, out);
            int first = out.size();
            writer.binary(noise, out);
            writer.text("short", out);
            assertThat(out.array()[0]).isEqualTo((byte) 0xC2);
            assertThat(first).isGreaterThan(500);
            assertThat(out.size() - first).isLessThan(100);
            assertThat(anyhow(this::takeover, out.toByteArray()).events())
                    .containsExactly(new Binary(noise), new Binary(noise), new Text("short"));
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "false, false"})
    void withoutBothSidesConsentEveryMessageStandsAlone(boolean agreed, boolean wanted) {
        DeflateParameters parameters = new DeflateParameters(!agreed, false, 15, 15);
        WebSocketWriter writer =
                WebSocketWriter.server(parameters, ALL.withContextTakeover(wanted), scratch);
        ByteSink out = new ByteSink();
        writer.text("hello hello hello hello", out);
        int first = out.size();
        writer.text("hello hello hello hello", out);
        assertThat(out.size()).isEqualTo(2 * first);
    }

    @Test
    void aClientsContextIsItsOwn() {
        DeflateParameters parameters = new DeflateParameters(true, false, 15, 15);
        DeflateOptions ours = ALL.withContextTakeover(true);
        try (WebSocketWriter writer =
                WebSocketWriter.client(parameters, ours, scratch, () -> 0x12345678)) {
            ByteSink out = new ByteSink();
            writer.text("hello hello hello hello", out);
            int first = out.size();
            writer.text("hello hello hello hello", out);
            assertThat(out.size()).isLessThan(2 * first);
            Reading read =
                    anyhow(
                            () -> new WebSocketParser(Role.SERVER, limits, parameters, scratch),
                            out.toByteArray());
            assertThat(read.events()).hasSize(2).containsOnly(new Text("hello hello hello hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void nothingRefersFartherBackThanTheWindow(int bits) {
        int window = 1 << bits;
        byte[] piece = new byte[window / 2 + 11];
        new Random(bits).nextBytes(piece);
        byte[] message =
                join(piece, piece, piece, new byte[3 * window], piece, "the end".getBytes(UTF_8));
        DeflateParameters parameters = new DeflateParameters(false, false, bits, 15);
        for (int level = 1; level <= 9; level += 4) {
            DeflateOptions ours = ALL.withLevel(level).withContextTakeover(true);
            try (WebSocketWriter writer = WebSocketWriter.server(parameters, ours, scratch)) {
                ByteSink out = new ByteSink();
                writer.binary(message, out);
                int first = out.size();
                if (bits < 15) {
                    writer.binary(message, out);
                    assertThat(out.size()).isEqualTo(2 * first);
                }
                byte[] sent = Arrays.copyOf(out.array(), first);
                assertThat(sent[0]).isEqualTo((byte) 0xC2);
                int header = sent[1] == 127 ? 10 : 4;
                byte[] payload = Arrays.copyOfRange(sent, header, sent.length);
                TinyInflate read = new TinyInflate(join(payload, bytes("00 00 ff ff")));
                assertThat(read.output()).isEqualTo(message);
                assertThat(read.farthest()).isPositive().isLessThanOrEqualTo(window);
                assertThat(Reading.of(takeover(), sent).only()).isEqualTo(new Binary(message));
            }
        }
    }

    /// The checker itself sees references that go too far.
    @Test
    void theWholeWindowIsUsedWhereItMay() {
        byte[] noise = new byte[20_000];
        new Random(3).nextBytes(noise);
        TinyInflate read = new TinyInflate(deflate(join(noise, noise), Deflater.SYNC_FLUSH));
        assertThat(read.farthest()).isEqualTo(20_000);
        assertThat(read.output()).isEqualTo(join(noise, noise));
    }
}
