package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.app.HttpChunk;
import dev.skein.app.HttpResponse;
import dev.skein.app.Message;
import dev.skein.http.Headers;
import dev.skein.http.coding.ContentCoding;
import dev.skein.http.coding.ContentCodings;
import dev.skein.http.coding.ContentDecoder;
import dev.skein.web.Application;
import dev.skein.web.Body;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    private static final String LONG = "hello, hello, ".repeat(200);
    private static final Compression COMPRESSION =
            Compression.defaults()
                    .withCodings(ContentCodings.of(coding("gzip"), coding("deflate")));

    @TempDir Path directory;

    private static ContentCoding coding(String name) {
        return Objects.requireNonNull(ContentCodings.installed().find(name));
    }

    private static TestCall call(Response response) {
        return call(COMPRESSION, response);
    }

    private static TestCall call(Compression compression, Response response) {
        Application app = new Application().use(compression);
        app.router().get("/", _ -> response);
        return TestCall.get(app, "/").header("accept-encoding", "gzip");
    }

    private static String decoded(byte[] bytes, String coding) throws Exception {
        try (ContentDecoder decoder = coding(coding).decoder()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] piece = new byte[1000];
            decoder.input(bytes, 0, bytes.length);
            for (int got = decoder.decode(piece, 0, piece.length);
                    got > 0;
                    got = decoder.decode(piece, 0, piece.length)) {
                all.write(piece, 0, got);
            }
            return all.toString(UTF_8);
        }
    }

    private static String decoded(TestAnswer answer) throws Exception {
        assertThat(answer.isComplete()).isTrue();
        return decoded(answer.bytes(), String.valueOf(answer.header("content-encoding")));
    }

    @Test
    void whatIsLongEnoughIsCompressed() throws Exception {
        var answer = call(Response.text(LONG)).send();
        assertThat(answer.header("content-encoding")).isEqualTo("gzip");
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
        assertThat(answer.bytes()).hasSizeLessThan(200);
        assertThat(decoded(answer)).isEqualTo(LONG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip, deflate | gzip",
                "deflate | deflate",
                "gzip;q=0.5, deflate | deflate",
                "gzip;q=0, deflate;q=0.1 | deflate",
                "* | gzip",
                "gzip;q=0, * | deflate",
                "GZIP | gzip",
                "identity | -",
                "identity, gzip;q=0.5 | -",
                "identity;q=0.5, gzip | gzip",
                "identity;q=0 | -",
                "gzip;q=0 | -",
                "*;q=0 | -",
                "unheard-of | -",
                "'' | -",
                "gzipx, xgzip | -"
            })
    void theClientChooses(String accepted, @Nullable String coding) throws Exception {
        var answer = call(Response.text(LONG)).header("accept-encoding", accepted).send();
        assertThat(answer.header("content-encoding")).isEqualTo(coding);
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
        assertThat(coding == null ? answer.text() : decoded(answer)).isEqualTo(LONG);
    }

    @Test
    void whoSaysNothingGetsItAsItIs() throws Exception {
        Application app = new Application().use(COMPRESSION);
        app.router().get("/", _ -> Response.text(LONG));
        var answer = TestCall.get(app, "/").send();
        assertThat(answer.text()).isEqualTo(LONG);
        assertThat(answer.header("vary")).isEqualTo("accept-encoding");
    }

    @Test
    void everyInstalledCodingWorks() throws Exception {
        for (String name : ContentCodings.installed().names()) {
            var answer =
                    call(Compression.defaults(), Response.text(LONG))
                            .header("accept-encoding", name)
                            .send();
            assertThat(answer.header("content-encoding")).isEqualTo(name);
            assertThat(decoded(answer)).isEqualTo(LONG);
        }
        assertThat(ContentCodings.installed().names()).contains("br", "zstd", "gzip", "deflate");
    }

    private static void assertLeftAlone(Response response) throws Exception {
        var answer = call(response).send();
        assertThat(answer.header("content-encoding"))
                .isEqualTo(response.headers().get("content-encoding"));
        assertThat(answer.header("vary")).isNull();
        assertThat(answer.text()).isEqualTo(LONG);
    }

    @Test
    void whatIsSetOtherwiseIsLeftAlone() throws Exception {
        Response response = Response.text(LONG);
        assertLeftAlone(response.withStatus(206));
        assertLeftAlone(response.withHeader("content-encoding", "br"));
        assertLeftAlone(response.withHeader("cache-control", "public, no-transform"));
        assertLeftAlone(response.withHeader("content-range", "bytes 0-1/2"));
        assertLeftAlone(response.withHeader("content-digest", "sha-256=:x:"));
        assertLeftAlone(response.withoutHeader("content-type"));
        assertLeftAlone(response.withHeader("content-type", "garbage"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png",
                "application/zip",
                "video/mp4",
                "font/woff2",
                "text/event-stream",
                "application/octet-stream"
            })
    void typesThatAreNotWorthItAreLeftAlone(String type) throws Exception {
        assertLeftAlone(Response.bytes(LONG.getBytes(UTF_8), type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/css",
                "application/json",
                "application/problem+json",
                "application/javascript",
                "image/svg+xml",
                "application/wasm",
                "font/ttf",
                "application/xml",
                "Text/HTML; charset=utf-8"
            })
    void typesThatAreWorthItAreNot(String type) throws Exception {
        assertThat(
                        call(Response.bytes(LONG.getBytes(UTF_8), type))
                                .send()
                                .header("content-encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void moreTypesIfToldTo() throws Exception {
        Response response = Response.bytes(LONG.getBytes(UTF_8), "application/x-mine");
        assertThat(
                        call(COMPRESSION.withType("application/x-mine"), response)
                                .send()
                                .header("content-encoding"))
                .isEqualTo("gzip");
        assertThatThrownBy(() -> COMPRESSION.withType("mine"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsShortOrWouldBecomeLongerIsSentAsItIs() throws Exception {
        var small = call(Response.text("x".repeat(1023))).send();
        assertThat(small.header("content-encoding")).isNull();
        assertThat(small.header("vary")).isNull();
        assertThat(call(Response.text("x".repeat(1024))).send().header("content-encoding"))
                .isEqualTo("gzip");
        assertThat(
                        call(COMPRESSION.withMinimum(0), Response.of(204))
                                .send()
                                .header("content-encoding"))
                .isNull();
        byte[] noise = new byte[2000];
        new Random(1).nextBytes(noise);
        var random = call(Response.bytes(noise, "text/plain")).send();
        assertThat(random.header("content-encoding")).isNull();
        assertThat(random.header("vary")).isEqualTo("accept-encoding");
        assertThat(random.bytes()).isEqualTo(noise);
    }

    @Test
    void fieldsFollow() throws Exception {
        Headers headers =
                Headers.of(
                        "content-type",
                        "text/plain",
                        "etag",
                        "\"x\"",
                        "accept-ranges",
                        "bytes",
                        "content-length",
                        "2800",
                        "vary",
                        "cookie");
        var answer = call(Response.of(200, headers, new Body.Bytes(LONG.getBytes(UTF_8)))).send();
        assertThat(answer.header("etag")).isEqualTo("W/\"x\"");
        assertThat(answer.header("accept-ranges")).isNull();
        assertThat(answer.header("content-length")).isNull();
        assertThat(answer.header("vary")).isEqualTo("cookie, accept-encoding");
        assertThat(call(Response.text(LONG).withHeader("etag", "W/\"y\"")).send().header("etag"))
                .isEqualTo("W/\"y\"");
    }

    @Test
    void whatHasNotChangedHasTheTagThatTheClientKnows() throws Exception {
        Response response = Response.of(304).withHeader("etag", "\"x\"");
        assertThat(call(response).header("if-none-match", "\"a\", W/\"x\"").send().header("etag"))
                .isEqualTo("W/\"x\"");
        var strong = call(response).header("if-none-match", "\"x\"").send();
        assertThat(strong.header("etag")).isEqualTo("\"x\"");
        assertThat(strong.header("vary")).isEqualTo("accept-encoding");
    }

    @Test
    void filesAreCompressedAsTheyAreRead() throws Exception {
        Path file = directory.resolve("long.txt");
        Files.writeString(file, "before" + LONG.repeat(1000) + "after");
        long count = LONG.length() * 1000L;
        Response response =
                Response.of(
                        200,
                        Headers.of("content-type", "text/plain"),
                        new Body.File(file, 6, count));
        var answer = call(response).send();
        assertThat(decoded(answer)).isEqualTo(LONG.repeat(1000));
        var plain = call(response).header("accept-encoding", "identity").send();
        assertThat(plain.text()).isEqualTo(LONG.repeat(1000));
        assertThat(plain.header("content-length")).isEqualTo(String.valueOf(count));
    }

    @Test
    void streamsGoOutWhenTheyAreFlushed() throws Exception {
        var answer =
                call(Response.stream(
                                "text/plain",
                                out -> {
                                    out.send("one");
                                    out.write("two");
                                    out.trailers(Headers.of("x-sum", "6"));
                                }))
                        .send();
        assertThat(decoded(answer)).isEqualTo("onetwo");
        ByteArrayOutputStream begin = new ByteArrayOutputStream();
        for (Message message : answer.messages().subList(0, answer.messages().size() - 1)) {
            switch (message) {
                case HttpResponse head -> begin.writeBytes(head.content());
                case HttpChunk chunk -> begin.writeBytes(chunk.content());
                default -> {}
            }
        }
        assertThat(decoded(begin.toByteArray(), "gzip")).isEqualTo("one");
        assertThat(answer.trailers().get("x-sum")).isEqualTo("6");
    }

    @Test
    void aStreamThatFailsIsAnsweredUncompressed() throws Exception {
        Response response =
                Response.stream(
                        "text/plain",
                        _ -> {
                            throw new IOException("no");
                        });
        var answer = call(response).send();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("content-encoding")).isNull();
        assertThat(answer.text()).contains("500");
    }

    @Test
    void headHasTheFieldsOfGet() throws Exception {
        Application app = new Application().use(COMPRESSION);
        app.router().get("/bytes", _ -> Response.text(LONG).withHeader("etag", "\"x\""));
        app.router().get("/stream", _ -> Response.stream("text/plain", out -> out.write(LONG)));
        for (String path : new String[] {"/bytes", "/stream"}) {
            Headers get =
                    TestCall.get(app, path).header("accept-encoding", "gzip").send().headers();
            Headers head =
                    TestCall.of(app, "HEAD", path)
                            .header("accept-encoding", "gzip")
                            .send()
                            .headers();
            assertThat(head).isEqualTo(get);
        }
    }

    @Test
    void twiceIsOnce() throws Exception {
        Application app = new Application().use(COMPRESSION, COMPRESSION);
        app.router().get("/", _ -> Response.text(LONG));
        var answer = TestCall.get(app, "/").header("accept-encoding", "gzip").send();
        assertThat(answer.headers().getAll("content-encoding")).containsExactly("gzip");
        assertThat(decoded(answer)).isEqualTo(LONG);
    }
}
