package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.RemoteProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static Transcript parse(String input, String... methods) {
        return Transcript.ofResponses(input, methods);
    }

    @Test
    void aResponseWithALength() {
        Transcript transcript = parse(OK + "Content-Length: 5\r\nA: b\r\n\r\nhello");

        assertThat(transcript.response(0))
                .isEqualTo(
                        new ResponseHead(
                                200,
                                "OK",
                                HttpVersion.HTTP_1_1,
                                Headers.of("content-length", "5", "a", "b"),
                                5,
                                true));
        assertThat(transcript.body()).isEqualTo("hello");
        assertThat(transcript.events()).hasSize(3);
    }

    @Test
    void aResponseInChunks() {
        Transcript transcript =
                parse(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nSum: 1\r\n\r\n");

        assertThat(transcript.response(0).bodyLength()).isEqualTo(ResponseHead.CHUNKED);
        assertThat(transcript.end(0)).isEqualTo(new End(Headers.of("sum", "1")));
    }

    @Test
    void aResponseUntilTheConnectionCloses() {
        Transcript transcript = parse(OK + "\r\nall the rest\r\n\r\n");

        assertThat(transcript.response(0).bodyLength()).isEqualTo(ResponseHead.UNTIL_CLOSE);
        assertThat(transcript.response(0).keepAlive()).isFalse();
        assertThat(transcript.body()).isEqualTo("all the rest\r\n\r\n");
        assertThat(transcript.events()).hasSize(3);
        assertThat(parse(OK + "\r\n").events()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 301, 301, ''",
        "'HTTP/1.1 301 ', 301, ''",
        "HTTP/1.1 200  OK, 200, ' OK'",
        "HTTP/1.1 999 a b\tc, 999, a b\tc",
        "HTTP/1.0 200 \u00e4, 200, \u00e4"
    })
    void statusLines(String line, int status, String reason) {
        ResponseHead head = parse(line + "\r\nContent-Length: 0\r\n\r\n").response(0);

        assertThat(head.status()).isEqualTo(status);
        assertThat(head.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 2",
                "HTTP/1.1 20",
                "HTTP/1.1 2000",
                "HTTP/1.1 200OK",
                "HTTP/1.1 099 x",
                "HTTP/1.1 2x0 x",
                "HTTP/1.1  200",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 +20",
                "HTTP/2.0 200 OK",
                "HTTP/0.9 200 OK",
                "http/1.1 200 OK",
                "ICY 200 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200 \u0000",
                "HTTP/1.1 200 a\u007f",
                "HTTP/11.1 200 OK"
            })
    void otherStatusLinesAreRefused(String line) {
        assertThat(parse(line + "\r\nContent-Length: 0\r\n\r\n").status()).isEqualTo(502);
    }

    @Test
    void someResponsesHaveNoBodyWhateverTheySay() {
        String length = "Content-Length: 5\r\n\r\n";
        assertThat(parse(OK + length + OK + length + "hello", "HEAD", "GET").body())
                .isEqualTo("hello");
        assertThat(parse("HTTP/1.1 304 Not Modified\r\n" + length + OK + length + "hello").body())
                .isEqualTo("hello");
        assertThat(parse("HTTP/1.1 204 No Content\r\n\r\n" + OK + length + "hello").body())
                .isEqualTo("hello");
        assertThat(parse(OK + "\r\n", "HEAD").response(0).keepAlive()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 0, true",
        "A: b, true",
        "Content-Length: 5, false",
        "Content-Length: x, false",
        "Transfer-Encoding: chunked, false"
    })
    void anEmptyResponseThatPromisesABodyIsTheLast(String field, boolean keepAlive) {
        assertThat(
                        parse("HTTP/1.1 204 No Content\r\n" + field + "\r\n\r\n")
                                .response(0)
                                .keepAlive())
                .isEqualTo(keepAlive);
    }

    @Test
    void interimResponsesHaveNoEnd() {
        Transcript transcript =
                parse(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                                + OK
                                + "Content-Length: 1\r\n\r\na");

        assertThat(transcript.events()).hasSize(5);
        assertThat(transcript.response(1).headers()).isEqualTo(Headers.of("link", "a"));
    }

    @Test
    void switchingProtocolsLeavesTheRest() {
        Transcript transcript =
                parse(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nHTTP or not");

        assertThat(transcript.events()).hasSize(1);
        assertThat(transcript.left()).isEqualTo(11);
    }

    @Test
    void aTunnelLeavesTheRest() {
        Transcript open = parse(OK + "Content-Length: 3\r\n\r\nabc", "CONNECT");
        assertThat(open.events()).hasSize(2);
        assertThat(open.left()).isEqualTo(3);
        assertThat(parse("HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nabc", "CONNECT").body())
                .isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length:",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "A : b",
                "A: b\r\n c: d",
                "A: b\nc: d",
                "A"
            })
    void doubtfulFramingIsRefused(String fields) {
        assertThat(parse(OK + fields + "\r\n\r\n0\r\n\r\n").status()).isEqualTo(502);
        assertThat(parse("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").status())
                .isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, a, true",
        "1.1, close, false",
        "1.0, a, false",
        "1.0, keep-alive, true",
        "1.0, 'keep-alive, close', false"
    })
    void connectionsPersist(String version, String connection, boolean expected) {
        String head =
                "HTTP/"
                        + version
                        + " 200 OK\r\nContent-Length: 0\r\nConnection: "
                        + connection
                        + "\r\n\r\n";

        assertThat(parse(head).response(0).keepAlive()).isEqualTo(expected);
    }

    @Test
    void nothingIsReadWithoutARequest() throws RemoteProtocolException {
        ResponseParser parser = new ResponseParser(Http1Limits.defaults());
        ByteBuffer in = ByteBuffer.wrap((OK + "Content-Length: 0\r\n\r\n").getBytes(ISO_8859_1));

        assertThat(parser.next(in)).isNull();
        assertThat(in.position()).isZero();
        parser.begin("GET");
        assertThatThrownBy(() -> parser.begin("GET")).isInstanceOf(IllegalStateException.class);
        assertThat(parser.next(in)).isInstanceOf(ResponseHead.class);
        assertThat(parser.inBody()).isTrue();
        assertThat(parser.eof()).isSameAs(End.WITHOUT_TRAILERS);
        assertThat(parser.idle()).isTrue();
        assertThat(parser.eof()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na"})
    void theInputMayNotEndInTheMiddle(String input) {
        Transcript transcript = parse(input);

        assertThat(transcript.accepted()).isTrue();
        assertThat(transcript.eofError())
                .isNotNull()
                .extracting(Transcript.Failure::status)
                .isEqualTo(502);
    }

    @Test
    void bodiesAreLimitedWhateverTheirFraming() {
        Http1Limits limits = Http1Limits.defaults().withBodyBytes(3);
        for (String message :
                new String[] {
                    OK + "\r\nabcd",
                    OK + "Content-Length: 4\r\n\r\nabcd",
                    OK + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd"
                }) {
            assertThatThrownBy(() -> read(limits, message)).hasMessage("body longer than 3 bytes");
        }
    }

    private static void read(Http1Limits limits, String message) throws RemoteProtocolException {
        ResponseParser parser = new ResponseParser(limits);
        parser.begin("GET");
        ByteBuffer in = ByteBuffer.wrap(message.getBytes(ISO_8859_1));
        while (parser.next(in) != null) {
            // until it throws
        }
    }
}
