package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.LocalProtocolException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings(
        "StringConcatToTextBlock") // the lines of a text block end with LF, those of HTTP with CRLF
class WriterTest {
    private static final byte[] NO_DEFAULTS = {};
    private static final byte[] DEFAULTS = "date: D\r\nserver: skein\r\n".getBytes(ISO_8859_1);

    private final ByteSink out = new ByteSink();

    private String text() {
        return new String(out.toByteArray(), ISO_8859_1);
    }

    @Nested
    class Responses {
        private final ResponseWriter writer = new ResponseWriter();

        private void begin(String method, String version, boolean keepAlive) {
            HttpVersion spoken =
                    version.equals("1.0") ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
            writer.begin(method.equals("HEAD"), spoken, keepAlive);
        }

        private void send(String data) throws LocalProtocolException {
            writer.beforeData(out, data.length());
            out.putAscii(data);
            writer.afterData(out);
        }

        @Test
        void aWholeBody() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 200, Headers.of("Content-Type", "text/plain"), DEFAULTS, 5);
            send("hel");
            send("lo");
            writer.end(out, Headers.EMPTY);

            assertThat(text())
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ndate: D\r\nserver: skein\r\n"
                                    + "content-length: 5\r\n\r\nhello");
            assertThat(writer.complete()).isTrue();
            assertThat(writer.keepAlive()).isTrue();
            assertThat(writer.bodyBytes()).isEqualTo(5);
            assertThat(writer.status()).isEqualTo(200);
        }

        @Test
        void aStreamInChunksWithTrailers() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, -1);
            send("0123456789abcdefg");
            writer.end(out, Headers.of("Sum", "1"));

            assertThat(text())
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                                    + "11\r\n0123456789abcdefg\r\n0\r\nsum: 1\r\n\r\n");
        }

        @Test
        void aStreamForAnOldClientEndsWithTheConnection() throws LocalProtocolException {
            begin("GET", "1.0", true);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, -1);
            send("abc");
            writer.end(out, Headers.of("dropped", "1"));

            assertThat(text()).isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc");
            assertThat(writer.keepAlive()).isFalse();
        }

        @Test
        void aStreamWithTheApplicationsLength() throws LocalProtocolException {
            begin("GET", "1.0", true);
            writer.head(out, 200, Headers.of("Content-Length", "3"), NO_DEFAULTS, -1);
            send("abc");
            writer.end(out, Headers.EMPTY);

            assertThat(text())
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: keep-alive\r\n\r\nabc");
        }

        @ParameterizedTest
        @CsvSource({
            "GET, 204, 0, 0, -, false",
            "GET, 204, -1, 7, -, false",
            "GET, 304, 0, -1, -, false",
            "GET, 304, 9, -1, 9, false",
            "GET, 304, 0, 7, 7, false",
            "GET, 304, -1, -1, -, false",
            "HEAD, 200, 5, -1, 5, false",
            "HEAD, 200, 0, 7, 7, false",
            "HEAD, 200, 0, -1, 0, false",
            "HEAD, 200, -1, -1, -, false",
            "GET, 200, 0, -1, 0, true",
            "GET, 205, 0, 0, 0, true"
        })
        void lengths(
                String method, int status, long known, long own, String expected, boolean wantsBody)
                throws LocalProtocolException {
            Headers headers =
                    own < 0 ? Headers.EMPTY : Headers.of("content-length", String.valueOf(own));
            begin(method, "1.1", true);
            writer.head(out, status, headers, NO_DEFAULTS, known);

            String line = expected.equals("-") ? "" : "content-length: " + expected + "\r\n";
            assertThat(text().substring(text().indexOf('\n') + 1)).isEqualTo(line + "\r\n");
            assertThat(writer.wantsBody()).isEqualTo(wantsBody);
        }

        @Test
        void bodiesThatDoNotGoOutAreCounted() throws LocalProtocolException {
            begin("HEAD", "1.1", true);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, -1);
            int size = out.size();
            writer.beforeData(out, 7);
            writer.afterData(out);
            writer.end(out, Headers.EMPTY);

            assertThat(out.size()).isEqualTo(size);
            assertThat(writer.bodyBytes()).isEqualTo(7);
            assertThat(writer.complete()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({
            "1.1, true, '', '', true",
            "1.1, false, '', 'connection: close', false",
            "1.0, true, '', 'connection: keep-alive', true",
            "1.0, false, '', 'connection: close', false",
            "1.1, true, close, 'connection: close', false",
            "1.1, true, 'x, Close', 'connection: close', false",
            "1.1, true, 'keep-alive', '', true",
            "1.1, false, 'keep-alive', 'connection: close', false"
        })
        void connections(String version, boolean wanted, String own, String line, boolean keepAlive)
                throws LocalProtocolException {
            Headers headers =
                    own.isEmpty()
                            ? Headers.EMPTY
                            : Headers.of("Connection", own, "transfer-encoding", "x");
            begin("GET", version, wanted);
            writer.head(out, 200, headers, NO_DEFAULTS, 0);

            String expected = line.isEmpty() ? "" : line + "\r\n";
            assertThat(text())
                    .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n" + expected + "\r\n");
            assertThat(writer.keepAlive()).isEqualTo(keepAlive);
        }

        @Test
        void anOfferToUpgradeIsAConnectionOption() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(
                    out,
                    426,
                    Headers.of("upgrade", "h2c", "connection", "upgrade"),
                    NO_DEFAULTS,
                    0);
            begun(false);
            writer.head(out, 426, Headers.of("upgrade", "h2c"), NO_DEFAULTS, 0);

            assertThat(text())
                    .isEqualTo(
                            "HTTP/1.1 426 Upgrade Required\r\nupgrade: h2c\r\ncontent-length: 0\r\n"
                                    + "connection: upgrade\r\n\r\nHTTP/1.1 426 Upgrade Required\r\nupgrade: h2c\r\n"
                                    + "content-length: 0\r\nconnection: close, upgrade\r\n\r\n");
        }

        private void begun(boolean keepAlive) throws LocalProtocolException {
            writer.end(out, Headers.EMPTY);
            begin("GET", "1.1", keepAlive);
        }

        @ParameterizedTest
        @CsvSource({
            "date, 'server: skein\\r\\n'",
            "Server, 'date: D\\r\\n'",
            "x, 'date: D\\r\\nserver: skein\\r\\n'"
        })
        void defaultsAreNotDoubled(String own, String kept) throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 200, Headers.of(own, "mine"), DEFAULTS, 0);

            assertThat(text()).contains("mine\r\n" + kept.translateEscapes() + "content-length: 0");
        }

        @Test
        void switchingProtocolsKeepsTheHeaders() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(
                    out,
                    101,
                    Headers.of("upgrade", "websocket", "connection", "Upgrade"),
                    NO_DEFAULTS,
                    0);

            assertThat(text())
                    .isEqualTo(
                            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n");
            assertThat(writer.complete()).isTrue();
            assertThat(writer.wantsBody()).isFalse();
        }

        @Test
        void interimResponsesPrecedeTheHead() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.informational(out, 100, Headers.EMPTY);
            writer.informational(out, 103, Headers.of("link", "a", "content-length", "1"));
            assertThat(writer.headSent()).isFalse();
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, 0);

            assertThat(text())
                    .startsWith(
                            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK");
            assertThat(writer.headSent()).isTrue();
            assertThatThrownBy(() -> writer.informational(out, 100, Headers.EMPTY))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void interimResponsesAreForTheNewVersion() {
            begin("GET", "1.0", true);
            assertThatThrownBy(() -> writer.informational(out, 100, Headers.EMPTY))
                    .isInstanceOf(LocalProtocolException.class);
            begunAgain("1.1");
            for (int status : new int[] {101, 200, 99, 0, -1}) {
                assertThatThrownBy(() -> writer.informational(out, status, Headers.EMPTY))
                        .isInstanceOf(LocalProtocolException.class);
            }
            assertThat(out.size()).isZero();
        }

        private void begunAgain(String version) {
            try {
                writer.head(new ByteSink(), 200, Headers.EMPTY, NO_DEFAULTS, 0);
                writer.end(new ByteSink(), Headers.EMPTY);
            } catch (LocalProtocolException e) {
                throw new AssertionError(e);
            }
            begin("GET", version, true);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 99, 100, 102, 103, 199, 1000, Integer.MAX_VALUE, 101})
        void badStatusesAreRefusedAndWriteNothing(int status) throws LocalProtocolException {
            begin("GET", "1.1", true);
            assertThatThrownBy(() -> writer.head(out, status, Headers.EMPTY, DEFAULTS, 0))
                    .isInstanceOf(LocalProtocolException.class);
            assertThat(out.size()).isZero();
            assertThat(writer.headSent()).isFalse();

            writer.head(out, 500, Headers.EMPTY, NO_DEFAULTS, 0);
            assertThat(text()).startsWith("HTTP/1.1 500 Internal Server Error\r\n");
        }

        @ParameterizedTest
        @CsvSource({
            "4, 5",
            "6, 5",
            "x, 5",
            "+5, 5",
            "-1, -1",
            "'5, 5', 5",
            "'', 5",
            "9223372036854775808, -1"
        })
        void wrongLengthsAreRefusedAndWriteNothing(String own, long known) {
            begin("GET", "1.1", true);
            assertThatThrownBy(
                            () ->
                                    writer.head(
                                            out,
                                            200,
                                            Headers.of("content-length", own),
                                            NO_DEFAULTS,
                                            known))
                    .isInstanceOf(LocalProtocolException.class)
                    .hasMessageContaining("content-length");
            assertThatThrownBy(
                            () ->
                                    writer.head(
                                            out,
                                            200,
                                            Headers.of(
                                                    "content-length", "5", "content-length", "5"),
                                            NO_DEFAULTS,
                                            5))
                    .isInstanceOf(LocalProtocolException.class);
            assertThat(out.size()).isZero();
        }

        @Test
        void bodiesKeepToTheirLength() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, 5);
            assertThatThrownBy(() -> writer.beforeData(out, 6))
                    .isInstanceOf(LocalProtocolException.class)
                    .hasMessage("body longer than content-length 5: 6 bytes");
            writer.beforeData(out, 4);
            assertThatThrownBy(() -> writer.end(out, Headers.EMPTY))
                    .isInstanceOf(LocalProtocolException.class)
                    .hasMessage("body shorter than content-length 5: 4 bytes");
            assertThatThrownBy(() -> writer.beforeData(out, Long.MAX_VALUE))
                    .isInstanceOf(LocalProtocolException.class);
            assertThatThrownBy(() -> writer.beforeData(out, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(writer.complete()).isFalse();
        }

        @Test
        void trailersKeepToTheirRules() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, -1);
            int size = out.size();
            assertThatThrownBy(() -> writer.end(out, Headers.of("set-cookie", "a")))
                    .isInstanceOf(LocalProtocolException.class);
            assertThat(out.size()).isEqualTo(size);
        }

        @Test
        void callsOutOfOrderAreMisuse() throws LocalProtocolException {
            assertThatThrownBy(() -> writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, 0))
                    .isInstanceOf(IllegalStateException.class);
            begin("GET", "1.1", true);
            assertThatThrownBy(() -> begin("GET", "1.1", true))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.beforeData(out, 1))
                    .isInstanceOf(IllegalStateException.class);
            writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, 0);
            assertThatThrownBy(() -> writer.head(out, 200, Headers.EMPTY, NO_DEFAULTS, 0))
                    .isInstanceOf(IllegalStateException.class);
            writer.end(out, Headers.EMPTY);
            assertThatThrownBy(() -> writer.end(out, Headers.EMPTY))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void unknownStatusesHaveNoReason() throws LocalProtocolException {
            begin("GET", "1.1", true);
            writer.head(out, 299, Headers.EMPTY, NO_DEFAULTS, 0);
            writer.end(out, Headers.EMPTY);
            begin("GET", "1.1", true);
            writer.head(out, 799, Headers.EMPTY, NO_DEFAULTS, 0);

            assertThat(text()).startsWith("HTTP/1.1 299 \r\n").contains("HTTP/1.1 799 \r\n");
        }
    }

    @Nested
    class Requests {
        private final RequestWriter writer = new RequestWriter();
        private final Headers host = Headers.of("Host", "h");

        @Test
        void aRequestWithoutBody() throws LocalProtocolException {
            writer.head(out, "GET", "/a?b", host, 0);
            writer.end(out, Headers.EMPTY);
            writer.head(out, "POST", "/", host, 0);
            writer.end(out, Headers.EMPTY);

            assertThat(text())
                    .isEqualTo(
                            "GET /a?b HTTP/1.1\r\nhost: h\r\n\r\n"
                                    + "POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n");
            assertThat(writer.complete()).isTrue();
        }

        @Test
        void aStream() throws LocalProtocolException {
            writer.head(out, "PUT", "http://a/", host.plus("transfer-encoding", "gzip"), -1);
            writer.beforeData(out, 1);
            out.putAscii("x");
            writer.afterData(out);
            assertThat(writer.complete()).isFalse();
            writer.end(out, Headers.of("sum", "1"));

            assertThat(text())
                    .isEqualTo(
                            "PUT http://a/ HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n"
                                    + "1\r\nx\r\n0\r\nsum: 1\r\n\r\n");
            assertThat(writer.bodyBytes()).isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource({
            "'', /",
            "'G T', /",
            "GET:, /",
            "GET\\r\\n, /",
            "G\u00c9T, /",
            "GET, ''",
            "GET, a",
            "GET, /a b",
            "GET, /a#b",
            "GET, '/\\r\\nHost: x'",
            "GET, /\u00e4",
            "GET, /\u20ac",
            "GET, *",
            "CONNECT, /",
            "CONNECT, h",
            "GET, http://u@h/"
        })
        void badLinesAreRefused(String method, String target) {
            assertThatThrownBy(
                            () ->
                                    writer.head(
                                            out,
                                            method.translateEscapes(),
                                            target.translateEscapes(),
                                            host,
                                            0))
                    .isInstanceOf(LocalProtocolException.class);
            assertThat(out.size()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "u@h", "h/"})
        void badHostsAreRefused(String value) {
            Headers one = Headers.of("host", value);
            for (Headers headers : new Headers[] {one, Headers.EMPTY, host.plusAll(host)}) {
                assertThatThrownBy(() -> writer.head(out, "GET", "/", headers, 0))
                        .isInstanceOf(LocalProtocolException.class);
            }
        }

        @Test
        void lengthsMustAgree() {
            assertThatThrownBy(
                            () -> writer.head(out, "PUT", "/", host.plus("content-length", "4"), 5))
                    .isInstanceOf(LocalProtocolException.class);
            assertThatThrownBy(() -> writer.head(out, "CONNECT", "h:1", host, 5))
                    .isInstanceOf(LocalProtocolException.class);
            assertThatThrownBy(() -> writer.end(out, Headers.EMPTY))
                    .isInstanceOf(IllegalStateException.class);
        }

        @Test
        void oneRequestAfterTheOther() throws LocalProtocolException {
            writer.head(out, "PUT", "/", host, 5);
            assertThatThrownBy(() -> writer.head(out, "GET", "/", host, 0))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.end(out, Headers.EMPTY))
                    .isInstanceOf(LocalProtocolException.class);
        }
    }
}
