package dev.skein.http.websocket;

import static dev.skein.http.websocket.Reading.anyhow;
import static dev.skein.http.websocket.Reading.bytes;
import static dev.skein.http.websocket.Reading.frame;
import static dev.skein.http.websocket.Reading.join;
import static dev.skein.http.websocket.Reading.masked;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.WebSocketProtocolException;
import dev.skein.http.websocket.WebSocketEvent.Binary;
import dev.skein.http.websocket.WebSocketEvent.Close;
import dev.skein.http.websocket.WebSocketEvent.Ping;
import dev.skein.http.websocket.WebSocketEvent.Pong;
import dev.skein.http.websocket.WebSocketEvent.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketParserTest {
    private static final byte[] HELLO = "Hello".getBytes(UTF_8);
    private static final int KEY = 0x37fa213d;
    private final WebSocketScratch scratch = new WebSocketScratch();
    private WebSocketLimits limits = WebSocketLimits.defaults();

    @AfterEach
    void close() {
        scratch.close();
    }

    private WebSocketParser server() {
        return new WebSocketParser(Role.SERVER, limits, null, scratch);
    }

    private WebSocketParser client() {
        return new WebSocketParser(Role.CLIENT, limits, null, scratch);
    }

    /// RFC 6455 §5.7, byte for byte.
    @Test
    void readsTheExamplesOfTheRfc() {
        Text hello = new Text("Hello");
        assertThat(anyhow(this::client, bytes("81 05 48 65 6c 6c 6f")).only()).isEqualTo(hello);
        assertThat(anyhow(this::server, bytes("81 85 37 fa 21 3d 7f 9f 4d 51 58")).only())
                .isEqualTo(hello);
        assertThat(anyhow(this::client, bytes("01 03 48 65 6c 80 02 6c 6f")).only())
                .isEqualTo(hello);
        assertThat(anyhow(this::client, bytes("89 05 48 65 6c 6c 6f")).only())
                .isEqualTo(new Ping(HELLO));
        assertThat(anyhow(this::server, bytes("8a 85 37 fa 21 3d 7f 9f 4d 51 58")).only())
                .isEqualTo(new Pong(HELLO));
        assertThat(anyhow(this::client, join(bytes("82 7E 01 00"), new byte[256])).only())
                .isEqualTo(new Binary(new byte[256]));
        assertThat(
                        anyhow(
                                        this::client,
                                        join(
                                                bytes("82 7F 00 00 00 00 00 01 00 00"),
                                                new byte[65536]))
                                .only())
                .isEqualTo(new Binary(new byte[65536]));
    }

    /// Frame headers for a client that end badly, with a close code and a word of the reason.
    @ParameterizedTest
    @CsvSource({
        "91 00, 1002, reserved bits",
        "a1 00, 1002, reserved bits",
        "c1 00, 1002, reserved bits",
        "f1 00, 1002, reserved bits",
        "c9 00, 1002, reserved bits",
        "90 00, 1002, reserved bits",
        "83 00, 1002, came 3",
        "84 00, 1002, came 4",
        "85 00, 1002, came 5",
        "86 00, 1002, came 6",
        "87 00, 1002, came 7",
        "8b 00, 1002, came 11",
        "8c 00, 1002, came 12",
        "8d 00, 1002, came 13",
        "8e 00, 1002, came 14",
        "8f 00, 1002, came 15",
        "0b 00, 1002, came 11",
        "08 00, 1002, fragment",
        "09 00, 1002, fragment",
        "0a 00, 1002, fragment",
        "88 7e, 1002, 125 bytes",
        "89 7e, 1002, 125 bytes",
        "8a 7f, 1002, 125 bytes",
        "81 80, 1002, unmasked",
        "89 80, 1002, unmasked",
        "82 ff, 1002, unmasked",
        "80 00, 1002, continuation",
        "00 00, 1002, continuation",
        "00 05, 1002, continuation",
        "01 00 81 00, 1002, of another",
        "02 00 01 00, 1002, of another",
        "01 00 82 05, 1002, of another",
        "81 7e 00 7d, 1002, shortest",
        "82 7e 00 00, 1002, shortest",
        "82 7f 00 00 00 00 00 00 ff ff, 1002, shortest",
        "82 7f 00 00 00 00 00 00 00 05, 1002, shortest",
        "82 7f 80 00 00 00 00 00 00 00, 1002, 2^63",
        "82 7f ff ff ff ff ff ff ff ff, 1002, 2^63",
        "82 7f 7f ff ff ff ff ff ff ff, 1009, a frame of at most 16777216",
        "82 7f 00 00 00 00 01 00 00 01, 1009, a frame of at most 16777216",
        "88 01 03, 1002, two bytes",
        "88 02 00 00, 1002, came 0",
        "88 02 03 e7, 1002, came 999",
        "88 02 03 ec, 1002, came 1004",
        "88 02 03 ed, 1002, came 1005",
        "88 02 03 ee, 1002, came 1006",
        "88 02 03 f7, 1002, came 1015",
        "88 02 04 4c, 1002, came 1100",
        "88 02 07 d0, 1002, came 2000",
        "88 02 0b b7, 1002, came 2999",
        "88 02 13 88, 1002, came 5000",
        "88 02 ff ff, 1002, came 65535",
        "88 03 03 e8 ff, 1007, UTF-8",
        "88 04 03 e8 e2 82, 1007, UTF-8",
        "88 05 03 e8 ed a0 80, 1007, UTF-8"
    })
    void refuses(String hex, int code, String word) {
        Reading reading = anyhow(this::client, bytes(hex));
        assertThat(reading.events()).isEmpty();
        assertThat(reading.code()).isEqualTo(code);
        assertThat(reading.reason()).contains(word);
    }

    @Test
    void aServerRefusesWhatIsNotMasked() {
        assertThat(anyhow(this::server, bytes("81 05 48 65")).code()).isEqualTo(1002);
        assertThat(anyhow(this::server, bytes("89 00")).reason())
                .contains("masked frame from a client");
        assertThat(anyhow(this::server, bytes("8a fe")).reason()).contains("125");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                4000, 4999
            })
    void readsEveryCloseCodeThatMayBeSent(int code) {
        byte[] payload = join(new byte[] {(byte) (code >> 8), (byte) code}, "é".getBytes(UTF_8));
        assertThat(anyhow(this::client, frame(0x88, payload)).only())
                .isEqualTo(new Close(code, "é"));
    }

    @Test
    void afterACloseEverythingIsIgnored() {
        byte[] session = join(bytes("01 01 61 88 00 ff ff ff"), new byte[300]);
        assertThat(anyhow(this::client, session).only()).isEqualTo(new Close(1005, ""));
        WebSocketParser parser = client();
        Reading.of(parser, session);
        assertThat(parser.idle()).isTrue();
    }

    @Test
    void anErrorIsForEver() throws WebSocketProtocolException {
        WebSocketParser parser = client();
        ByteBuffer in = ByteBuffer.wrap(bytes("81 01 61 83 00 81 01 62"));
        assertThat(parser.next(in)).isEqualTo(new Text("a"));
        WebSocketProtocolException first =
                catchThrowableOfType(WebSocketProtocolException.class, () -> parser.next(in));
        assertThatThrownBy(() -> parser.next(ByteBuffer.allocate(0))).isSameAs(first);
        assertThat(parser.idle()).isFalse();
    }

    @Test
    void aClosedParserReadsNoMore() {
        WebSocketParser parser = client();
        parser.close();
        parser.close();
        assertThatThrownBy(() -> parser.next(ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void controlFramesComeBetweenFragments() {
        byte[] session =
                join(
                        frame(0x01, "Hé".getBytes(UTF_8)),
                        frame(0x89, HELLO),
                        frame(0x00, new byte[0]),
                        frame(0x8A, new byte[125]),
                        frame(0x80, "llo".getBytes(UTF_8)),
                        frame(0x82, new byte[0]),
                        frame(0x81, new byte[0]),
                        frame(0x02, new byte[0]),
                        frame(0x80, new byte[0]),
                        frame(0x88, bytes("03 e9")));
        assertThat(anyhow(this::client, session).events())
                .containsExactly(
                        new Ping(HELLO),
                        new Pong(new byte[125]),
                        new Text("Héllo"),
                        new Binary(new byte[0]),
                        new Text(""),
                        new Binary(new byte[0]),
                        new Close(1001, ""));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 124, 125, 126, 127, 128, 65535, 65536,
                65537
            })
    void unmasksAnyLengthCutAnywhere(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        byte[] session = join(masked(0x82, payload, KEY), masked(0x89, new byte[3], ~KEY));
        Reading reading = anyhow(this::server, session);
        assertThat(reading.events()).containsExactly(new Binary(payload), new Ping(new byte[3]));
    }

    @Test
    void unmasksPiecesOfEveryAlignment() {
        byte[] payload = new byte[100];
        new Random(7).nextBytes(payload);
        byte[] session = masked(0x82, payload, 0x01020304);
        for (int first = 6; first < 6 + 20; first++) {
            for (int second = first; second < 6 + 40; second++) {
                assertThat(Reading.of(server(), session, first, second).only())
                        .isEqualTo(new Binary(payload));
            }
        }
    }

    /// Autobahn's 6.4: what can no longer become valid is refused before its frame is whole.
    @Test
    void textIsRefusedAtItsFirstWrongByte() {
        byte[] text = bytes("ce ba e1 bd b9 cf 83 ce bc ce b5 f4 90 80 80 65 64");
        byte[] whole = frame(0x81, text);
        byte[] parts =
                join(
                        frame(0x01, Arrays.copyOf(text, 12)),
                        frame(0x80, Arrays.copyOfRange(text, 12, 17)));
        assertRefusedAfter(whole, 2 + 13);
        assertRefusedAfter(parts, 2 + 12 + 2 + 1);
        assertThat(anyhow(this::client, whole).code()).isEqualTo(1007);
        assertThat(anyhow(this::client, parts).code()).isEqualTo(1007);
    }

    private void assertRefusedAfter(byte[] session, int count) {
        assertThat(Reading.of(client(), session, Reading.each(count - 1)).code()).isEqualTo(1007);
        byte[] before = Arrays.copyOf(session, count - 1);
        assertThat(Reading.of(client(), before).code()).isZero();
        assertThat(Reading.of(client(), Arrays.copyOf(session, count)).code()).isEqualTo(1007);
    }

    @Test
    void textMayNotEndInsideACharacter() {
        assertThat(anyhow(this::client, bytes("81 02 e2 82")).code()).isEqualTo(1007);
        assertThat(anyhow(this::client, bytes("01 02 e2 82 80 00")).code()).isEqualTo(1007);
        assertThat(anyhow(this::client, bytes("01 02 e2 82 80 01 ac")).only())
                .isEqualTo(new Text("€"));
        assertThat(anyhow(this::client, bytes("02 02 e2 82 80 00")).code()).isZero();
    }

    @Test
    void limitsCountFromTheHeaderOn() {
        limits = new WebSocketLimits(200, 300, 3);
        assertThat(anyhow(this::client, frame(0x82, new byte[200])).only())
                .isEqualTo(new Binary(new byte[200]));
        assertThat(anyhow(this::client, bytes("82 7e 00 c9")).reason())
                .isEqualTo("expected a frame of at most 200 bytes");
        byte[] most = join(frame(0x02, new byte[200]), frame(0x80, new byte[100]));
        assertThat(anyhow(this::client, most).only()).isEqualTo(new Binary(new byte[300]));
        byte[] more = join(frame(0x02, new byte[200]), bytes("80 65"));
        assertThat(anyhow(this::client, more).reason())
                .isEqualTo("expected a message of at most 300 bytes");
        assertThat(anyhow(this::client, more).code()).isEqualTo(1009);
        limits = limits.withFrameBytes(400);
        assertThat(anyhow(this::client, bytes("82 7e 01 2d")).code()).isEqualTo(1009);
    }

    @Test
    void controlFramesAreNotLimited() {
        limits = new WebSocketLimits(1, 1, 1);
        assertThat(anyhow(this::client, frame(0x89, new byte[125])).only())
                .isEqualTo(new Ping(new byte[125]));
    }

    @Test
    void emptyFragmentsAreCounted() {
        limits = limits.withFragments(3);
        byte[] three = bytes("01 00 00 00 89 00 80 00");
        assertThat(anyhow(this::client, join(three, three)).events())
                .containsExactly(
                        new Ping(new byte[0]), new Text(""), new Ping(new byte[0]), new Text(""));
        Reading four = anyhow(this::client, bytes("01 00 00 00 00 00 00 00"));
        assertThat(four.code()).isEqualTo(1009);
        assertThat(four.reason()).isEqualTo("expected a message of at most 3 frames");
        limits = limits.withFragments(1);
        assertThat(anyhow(this::client, bytes("01 00 80 00")).code()).isEqualTo(1009);
    }

    @Test
    void idleIsBetweenMessages() throws WebSocketProtocolException {
        WebSocketParser parser = client();
        assertThat(parser.idle()).isTrue();
        for (String hex : new String[] {"01", "01", "61", "00", "00", "89", "01"}) {
            parser.next(ByteBuffer.wrap(bytes(hex)));
            assertThat(parser.idle()).isFalse();
        }
        assertThat(parser.next(ByteBuffer.wrap(bytes("62")))).isEqualTo(new Ping(bytes("62")));
        assertThat(parser.next(ByteBuffer.wrap(bytes("80 01")))).isNull();
        assertThat(parser.idle()).isFalse();
        assertThat(parser.next(ByteBuffer.wrap(bytes("63")))).isEqualTo(new Text("ac"));
        assertThat(parser.idle()).isTrue();
    }

    @Test
    void limitsAreChecked() {
        assertThat(WebSocketLimits.defaults())
                .isEqualTo(new WebSocketLimits(1 << 24, 1 << 24, 131072));
        assertThat(limits.withFrameBytes(1).withMessageBytes(2).withFragments(3))
                .isEqualTo(new WebSocketLimits(1, 2, 3));
        assertThatThrownBy(() -> limits.withFrameBytes(0)).hasMessageContaining("frameBytes");
        assertThatThrownBy(() -> limits.withMessageBytes((1 << 30) + 1))
                .hasMessageContaining("messageBytes");
        assertThatThrownBy(() -> limits.withFragments(-1)).hasMessageContaining("fragments");
    }
}
