package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import dev.skein.http.websocket.WebSocketEvent.Binary;
import dev.skein.http.websocket.WebSocketEvent.Close;
import dev.skein.http.websocket.WebSocketEvent.Ping;
import dev.skein.http.websocket.WebSocketEvent.Pong;
import dev.skein.http.websocket.WebSocketEvent.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the writer writes the parser reads back, for random sessions with a fixed seed.
class RoundTripTest {
    private static final int[] SIZES = {
        0, 1, 7, 8, 124, 125, 126, 127, 128, 1000, 65535, 65536, 70000
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void sessions(long seed) {
        Random random = new Random(seed);
        Role role = random.nextBoolean() ? Role.SERVER : Role.CLIENT;
        DeflateParameters deflate =
                seed % 4 == 0
                        ? null
                        : new DeflateParameters(
                                random.nextBoolean(),
                                random.nextBoolean(),
                                8 + random.nextInt(8),
                                seed % 2 == 0 ? 15 : 8 + random.nextInt(8));
        DeflateOptions ours =
                DeflateOptions.defaults()
                        .withContextTakeover(random.nextInt(4) > 0)
                        .withLevel(1 + random.nextInt(9))
                        .withLeastBytes(random.nextInt(2) * 128);
        try (WebSocketScratch scratch = new WebSocketScratch()) {
            Supplier<WebSocketParser> parsers =
                    () -> new WebSocketParser(role, WebSocketLimits.defaults(), deflate, scratch);
            try (WebSocketWriter writer =
                    role == Role.CLIENT
                            ? WebSocketWriter.server(deflate, ours, scratch)
                            : WebSocketWriter.client(deflate, ours, scratch, random::nextInt)) {
                List<WebSocketEvent> sent = new ArrayList<>();
                ByteSink out = new ByteSink(1);
                for (int i = 0; i < 25; i++) {
                    sent.add(write(writer, random, out));
                }
                writer.close(1000, "done", out);
                sent.add(new Close(1000, "done"));
                Reading reading = Reading.anyhow(parsers, out.toByteArray());
                assertThat(reading.code()).isZero();
                assertThat(reading.events()).isEqualTo(sent);
            }
        }
    }

    private static WebSocketEvent write(WebSocketWriter writer, Random random, ByteSink out) {
        int size =
                random.nextInt(3) == 0 ? random.nextInt(300) : SIZES[random.nextInt(SIZES.length)];
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        byte[] few = new byte[Math.min(size, 125)];
        return switch (random.nextInt(4)) {
            case 0 -> {
                writer.binary(bytes, out);
                yield new Binary(bytes);
            }
            case 1 -> {
                writer.ping(few, out);
                yield new Ping(few);
            }
            case 2 -> {
                writer.pong(few, out);
                yield new Pong(few);
            }
            default -> {
                String text = text(random, size / (1 + random.nextInt(3)));
                writer.text(text, out);
                yield new Text(text);
            }
        };
    }

    private static String text(Random random, int characters) {
        int[] alphabet = {'a', 'b', 'c', '?', 'é', 0x20AC, 0x1F600, 0xFFFD, 0x10FFFF, 0};
        int used = random.nextBoolean() ? 3 : alphabet.length;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.appendCodePoint(alphabet[random.nextInt(used)]);
        }
        return text.toString();
    }
}
