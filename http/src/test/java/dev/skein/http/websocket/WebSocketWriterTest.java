package dev.skein.http.websocket;

import static dev.skein.http.websocket.Reading.bytes;
import static dev.skein.http.websocket.Reading.frame;
import static dev.skein.http.websocket.Reading.join;
import static dev.skein.http.websocket.Reading.masked;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.WebSocketEvent.Close;
import dev.skein.http.websocket.WebSocketEvent.Text;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketWriterTest {
    /// As in RFC 6455 §5.7: 37 fa 21 3d on the wire.
    private static final int KEY = Integer.reverseBytes(0x37fa213d);

    private final WebSocketScratch scratch = new WebSocketScratch();
    private final WebSocketWriter server = WebSocketWriter.server(null, null, scratch);
    private final WebSocketWriter client = WebSocketWriter.client(null, null, scratch, () -> KEY);
    private final ByteSink out = new ByteSink(1);

    @AfterEach
    void close() {
        scratch.close();
    }

    @Test
    void writesTheExamplesOfTheRfc() {
        byte[] hello = "Hello".getBytes(UTF_8);
        server.text("Hello", out);
        client.text("Hello", out);
        server.ping(hello, out);
        client.pong(hello, out);
        server.binary(new byte[256], out);
        server.binary(new byte[65536], out);
        assertThat(out.toByteArray())
                .isEqualTo(
                        join(
                                bytes("81 05 48 65 6c 6c 6f"),
                                bytes("81 85 37 fa 21 3d 7f 9f 4d 51 58"),
                                bytes("89 05 48 65 6c 6c 6f"),
                                bytes("8a 85 37 fa 21 3d 7f 9f 4d 51 58"),
                                bytes("82 7E 01 00"),
                                new byte[256],
                                bytes("82 7F 00 00 00 00 00 01 00 00"),
                                new byte[65536]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 124, 125, 126, 127, 65535, 65536, 65537})
    void lengthsAndMasksAtEveryAlignment(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        for (int before = 0; before < 9; before++) {
            out.clear();
            out.put(new byte[before]);
            client.binary(payload, out);
            server.binary(payload, out);
            assertThat(out.toByteArray())
                    .isEqualTo(
                            join(
                                    new byte[before],
                                    masked(0x82, payload, 0x37fa213d),
                                    frame(0x82, payload)));
        }
    }

    @Test
    void everyFrameOfAClientHasAKeyOfItsOwn() {
        AtomicInteger keys = new AtomicInteger();
        WebSocketWriter writer = WebSocketWriter.client(null, null, scratch, keys::incrementAndGet);
        writer.text("", out);
        writer.ping(new byte[0], out);
        writer.close(1005, "", out);
        assertThat(out.toByteArray())
                .isEqualTo(bytes("81 80 01000000 89 80 02000000 88 80 03000000"));
    }

    @Test
    void writesCloseFrames() {
        server.close(1005, "", out);
        server.close(1000, "", out);
        server.close(4999, "é", out);
        assertThat(out.toByteArray()).isEqualTo(bytes("88 00 88 02 03 e8 88 04 13 87 c3 a9"));
        out.clear();
        server.close(1011, "r".repeat(123), out);
        WebSocketParser parser =
                new WebSocketParser(Role.CLIENT, WebSocketLimits.defaults(), null, scratch);
        assertThat(Reading.of(parser, out.toByteArray()).only())
                .isEqualTo(new Close(1011, "r".repeat(123)));
    }

    @Test
    void writesHeadersAlone() {
        WebSocketWriter.header(true, 5, out);
        WebSocketWriter.header(false, 126, out);
        WebSocketWriter.header(false, 1L << 40, out);
        assertThat(out.toByteArray())
                .isEqualTo(bytes("81 05 82 7e 00 7e 82 7f 00 00 01 00 00 00 00 00"));
        assertThatThrownBy(() -> WebSocketWriter.header(true, -1, out))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsRefusedLeavesNoTrace() {
        refused(writer -> writer.text("a\uD800", out), "lone one");
        refused(writer -> writer.ping(new byte[126], out), "at most 125 bytes, came 126");
        refused(writer -> writer.pong(new byte[126], out), "at most 125 bytes, came 126");
        refused(writer -> writer.close(1000, "r".repeat(124), out), "at most 123 bytes, came 124");
        refused(writer -> writer.close(1000, "é".repeat(62), out), "at most 123 bytes, came 124");
        refused(writer -> writer.close(1000, "\uDC00", out), "lone one");
        refused(writer -> writer.close(1005, "why", out), "without a reason, came 1005");
        for (int code : new int[] {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 66536}) {
            refused(writer -> writer.close(code, "", out), "came " + code);
        }
    }

    private void refused(Consumer<WebSocketWriter> write, String word) {
        for (WebSocketWriter writer : new WebSocketWriter[] {server, client}) {
            assertThatThrownBy(() -> write.accept(writer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(word);
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void aClosedWriterWritesNoMore() {
        DeflateParameters deflate = new DeflateParameters(false, false, 15, 15);
        DeflateOptions ours = DeflateOptions.defaults().withContextTakeover(true).withLeastBytes(0);
        WebSocketWriter writer = WebSocketWriter.server(deflate, ours, scratch);
        writer.text("Hello", out);
        out.clear();
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.text("Hello", out))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.ping(new byte[0], out))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.prepared(PreparedMessage.text("x")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(out.size()).isZero();
    }

    @Test
    void closedScratchSpaceIsNotUsed() {
        DeflateParameters deflate = new DeflateParameters(true, true, 15, 15);
        WebSocketWriter writer =
                WebSocketWriter.server(deflate, DeflateOptions.defaults(), scratch);
        writer.text("x".repeat(200), out);
        byte[] sent = out.toByteArray();
        out.clear();
        WebSocketParser parser =
                new WebSocketParser(Role.CLIENT, WebSocketLimits.defaults(), deflate, scratch);
        assertThat(Reading.of(parser, sent).only()).isEqualTo(new Text("x".repeat(200)));
        scratch.close();
        scratch.close();
        assertThatThrownBy(() -> writer.text("x".repeat(200), out))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Reading.of(parser, sent))
                .isInstanceOf(IllegalStateException.class);
        assertThat(out.size()).isZero();
    }

    @Test
    void optionsAreNeededWhereDeflateIsAgreed() {
        DeflateParameters deflate = new DeflateParameters(true, true, 15, 15);
        assertThatThrownBy(() -> WebSocketWriter.server(deflate, null, scratch))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("options");
    }
}
