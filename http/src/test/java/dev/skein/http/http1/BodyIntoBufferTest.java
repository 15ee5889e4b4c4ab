package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.RemoteProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [MessageParser#read] gives the bytes that [MessageParser#next] gives, wherever the input is cut and however small the buffer is.
class BodyIntoBufferTest {
    private static final String HEAD = "POST / HTTP/1.1\r\nhost: a\r\n";

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + "content-length: 11\r\n\r\nHello world",
                HEAD + "content-length: 0\r\n\r\n",
                HEAD + "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                HEAD
                        + "transfer-encoding: chunked\r\n\r\n5\r\nHello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nsum: 1\r\n\r\n"
            })
    void anySplitAndAnyBufferGiveTheSameBody(String message) throws RemoteProtocolException {
        String expected = message.contains("ello") ? "Hello world" : "";
        for (int piece = 1; piece <= message.length(); piece++) {
            for (int room = 1; room <= 12; room++) {
                assertThat(body(message, piece, room)).isEqualTo(expected);
            }
        }
    }

    /// Feeds the message in pieces, and reads as much as possible into arrays of that size.
    private static String body(String message, int piece, int room) throws RemoteProtocolException {
        RequestParser parser = new RequestParser(Http1Limits.defaults());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean ended = false;
        for (int from = 0; from < message.length(); from += piece) {
            ByteBuffer in =
                    ascii(message.substring(from, Math.min(message.length(), from + piece)));
            while (true) {
                byte[] target = new byte[room];
                int count = parser.read(in, ByteBuffer.wrap(target));
                body.write(target, 0, count);
                if (count == room) {
                    continue;
                }
                Event event = parser.next(in);
                assertThat(event instanceof Data).isFalse();
                ended |= event instanceof End;
                if (event == null) {
                    break;
                }
            }
        }
        assertThat(ended).isTrue();
        return body.toString(ISO_8859_1);
    }

    @Test
    void readingAndEventsMayAlternate() throws RemoteProtocolException {
        Random random = new Random(3);
        byte[] content = new byte[1000];
        random.nextBytes(content);
        String text = new String(content, ISO_8859_1);
        ByteBuffer in = ascii(HEAD + "content-length: 1000\r\n\r\n" + text);
        RequestParser parser = new RequestParser(Http1Limits.defaults());
        assertThat(parser.next(in)).isInstanceOf(RequestHead.class);
        byte[] target = new byte[1000];
        assertThat(parser.read(in, ByteBuffer.wrap(target, 0, 300))).isEqualTo(300);
        byte[] rest = ((Data) Objects.requireNonNull(parser.next(in))).bytes();
        System.arraycopy(rest, 0, target, 300, 700);
        assertThat(target).isEqualTo(content);
        assertThat(parser.read(in, ByteBuffer.wrap(target))).isZero();
        assertThat(parser.next(in)).isInstanceOf(End.class);
        assertThat(parser.read(in, ByteBuffer.wrap(target))).isZero();
    }

    @Test
    void goodBytesBeforeAFaultAreGivenAndTheFaultIsToldNext() throws RemoteProtocolException {
        ByteBuffer in = ascii(HEAD + "transfer-encoding: chunked\r\n\r\n3\r\nabcX");
        RequestParser parser = new RequestParser(Http1Limits.defaults());
        assertThat(parser.next(in)).isInstanceOf(RequestHead.class);
        byte[] target = new byte[10];
        assertThat(parser.read(in, ByteBuffer.wrap(target, 2, 8))).isEqualTo(3);
        assertThat(new String(target, 2, 3, ISO_8859_1)).isEqualTo("abc");
        assertThatThrownBy(() -> parser.read(in, ByteBuffer.wrap(target)))
                .hasMessageContaining("CRLF");
        assertThatThrownBy(() -> parser.next(in)).hasMessageContaining("CRLF");
    }

    @Test
    void theLimitOfBodiesHolds() throws RemoteProtocolException {
        ByteBuffer in = ascii(HEAD + "transfer-encoding: chunked\r\n\r\n9\r\n");
        RequestParser parser = new RequestParser(Http1Limits.defaults().withBodyBytes(8));
        assertThat(parser.next(in)).isInstanceOf(RequestHead.class);
        assertThatThrownBy(() -> parser.read(in, ByteBuffer.allocate(10)))
                .isInstanceOf(RemoteProtocolException.class)
                .hasMessageContaining("8");
    }

    @Test
    void whatCanOnlyBeTheBodyMayBeReadElsewhere() throws RemoteProtocolException {
        RequestParser parser = new RequestParser(Http1Limits.defaults());
        assertThat(parser.ahead()).isZero();
        parser.next(ascii(HEAD + "transfer-encoding: chunked\r\n\r\n"));
        assertThat(parser.ahead()).isZero();
        assertThat(parser.next(ascii("5\r\nH"))).isEqualTo(new Data(new byte[] {'H'}));
        assertThat(parser.ahead()).isEqualTo(4);
        parser.skip(3);
        assertThatThrownBy(() -> parser.skip(2)).isInstanceOf(IndexOutOfBoundsException.class);
        ByteBuffer rest = ascii("o\r\n0\r\n\r\n" + HEAD + "content-length: 3\r\n\r\n");
        assertThat(parser.next(rest)).isEqualTo(new Data(new byte[] {'o'}));
        assertThat(parser.next(rest)).isInstanceOf(End.class);
        assertThat(parser.next(rest)).isInstanceOf(RequestHead.class);
        assertThat(parser.ahead()).isEqualTo(3);
        parser.skip(3);
        assertThat(parser.next(rest)).isInstanceOf(End.class);
    }
}
