package dev.skein.http.websocket;

import static dev.skein.http.websocket.Reading.bytes;
import static dev.skein.http.websocket.Reading.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.websocket.WebSocketEvent.Binary;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What connections cost that say nothing, or that promise more than they send.
class MemoryTest {
    private static final DeflateParameters TAKEOVER = new DeflateParameters(false, false, 15, 15);
    private final WebSocketScratch scratch = new WebSocketScratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    private WebSocketParser parser() {
        return new WebSocketParser(Role.CLIENT, WebSocketLimits.defaults(), TAKEOVER, scratch);
    }

    private static WebSocketEvent[] feed(WebSocketParser parser, byte[] bytes) {
        return Reading.of(parser, bytes).events().toArray(new WebSocketEvent[0]);
    }

    private static void next(WebSocketParser parser, ByteBuffer in) {
        try {
            parser.next(in.rewind());
        } catch (WebSocketProtocolException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anIdleConnectionIsAFewNumbers() {
        WebSocketParser[] parsers = new WebSocketParser[1000];
        WebSocketWriter[] writers = new WebSocketWriter[1000];
        long each =
                Footprint.of(
                                () -> {
                                    Arrays.setAll(parsers, _ -> parser());
                                    Arrays.setAll(
                                            writers,
                                            _ ->
                                                    WebSocketWriter.server(
                                                            TAKEOVER,
                                                            DeflateOptions.defaults(),
                                                            scratch));
                                })
                        / 1000;
        assertThat(each).isBetween(50L, 300L);
    }

    @Test
    void betweenMessagesNothingIsKept() throws ReflectiveOperationException {
        WebSocketParser parser = parser();
        List<byte[]> sessions =
                List.of(
                        frame(0x82, new byte[100_000]),
                        bytes("01 01 61 89 01 00 80 01 62"),
                        bytes("c1 07 f2 48 cd c9 c9 07 00"),
                        bytes("8a 7d" + "00".repeat(125)));
        for (byte[] session : sessions) {
            Reading.of(parser, session, Reading.each(session.length));
            assertThat(parser.idle()).isTrue();
            assertThat(kept(parser)).doesNotContain("message", "control");
        }
        Reading.of(parser, bytes("02 01 61 89 02 61"));
        assertThat(kept(parser)).contains("message", "control");
        parser.close();
        assertThat(kept(parser)).doesNotContain("message", "control");
    }

    /// The names of the fields that are not null.
    private static List<String> kept(WebSocketParser parser) throws ReflectiveOperationException {
        List<String> names = new ArrayList<>();
        for (Field field : WebSocketParser.class.getDeclaredFields()) {
            field.setAccessible(true);
            if (!Modifier.isStatic(field.getModifiers()) && field.get(parser) != null) {
                names.add(field.getName());
            }
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"82", "81", "02", "c2", "41"})
    void aPromiseCostsNothing(String first) {
        ByteBuffer in = ByteBuffer.wrap(bytes(first + " 7f 00 00 00 00 01 00 00 00 61 61 61"));
        long cost =
                Footprint.of(
                        () -> {
                            try (WebSocketParser parser = parser()) {
                                next(parser, in);
                            }
                        });
        assertThat(cost).isLessThan(1000);
    }

    @Test
    void whatIsKeptGrowsWithWhatHasCome() throws ReflectiveOperationException {
        byte[] most = frame(0x82, new byte[1 << 20]);
        byte[] header = Arrays.copyOf(most, 10);
        byte[] piece = new byte[1000];
        WebSocketParser parser = parser();
        feed(parser, header);
        for (int came = 1000; came < 200_000; came += 1000) {
            feed(parser, piece);
            assertThat(size(parser)).isBetween(came, 2 * came);
        }
    }

    private static int size(WebSocketParser parser) throws ReflectiveOperationException {
        Field field = WebSocketParser.class.getDeclaredField("message");
        field.setAccessible(true);
        return ((PartialMessage) field.get(parser)).array().length;
    }

    /// Sixteen thousand fragments must not copy the message sixteen thousand times.
    @Test
    void manyFragmentsAreJoinedInLinearTime() {
        byte[] first = frame(0x02, new byte[500]);
        byte[] next = frame(0x00, new byte[500]);
        byte[] last = frame(0x80, new byte[500]);
        WebSocketParser parser = parser();
        long before = Footprint.allocated();
        feed(parser, first);
        ByteBuffer in = ByteBuffer.wrap(next);
        for (int i = 0; i < 16_000; i++) {
            next(parser, in);
        }
        assertThat(feed(parser, last)).containsExactly(new Binary(new byte[16_002 * 500]));
        // Doubling, the event's own array and the expected one.
        assertThat(Footprint.allocated() - before).isLessThan(6L * 16_002 * 500);
    }

    @Test
    void aPlainMessageIsCopiedOnce() {
        byte[] frame = frame(0x82, new byte[60_000]);
        ByteBuffer in = ByteBuffer.wrap(frame);
        WebSocketParser parser = parser();
        long cost = Footprint.of(() -> next(parser, in));
        assertThat(cost).isBetween(60_000L, 60_500L);
    }

    @Test
    void writingAllocatesNothingButTheTextsBytes() {
        WebSocketWriter writer = WebSocketWriter.client(null, null, scratch, () -> 7);
        ByteSink out = new ByteSink(100_000);
        String text = "x".repeat(10_000);
        byte[] bytes = new byte[10_000];
        assertThat(
                        Footprint.of(
                                () -> {
                                    out.clear();
                                    writer.binary(bytes, out);
                                }))
                .isLessThan(500);
        assertThat(
                        Footprint.of(
                                () -> {
                                    out.clear();
                                    writer.text(text, out);
                                }))
                .isLessThan(10_500);
    }

    @Test
    void largeScratchArraysAreLetGo() throws ReflectiveOperationException {
        DeflateParameters alone = new DeflateParameters(true, true, 15, 15);
        WebSocketWriter writer = WebSocketWriter.server(alone, DeflateOptions.defaults(), scratch);
        ByteSink out = new ByteSink();
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        writer.binary(noise, out);
        writer.text("x".repeat(1 << 20), out);
        Reading.of(parser(), out.toByteArray());
        Reading.of(parser(), frame(0x81, new byte[1 << 20]));
        for (String name : new String[] {"input", "chunk"}) {
            Field field = WebSocketScratch.class.getDeclaredField(name);
            field.setAccessible(true);
            assertThat(((byte[]) field.get(scratch)).length).isLessThanOrEqualTo(256 * 1024);
        }
        assertThat(scratch.output().array().length).isLessThanOrEqualTo(256 * 1024);
    }
}
