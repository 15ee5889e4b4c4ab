package dev.skein.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.BodyTooLargeException;
import dev.skein.app.DisconnectedException;
import dev.skein.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that are too long, in every form.
class BodyLimitTest {
    private static final int LIMIT = 1000;

    private final Application app =
            new Application(ApplicationOptions.defaults().withBodyLimit(LIMIT));

    BodyLimitTest() {
        app.router().post("/", request -> Response.text(String.valueOf(request.bytes().length)));
        app.router().post("/ignored", _ -> Response.text("did not look"));
        app.router()
                .post(
                        "/more",
                        request -> {
                            request.body().limit(Long.MAX_VALUE);
                            return Response.text(String.valueOf(request.bytes().length));
                        });
        app.router().post("/stubborn", BodyLimitTest::readOn);
        app.router()
                .post("/partly", request -> Response.text(three(request) + "|" + rest(request)));
        app.router()
                .post("/whole-too-late", request -> Response.text(three(request) + request.text()));
    }

    private static String three(Request request) throws IOException {
        return new String(request.body().readNBytes(3), UTF_8);
    }

    private static String rest(Request request) throws IOException {
        return new String(request.body().readAllBytes(), UTF_8);
    }

    /// Reads on after the first refusal.
    private static Response readOn(Request request) throws IOException {
        int got = 0;
        int refusals = 0;
        while (refusals < 3) {
            try {
                got += request.body().read(new byte[300]);
            } catch (BodyTooLargeException _) {
                refusals++;
            }
        }
        return Response.text(String.valueOf(got));
    }

    private static byte[] coded(String coding, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                coding.equals("gzip")
                        ? new GZIPOutputStream(bytes)
                        : new DeflaterOutputStream(bytes)) {
            out.write(new byte[length]);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "1, 200", "999, 200", "1000, 200", "1001, 413", "100000, 413"})
    void limitIsExact(int length, int status) throws Exception {
        byte[] body = new byte[length];

        assertThat(TestCall.of(app, "POST", "/").body(body).send().status()).isEqualTo(status);
        assertThat(TestCall.of(app, "POST", "/").chunks(body).send().status()).isEqualTo(status);
    }

    @Test
    void manyPiecesAreCountedTogether() throws Exception {
        byte[][] pieces = new byte[1001][1];

        assertThat(TestCall.of(app, "POST", "/").chunks(pieces).send().status()).isEqualTo(413);
        assertThat(TestCall.of(app, "POST", "/").chunks(Arrays.copyOf(pieces, 1000)).send().text())
                .isEqualTo("1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void decodedBytesAreCounted(String coding) throws Exception {
        TestCall good = TestCall.of(app, "POST", "/").header("content-encoding", coding);
        assertThat(good.body(coded(coding, 1000)).send().text()).isEqualTo("1000");

        TestCall bomb = TestCall.of(app, "POST", "/").header("content-encoding", coding);
        assertThat(bomb.body(coded(coding, 10_000_000)).send().status()).isEqualTo(413);
    }

    @Test
    void bombInABombIsCounted() throws Exception {
        byte[] once = coded("gzip", 20_000_000);
        ByteArrayOutputStream twice = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(twice)) {
            out.write(once);
        }

        TestCall call = TestCall.of(app, "POST", "/").header("content-encoding", "gzip, gzip");

        assertThat(call.body(twice.toByteArray()).send().status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lzma", "gzip, gzip, gzip, gzip", "gzip;q=1", "g\u00e4zip"})
    void unknownAndTooManyCodingsAreRefused(String codings) throws Exception {
        TestCall call = TestCall.of(app, "POST", "/").header("content-encoding", codings);

        assertThat(call.body(new byte[10]).send().status()).isEqualTo(415);
    }

    @Test
    void brokenCodingIsTheClientsFault() throws Exception {
        byte[] whole = coded("gzip", 100);

        TestCall noise = TestCall.of(app, "POST", "/").header("content-encoding", "gzip");
        assertThat(noise.body("noise".getBytes(UTF_8)).send().status()).isEqualTo(400);
        TestCall cut = TestCall.of(app, "POST", "/").header("content-encoding", "gzip");
        assertThat(cut.body(Arrays.copyOf(whole, whole.length - 4)).send().status()).isEqualTo(400);
    }

    @Test
    void handlerMayTakeMore() throws Exception {
        assertThat(TestCall.of(app, "POST", "/more").body(new byte[5000]).send().text())
                .isEqualTo("5000");
    }

    @Test
    void nothingIsGivenAfterTheRefusal() throws Exception {
        TestAnswer answer = TestCall.of(app, "POST", "/stubborn").chunks(new byte[10_000]).send();

        assertThat(Integer.parseInt(answer.text())).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void restFollowsWhatWasRead() throws Exception {
        assertThat(TestCall.of(app, "POST", "/partly").body("abcdef".getBytes(UTF_8)).send().text())
                .isEqualTo("abc|def");
        assertThat(
                        TestCall.of(app, "POST", "/partly")
                                .chunks("ab".getBytes(UTF_8), "cdef".getBytes(UTF_8))
                                .send()
                                .text())
                .isEqualTo("abc|def");
    }

    @Test
    void whatIsLeftIsNotTheWhole() throws Exception {
        TestAnswer answer =
                TestCall.of(app, "POST", "/whole-too-late").body("abcdef".getBytes(UTF_8)).send();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.failure()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bodyNobodyReadsIsNobodysError() throws Exception {
        assertThat(TestCall.of(app, "POST", "/ignored").body(new byte[5000]).send().status())
                .isEqualTo(200);
    }

    @Test
    void clientThatGoesAwayGetsNoAnswer() {
        TestCall call = TestCall.of(app, "POST", "/").chunks(new byte[10]).goesAway();

        assertThatThrownBy(call::send).isInstanceOf(DisconnectedException.class);
    }

    @Test
    void clientThatWaitsIsToldBeforeItSends() throws Exception {
        try (Server server = TestWire.serve(app)) {
            String answer =
                    TestWire.exchange(
                            server,
                            "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1001\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
        }
    }

    @Test
    void chunkedOverTheWire() throws Exception {
        try (Server server = TestWire.serve(app)) {
            String answer =
                    TestWire.exchange(
                            server,
                            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
                                    + "3e9\r\n"
                                    + "x".repeat(1001)
                                    + "\r\n0\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 413 ");
        }
    }
}
