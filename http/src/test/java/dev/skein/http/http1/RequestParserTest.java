package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.RemoteProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests, cut in every way. Escapes such as `\r\n` in the sources of cases are those of Java.
class RequestParserTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    private static Transcript parse(String input) {
        return Transcript.ofRequests(input);
    }

    private static Transcript parse(Http1Limits limits, String input) {
        return Transcript.ofRequests(limits, input.getBytes(ISO_8859_1));
    }

    private static void refused(int status, String input) {
        Transcript transcript = parse(input);
        assertThat(transcript.status()).as("%s", transcript).isEqualTo(status);
    }

    /// What came in a string literal of a case, with its escapes.
    private static String unescape(String text) {
        return text.translateEscapes();
    }

    @Nested
    class Heads {
        @Test
        void theExampleOfRfc9112() {
            Transcript transcript =
                    parse("GET /where?q=now HTTP/1.1\r\nHost: www.example.org\r\n\r\n");

            assertThat(transcript.events())
                    .containsExactly(
                            new RequestHead(
                                    "GET",
                                    new RequestTarget(
                                            RequestTarget.Form.ORIGIN,
                                            null,
                                            null,
                                            "/where",
                                            "q=now"),
                                    HttpVersion.HTTP_1_1,
                                    Headers.of("host", "www.example.org"),
                                    0,
                                    true,
                                    false,
                                    false),
                            End.WITHOUT_TRAILERS);
            assertThat(transcript.request(0).authority()).isEqualTo("www.example.org");
        }

        @Test
        void pipelinedRequestsComeOneAfterTheOther() {
            Transcript transcript =
                    parse(
                            POST
                                    + "Content-Length: 3\r\n\r\nabc"
                                    + GET
                                    + "\r\n"
                                    + CHUNKED
                                    + "3\r\ndef\r\n0\r\n\r\n"
                                    + GET
                                    + "\r\n");

            assertThat(transcript.events()).hasSize(10);
            assertThat(transcript.body()).isEqualTo("abcdef");
            assertThat(transcript.eofError()).isNull();
        }

        @Test
        void headersKeepOrderAndRepetition() {
            Headers headers =
                    parse(GET + "A: 1\r\nb:2\r\na: \t 3 x \t\r\nc:\r\n\r\n").request(0).headers();

            assertThat(headers)
                    .isEqualTo(Headers.of("host", "h", "a", "1", "b", "2", "a", "3 x", "c", ""));
            assertThat(headers.getAll("A")).containsExactly("1", "3 x");
        }

        @Test
        void usualMethodsAreConstants() {
            for (String method : "GET PUT POST HEAD PATCH TRACE DELETE OPTIONS".split(" ", -1)) {
                assertThat(parse(method + " / HTTP/1.1\r\nHost: h\r\n\r\n").request(0).method())
                        .isSameAs(method.intern());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"GEX", "BREW", "get", "DELETF", "M-SEARCH", "OPTIONZ", "CONNECS", "X"})
        void otherTokensAreMethodsToo(String method) {
            assertThat(parse(method + " / HTTP/1.1\r\nHost: h\r\n\r\n").request(0).method())
                    .isEqualTo(method);
        }

        @Test
        void aLongMethodIsNotImplemented() {
            assertThat(parse("M".repeat(64) + " / HTTP/1.1\r\nHost: h\r\n\r\n").accepted())
                    .isTrue();
            refused(501, "M".repeat(65) + " / HTTP/1.1\r\nHost: h\r\n\r\n");
        }

        @Test
        void twoEmptyLinesAreSkippedButNotThree() {
            assertThat(parse("\r\n\r\n" + GET + "\r\n\r\n\r\n" + GET + "\r\n").events()).hasSize(4);
            refused(400, "\r\n\r\n\r\n" + GET + "\r\n");
            refused(400, "\n" + GET + "\r\n");
            refused(400, " \r\n" + GET + "\r\n");
        }

        @ParameterizedTest
        @CsvSource({
            "GET /  HTTP/1.1, 400",
            "GET  / HTTP/1.1, 400",
            "' GET / HTTP/1.1', 400",
            "GET\\t/ HTTP/1.1, 400",
            "GET /\\tHTTP/1.1, 400",
            "'GET / HTTP/1.1 ', 400",
            "GET / http/1.1, 400",
            "GET / HTTP/1.10, 400",
            "GET / HTTP/01.1, 400",
            "GET / HTTP/1, 400",
            "GET / HTTP/1., 400",
            "GET / HTTP/+1.1, 400",
            "GET / HTTPS/1.1, 400",
            "GET / , 400",
            "GET /, 400",
            "GET, 400",
            "'GET ', 400",
            "/ HTTP/1.1, 400",
            "G(T / HTTP/1.1, 400",
            "GET / HTTP/1.2, 505",
            "GET / HTTP/2.0, 505",
            "GET / HTTP/9.9, 505",
            "GET / HTTP/0.9, 505",
            "GET / HTTP/0.0, 505",
            "PRI * HTTP/2.0, 505"
        })
        void otherRequestLinesAreRefused(String line, int status) {
            refused(status, unescape(line) + "\r\nHost: h\r\n\r\n");
        }

        @Test
        void onlyCrlfEndsALine() {
            refused(400, "GET / HTTP/1.1\nHost: h\r\n\r\n");
            refused(400, "GET / HTTP/1.1\rHost: h\r\n\r\n");
            refused(400, "GET / HTTP/1.1\r\nHost: h\n\r\n");
            refused(400, "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n");
            refused(400, "GET / HTTP/1.1\r\nHost: h\r\n\n");
            refused(400, "GET / HTTP/1.1\r\nHost: h\r\n\r\r\n");
            refused(400, "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc: d\r\n\r\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    " A: b",
                    "\\tA: b",
                    "A : b",
                    "A\\t: b",
                    ": b",
                    "A",
                    "A b: c",
                    "A(: b",
                    "\u00e4: b",
                    "A: b\\0c",
                    "A: b\\13c",
                    "A: \\177",
                    "A: b\\r\\n c",
                    "A: b\\r\\n\\tc",
                    "A:\\r\\n b",
                    "A: \\33[31m"
                })
        void badFieldLinesAreRefused(String line) {
            refused(400, GET + unescape(line) + "\r\n\r\n");
            refused(400, "GET / HTTP/1.1\r\n" + unescape(line) + "\r\nHost: h\r\n\r\n");
        }

        @Test
        void errorsNameTheByteAndShowTheLine() {
            Transcript transcript = parse(GET + "A: b\u0007c\r\n\r\n");

            assertThat(transcript.error())
                    .isEqualTo(
                            new Transcript.Failure(
                                    400,
                                    "field value contains a forbidden byte 0x07",
                                    "A: b\\x07c\\r"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "Host: h\\r\\nHost: h",
                    "Host: a\\r\\nHost: b",
                    "Host:",
                    "Host: a b",
                    "Host: a,b",
                    "Host: u@h",
                    "Host: h/p",
                    "Host: h:",
                    "Host: h:x",
                    "Host: h:65536",
                    "Host: h:+80",
                    "Host: h:80:80",
                    "Host: :80",
                    "Host: [::1",
                    "Host: [::1]x",
                    "Host: [::g]",
                    "Host: h%4",
                    "Host: h?q",
                    "Host: h#f",
                    "Host: \u00e4"
                })
        void oneValidHostIsWanted(String lines) {
            refused(
                    400,
                    "GET / HTTP/1.1\r\nA: b\r\n"
                            + (lines.isEmpty() ? "" : unescape(lines) + "\r\n")
                            + "\r\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "h",
                    "h:80",
                    "127.0.0.1:65535",
                    "[::1]:8080",
                    "[2001:db8::1]",
                    "a_b.c-d",
                    "%41.b",
                    "h:0"
                })
        void thisIsAHost(String host) {
            assertThat(parse("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").request(0).authority())
                    .isEqualTo(host);
        }

        @Test
        void oldRequestsNeedNoHostButAGoodOne() {
            assertThat(parse("GET / HTTP/1.0\r\n\r\n").request(0).authority()).isNull();
            refused(400, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
            refused(400, "GET / HTTP/1.0\r\nHost: a b\r\n\r\n");
        }

        @ParameterizedTest
        @CsvSource({
            "1.1, '', true",
            "1.1, close, false",
            "1.1, CLOSE, false",
            "1.1, 'keep-alive, close', false",
            "1.1, 'x,, close', false",
            "1.1, closed, true",
            "1.0, '', false",
            "1.0, keep-alive, true",
            "1.0, Keep-Alive, true",
            "1.0, 'keep-alive, close', false",
            "1.0, upgrade, false"
        })
        void connectionsPersistBySection93(String version, String connection, boolean expected) {
            Transcript transcript =
                    parse(
                            "GET / HTTP/"
                                    + version
                                    + "\r\nHost: h\r\nConnection: "
                                    + connection
                                    + "\r\n\r\n");

            assertThat(transcript.request(0).keepAlive()).isEqualTo(expected);
        }

        @Test
        void anExpectationIsContinueOrFails() {
            String expect = "Expect: 100-Continue\r\n";
            assertThat(
                            parse(POST + expect + "Content-Length: 1\r\n\r\na")
                                    .request(0)
                                    .expectContinue())
                    .isTrue();
            assertThat(parse(POST + expect + "\r\n").request(0).expectContinue()).isFalse();
            assertThat(
                            parse("POST / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\na")
                                    .request(0)
                                    .expectContinue())
                    .isFalse();
            refused(417, POST + "Expect: 100-continue, x\r\nContent-Length: 1\r\n\r\na");
            refused(417, POST + "Expect: 200-ok\r\nContent-Length: 1\r\n\r\na");
            refused(417, POST + expect + expect + "Content-Length: 1\r\n\r\na");
        }

        @Test
        void anUpgradeNeedsBothFieldsAndTheNewVersion() {
            String upgrade = "Upgrade: websocket\r\n";
            Transcript offered =
                    parse(GET + upgrade + "Connection: keep-alive, Upgrade\r\n\r\n\u0081\u0001x");
            assertThat(offered.request(0).upgrade()).isTrue();
            assertThat(offered.left()).isEqualTo(3);
            assertThat(parse(GET + upgrade + "\r\n").request(0).upgrade()).isFalse();
            assertThat(parse(GET + "Connection: upgrade\r\n\r\n").request(0).upgrade()).isFalse();
            assertThat(
                            parse("GET / HTTP/1.0\r\nConnection: upgrade\r\n" + upgrade + "\r\n")
                                    .request(0)
                                    .upgrade())
                    .isFalse();
        }

        @Test
        void anUpgradeThatIsNotTakenLeavesTheNextRequest() throws RemoteProtocolException {
            RequestParser parser = new RequestParser(Http1Limits.defaults());
            ByteBuffer in =
                    ByteBuffer.wrap(
                            (GET + "Upgrade: x\r\nConnection: upgrade\r\n\r\n" + GET + "\r\n")
                                    .getBytes(ISO_8859_1));

            assertThat(parser.next(in)).isInstanceOf(RequestHead.class);
            assertThat(parser.next(in)).isInstanceOf(End.class);
            assertThat(in.remaining()).isEqualTo(GET.length() + 2);
            assertThat(parser.next(in)).isInstanceOf(RequestHead.class);
        }

        @Test
        void connectOpensATunnel() {
            Transcript transcript = parse("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\nanything");
            assertThat(transcript.left()).isEqualTo(8);
            assertThat(transcript.request(0).authority()).isEqualTo("h:443");
            refused(400, "CONNECT h:443 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na");
        }
    }

    @Nested
    class Bodies {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "+5",
                    "-1",
                    "-0",
                    "0x5",
                    "5_0",
                    "5 5",
                    "5, 5",
                    "5,5",
                    "",
                    "5.0",
                    "5e1",
                    "\u00b2",
                    "\u00b9",
                    "9223372036854775808",
                    "18446744073709551616",
                    "99999999999999999999",
                    "00000000000000000005",
                    "a",
                    ",",
                    "5;",
                    "\"5\""
                })
        void aContentLengthIsDigitsThatFit(String value) {
            refused(400, POST + "Content-Length: " + value + "\r\n\r\nabcde");
        }

        @Test
        void aContentLengthComesOnce() {
            refused(400, POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde");
            refused(400, POST + "Content-Length: 5\r\ncontent-length: 6\r\n\r\nabcdef");
            refused(400, POST + "Content-Length: 5\r\nA: b\r\nContent-Length:\r\n\r\nabcde");
        }

        @Test
        void contentLengthsMayHaveZerosAndBlanksAround() {
            assertThat(parse(POST + "Content-Length: \t005 \r\n\r\nabcde" + GET + "\r\n").body())
                    .isEqualTo("abcde");
            assertThat(parse(POST + "Content-Length: 0\r\n\r\n").events()).hasSize(2);
            assertThat(parse(GET + "Content-Length: 3\r\n\r\nabc").body()).isEqualTo("abc");
            assertThat(
                            parse(POST + "Content-Length: 9223372036854775807\r\n\r\nabc")
                                    .request(0)
                                    .bodyLength())
                    .isEqualTo(Long.MAX_VALUE);
        }

        @ParameterizedTest
        @CsvSource({
            "xchunked, 501",
            "gzip, 501",
            "identity, 501",
            "'gzip, chunked', 501",
            "'identity, chunked', 501",
            "chunkedchunked, 501",
            "'chunked, xchunked', 400",
            "'chunked, chunked', 400",
            "'chunked, identity', 400",
            "'chunked,', 400",
            "',chunked', 400",
            "'', 400",
            "chunked;q=1, 400",
            "\"chunked\", 400",
            "chunked\\0, 400",
            "\\13chunked, 400",
            "\\fchunked, 400",
            "chunked\u00a0, 400",
            "'chunked\\r\\n ,x', 400"
        })
        void aTransferEncodingIsOneChunked(String value, int status) {
            refused(status, POST + "Transfer-Encoding: " + unescape(value) + "\r\n\r\n0\r\n\r\n");
        }

        @Test
        void aTransferEncodingComesOnceAndAloneAndInTheNewVersion() {
            String chunked = "Transfer-Encoding: chunked\r\n";
            refused(400, POST + chunked + chunked + "\r\n0\r\n\r\n");
            refused(400, POST + chunked + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n");
            refused(501, POST + "Transfer-Encoding: identity\r\n" + chunked + "\r\n0\r\n\r\n");
            refused(400, POST + chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n");
            refused(400, POST + "Content-Length: 5\r\n" + chunked + "\r\n0\r\n\r\n");
            refused(400, POST + "Content-Length: 0\r\n" + chunked + "\r\n0\r\n\r\n");
            refused(400, "POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n");
            assertThat(parse(POST + "transfer-encoding:\tCHUNKED \r\n\r\n0\r\n\r\n").events())
                    .hasSize(2);
        }

        @Test
        void chunksAreJoined() {
            Transcript transcript =
                    parse(
                            CHUNKED
                                    + "4\r\nWiki\r\n0005\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\n\r\n");

            assertThat(transcript.body()).isEqualTo("Wikipedia in\r\n\r\nchunks.");
            assertThat(transcript.end(0)).isSameAs(End.WITHOUT_TRAILERS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\\r\\n",
                    "-1\\r\\na",
                    "+1\\r\\na",
                    "0x1\\r\\na",
                    " 1\\r\\na",
                    "1 \\r\\na",
                    "1\\t\\r\\na",
                    "g\\r\\n",
                    "1_0\\r\\na",
                    "1\\na\\r\\n",
                    "1\\ra\\r\\n",
                    "1\\r\\nab\\r\\n",
                    "1\\r\\na\\n",
                    "1\\r\\na\\r\\r\\n",
                    "1\\r\\na0\\r\\n\\r\\n",
                    "1000000000000000\\r\\na",
                    "0000000000000001\\r\\na",
                    "ffffffffffffffff\\r\\na",
                    "1.0\\r\\na",
                    "1,1\\r\\na",
                    "\u00b9\\r\\na",
                    "0\\r\\n\\n",
                    "0\\n\\r\\n"
                })
        void badChunksAreRefused(String chunk) {
            refused(400, CHUNKED + unescape(chunk));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ";",
                    ";;",
                    ";a;",
                    ";=b",
                    ";a=",
                    ";a=b=c",
                    "; a",
                    ";a ",
                    ";a = b",
                    ";a= b",
                    ";a\\tb",
                    ";a=\"b",
                    ";a=\"b\"c",
                    ";a=\"b\\\\\"",
                    ";a=\"\\0\"",
                    ";a=\"b\\nc\"",
                    ";a\\nb",
                    ";a=b\\rc",
                    ";a=\"\\r\"",
                    ";\u00e4",
                    ",a",
                    "a=b"
                })
        void badChunkExtensionsAreRefused(String extension) {
            refused(400, CHUNKED + "1" + unescape(extension) + "\r\na\r\n0\r\n\r\n");
            refused(
                    400,
                    CHUNKED
                            + "1\r\na\r\n0"
                            + unescape(extension).replace("a=b", "x=b")
                            + "\r\n\r\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ";a",
                    ";a=b",
                    ";a;b=c;d",
                    ";a=\"b c;\\t\u00e4\"",
                    ";a=\"\\\\\"\\\\\\\\\"",
                    ";a=\"\";b"
                })
        void goodChunkExtensionsAreIgnored(String extension) {
            String it = unescape(extension);
            assertThat(parse(CHUNKED + "1" + it + "\r\na\r\n0" + it + "\r\n\r\n").body())
                    .isEqualTo("a");
        }

        @Test
        void trailersStayApart() {
            Transcript transcript =
                    parse(CHUNKED + "1\r\na\r\n0\r\nX-Sum: 1\r\nx-more:\r\n\r\n" + GET + "\r\n");

            assertThat(transcript.end(0))
                    .isEqualTo(new End(Headers.of("x-sum", "1", "x-more", "")));
            assertThat(transcript.request(0).headers().contains("x-sum")).isFalse();
            assertThat(transcript.end(1)).isSameAs(End.WITHOUT_TRAILERS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 1",
                    "Transfer-Encoding: chunked",
                    "Host: h",
                    "Cookie: a=b",
                    "Authorization: x",
                    "Trailer: a",
                    "TE: a",
                    "Connection: close",
                    "Content-Type: a/b",
                    "Content-Encoding: gzip",
                    "Content-Range: x",
                    "Set-Cookie: a=b",
                    "Expect: x",
                    "Upgrade: x",
                    "A : b",
                    " A: b",
                    "A",
                    "A: b\\nc: d",
                    "A: b\\r\\n c",
                    ": a"
                })
        void badTrailersAreRefused(String line) {
            refused(400, CHUNKED + "0\r\nX: y\r\n" + unescape(line) + "\r\n\r\n");
        }
    }

    @Nested
    class Limits {
        private final Http1Limits limits = new Http1Limits(40, 60, 3, 8, 20, 2, 10);

        private void refusedAt(int status, String input) {
            assertThat(parse(limits, input).status()).isEqualTo(status);
        }

        private void accepted(String input) {
            assertThat(parse(limits, input).error()).isNull();
        }

        @Test
        void requestLines() {
            String most = "GET /" + "a".repeat(26) + " HTTP/1.1";
            assertThat(most).hasSize(40);
            accepted(most + "\r\nHost: h\r\n\r\n");
            refusedAt(414, most.replace("/", "/a") + "\r\nHost: h\r\n\r\n");
            refusedAt(414, "a".repeat(42));
            refusedAt(414, "a".repeat(41) + "\n");
            refusedAt(0, "a".repeat(41));
            refusedAt(414, "\0".repeat(5000));
        }

        @Test
        void headerBytes() {
            String most = "Host: h\r\nA: " + "a".repeat(46) + "\r\n";
            assertThat(most).hasSize(60);
            accepted("GET / HTTP/1.1\r\n" + most + "\r\n");
            refusedAt(431, "GET / HTTP/1.1\r\n" + most.replace("A", "AA") + "\r\n");
            refusedAt(431, "GET / HTTP/1.1\r\n" + "a".repeat(61));
            refusedAt(431, "GET / HTTP/1.1\r\n" + most + "aa");
            // What is wrong first is told first.
            refusedAt(400, "GET / HTTP/1.1\r\nA b: c\r\n" + "a".repeat(61));
            refusedAt(400, "GET / HTTP/1.1\r\nA b: c\r\n" + most + "\r\n");
        }

        @Test
        void headerFields() {
            accepted(GET + "a:\r\nb:\r\n\r\n");
            refusedAt(431, GET + "a:\r\nb:\r\nc:\r\n\r\n");
            refusedAt(431, GET + "a:\r\nb:\r\nc\r\n\r\n");
            refusedAt(400, GET + "a:\r\nb\r\nc:\r\n\r\n");
        }

        @Test
        void chunkExtensionsOfOneMessage() {
            accepted(
                    CHUNKED
                            + "1;abc\r\na\r\n1;abc\r\nb\r\n0\r\n\r\n"
                            + CHUNKED
                            + "1;abcdefg\r\na\r\n0\r\n\r\n");
            refusedAt(400, CHUNKED + "1;abcdefgh\r\na\r\n0\r\n\r\n");
            refusedAt(400, CHUNKED + "1;abc\r\na\r\n1;abcd\r\nb\r\n0\r\n\r\n");
            refusedAt(400, CHUNKED + "1;" + "a".repeat(3000));
            refusedAt(400, CHUNKED + "0".repeat(3000));
        }

        @Test
        void trailerBytesAndFields() {
            accepted(CHUNKED + "0\r\nabcdefg: 1\r\nb: 12\r\n\r\n");
            refusedAt(431, CHUNKED + "0\r\nabcdefg: 1\r\nb: 1234\r\n\r\n");
            refusedAt(431, CHUNKED + "0\r\na:\r\nb:\r\nc:\r\n\r\n");
            refusedAt(431, CHUNKED + "0\r\n" + "a".repeat(21));
        }

        @Test
        void bodies() {
            accepted(
                    POST
                            + "Content-Length: 10\r\n\r\n0123456789"
                            + POST
                            + "Content-Length: 10\r\n\r\n0123456789");
            refusedAt(413, POST + "Content-Length: 11\r\n\r\n01234567890");
            accepted(CHUNKED + "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n");
            refusedAt(413, CHUNKED + "5\r\n01234\r\n6\r\n567890\r\n0\r\n\r\n");
            refusedAt(413, CHUNKED + "fffffffffffffff\r\n");
        }

        @Test
        void manyHeadersFitTheDefaults() {
            StringBuilder head = new StringBuilder(GET);
            for (int i = 1; i < 100; i++) {
                head.append("field-").append(i).append(": ").append("x".repeat(250)).append("\r\n");
            }
            assertThat(parse(head + "\r\n").request(0).headers().size()).isEqualTo(100);
            refused(431, head + "one-more: x\r\n\r\n");
        }
    }

    @Nested
    class States {
        private final RequestParser parser = new RequestParser(Http1Limits.defaults());

        private Event feed(String input) throws RemoteProtocolException {
            ByteBuffer in = ByteBuffer.wrap(input.getBytes(ISO_8859_1));
            Event event = parser.next(in);
            assertThat(event != null || !in.hasRemaining()).isTrue();
            return event == null ? End.WITHOUT_TRAILERS : event;
        }

        @Test
        void idleIsBetweenMessages() throws RemoteProtocolException {
            assertThat(parser.idle()).isTrue();
            feed("\r\n");
            assertThat(parser.idle()).isTrue();
            feed("G");
            assertThat(parser.idle()).isFalse();
            assertThat(parser.inBody()).isFalse();
            feed("ET / HTTP/1.1\r\nHost: h\r\n");
            assertThat(parser.idle()).isFalse();
            feed("\r\n");
            assertThat(parser.inBody()).isTrue();
            feed("");
            assertThat(parser.idle()).isTrue();
            assertThat(parser.inBody()).isFalse();
        }

        @Test
        void theInputMayEndBetweenMessagesOnly() throws RemoteProtocolException {
            parser.eof();
            feed(POST + "Content-Length: 1\r\n\r\n");

            assertThatThrownBy(parser::eof)
                    .isInstanceOf(RemoteProtocolException.class)
                    .hasMessage("connection closed in the middle of a body");
        }

        @Test
        void theInputMayEndBeforeTheEndIsTold() throws RemoteProtocolException {
            feed(GET + "\r\n");
            parser.eof();

            assertThat(feed("")).isSameAs(End.WITHOUT_TRAILERS);
            assertThat(parser.idle()).isTrue();
        }

        @Test
        void afterAnErrorEveryCallThrowsTheSame() {
            assertThatThrownBy(() -> feed("\r\n\r\nx\r\n"))
                    .isInstanceOf(RemoteProtocolException.class);
            RemoteProtocolException first = thrown();
            assertThat(thrown()).isSameAs(first);
            assertThatThrownBy(parser::eof).isSameAs(first);
            assertThat(parser.idle()).isFalse();
            assertThat(first.getStackTrace()).isEmpty();
        }

        private RemoteProtocolException thrown() {
            try {
                feed(GET + "\r\n");
            } catch (RemoteProtocolException e) {
                return e;
            }
            throw new AssertionError("expected the error again");
        }

        @Test
        void parsersShareScratchWithoutMixingBytes() throws RemoteProtocolException {
            ParserScratch scratch = new ParserScratch();
            RequestParser one = new RequestParser(Http1Limits.defaults(), scratch);
            RequestParser two = new RequestParser(Http1Limits.defaults(), scratch);

            one.next(ByteBuffer.wrap("GET /one HT".getBytes(ISO_8859_1)));
            two.next(ByteBuffer.wrap("GET /two HTTP/1.1\r\nHo".getBytes(ISO_8859_1)));
            Event first =
                    one.next(ByteBuffer.wrap("TP/1.1\r\nHost: one\r\n\r\n".getBytes(ISO_8859_1)));
            Event second = two.next(ByteBuffer.wrap("st: two\r\n\r\n".getBytes(ISO_8859_1)));

            assertThat(first)
                    .hasToString(
                            String.valueOf(
                                    parse("GET /one HTTP/1.1\r\nHost: one\r\n\r\n").request(0)));
            assertThat(second)
                    .hasToString(
                            String.valueOf(
                                    parse("GET /two HTTP/1.1\r\nHost: two\r\n\r\n").request(0)));
        }
    }
}
