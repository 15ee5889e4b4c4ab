package dev.skein.http.websocket;

import static dev.skein.http.websocket.Reading.bytes;
import static dev.skein.http.websocket.Reading.frame;
import static dev.skein.http.websocket.Reading.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.websocket.WebSocketEvent.Binary;
import dev.skein.http.websocket.WebSocketEvent.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedMessageTest {
    private static final String TEXT = "All of them shall read this. ".repeat(40);
    private final WebSocketScratch scratch = new WebSocketScratch();

    @AfterEach
    void close() {
        scratch.close();
    }

    private static DeflateParameters agreed(boolean alone, int bits) {
        return new DeflateParameters(alone, true, bits, 15);
    }

    private WebSocketParser parser(boolean alone) {
        return new WebSocketParser(
                Role.CLIENT, WebSocketLimits.defaults(), agreed(alone, 15), scratch);
    }

    @Test
    void theFrameIsPlain() {
        assertThat(PreparedMessage.text("Hello").frame()).isEqualTo(bytes("81 05 48 65 6c 6c 6f"));
        assertThat(PreparedMessage.binary(new byte[300]).frame())
                .isEqualTo(frame(0x82, new byte[300]));
        assertThat(PreparedMessage.text("é").length()).isEqualTo(2);
        assertThatThrownBy(() -> PreparedMessage.text("\uD800"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBytesAreItsOwn() {
        byte[] bytes = new byte[300];
        PreparedMessage message = PreparedMessage.binary(bytes);
        bytes[0] = 1;
        assertThat(Reading.of(parser(true), message.deflated(1, 15)).only())
                .isEqualTo(new Binary(new byte[300]));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 12, 15})
    void everyClientReadsItCompressed(int bits) {
        PreparedMessage message = PreparedMessage.text(TEXT);
        byte[] sent = message.deflated(1, bits);
        assertThat(sent.length).isLessThan(TEXT.length() / 2);
        byte[] twice = join(sent, frame(0x89, new byte[0]), sent);
        for (boolean alone : new boolean[] {true, false}) {
            assertThat(Reading.anyhow(() -> parser(alone), twice).events())
                    .containsExactly(
                            new Text(TEXT), new WebSocketEvent.Ping(new byte[0]), new Text(TEXT));
        }
        byte[] payload = Arrays.copyOfRange(sent, sent[1] == 126 ? 4 : 2, sent.length);
        TinyInflate read = new TinyInflate(join(payload, bytes("00 00 ff ff")));
        assertThat(read.farthest()).isLessThanOrEqualTo(1 << bits);
    }

    @Test
    void itIsMadeOnce() {
        PreparedMessage message = PreparedMessage.text(TEXT);
        byte[] first = message.deflated(1, 15);
        assertThat(message.deflated(1, 15)).isSameAs(first);
        assertThat(message.deflated(1, 8)).isNotEqualTo(first);
        assertThat(message.deflated(9, 15)).isNotSameAs(first);
        assertThatThrownBy(() -> message.deflated(0, 15)).hasMessageContaining("level");
        assertThatThrownBy(() -> message.deflated(1, 16)).hasMessageContaining("windowBits");
    }

    @Test
    void noiseStaysPlain() {
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);
        PreparedMessage message = PreparedMessage.binary(noise);
        assertThat(message.deflated(9, 15)).isSameAs(message.frame());
        PreparedMessage empty = PreparedMessage.text("");
        assertThat(empty.deflated(1, 15)).isSameAs(empty.frame());
    }

    @Test
    void threadsShareIt() {
        PreparedMessage message = PreparedMessage.text(TEXT);
        long different =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(i -> message.deflated(1, 8 + 7 * (i % 2)))
                        .map(ByteBuffer::wrap)
                        .distinct()
                        .count();
        assertThat(different).isEqualTo(2);
    }

    @Test
    void aWriterTakesTheFormThatItsClientCanRead() {
        PreparedMessage message = PreparedMessage.text(TEXT);
        DeflateOptions ours = DeflateOptions.defaults().withContextTakeover(true);
        assertThat(WebSocketWriter.server(null, null, scratch).prepared(message))
                .isSameAs(message.frame());
        assertThat(WebSocketWriter.server(agreed(true, 15), ours, scratch).prepared(message))
                .isSameAs(message.deflated(1, 15));
        assertThat(WebSocketWriter.server(agreed(true, 9), ours, scratch).prepared(message))
                .isSameAs(message.deflated(1, 9));
        assertThat(WebSocketWriter.server(agreed(false, 9), ours, scratch).prepared(message))
                .isSameAs(message.deflated(1, 9));
        assertThat(WebSocketWriter.server(agreed(false, 15), ours, scratch).prepared(message))
                .isSameAs(message.frame());
        DeflateOptions large = ours.withLeastBytes(TEXT.length() + 1);
        assertThat(WebSocketWriter.server(agreed(true, 15), large, scratch).prepared(message))
                .isSameAs(message.frame());
        assertThatThrownBy(
                        () ->
                                WebSocketWriter.client(null, null, scratch, () -> 0)
                                        .prepared(message))
                .isInstanceOf(IllegalStateException.class);
    }
}
