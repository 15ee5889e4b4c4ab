package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.ByteSink;
import dev.skein.http.Headers;
import dev.skein.http.HttpVersion;
import dev.skein.http.LocalProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the writers write the parsers read back, for random messages with a fixed seed.
class RoundTripTest {
    private static final String NAME = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789!#$%&'*+-.^_`|~";
    private static final String TARGET = "abcABC019/?%:@-._~!$&'()*+,;=|^{}[]\"<>\\`";
    private static final byte[] NO_DEFAULTS = {};

    private record Body(boolean chunked, List<byte[]> pieces) {
        String text() {
            StringBuilder text = new StringBuilder();
            for (byte[] piece : pieces) {
                text.append(new String(piece, ISO_8859_1));
            }
            return text.toString();
        }

        long length() {
            return chunked ? -1 : text().length();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void requests(long seed) throws LocalProtocolException {
        Random random = new Random(seed);
        RequestWriter writer = new RequestWriter();
        for (int i = 0; i < 20; i++) {
            ByteSink out = new ByteSink(1);
            String method = random.nextBoolean() ? "GET" : "x" + text(random, NAME, 6);
            String target = "/" + text(random, TARGET, 30);
            Headers headers = headers(random).with("host", "h:80");
            Headers trailers = headers(random);
            Body body = body(random);
            writer.head(out, method, target, headers, body.length());
            for (byte[] piece : body.pieces()) {
                writer.beforeData(out, piece.length);
                out.put(piece);
                writer.afterData(out);
            }
            writer.end(out, trailers);

            Transcript read = Transcript.ofRequests(Http1Limits.defaults(), out.toByteArray());
            assertThat(read.error()).isNull();
            assertThat(read.request(0).method()).isEqualTo(method);
            RequestTarget parsed = read.request(0).target();
            assertThat(target).isIn(parsed.toString(), parsed + "?");
            assertThat(framingDropped(read.request(0).headers())).isEqualTo(headers);
            assertThat(read.body()).isEqualTo(body.text());
            assertThat(read.end(0).trailers()).isEqualTo(body.chunked() ? trailers : Headers.EMPTY);
            assertThat(read.eofError()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void responses(long seed) throws LocalProtocolException {
        Random random = new Random(seed);
        ResponseWriter writer = new ResponseWriter();
        for (int i = 0; i < 20; i++) {
            ByteSink out = new ByteSink(1);
            int status = 200 + random.nextInt(400);
            boolean head = random.nextInt(5) == 0;
            boolean old = random.nextInt(4) == 0;
            Headers headers = headers(random);
            Headers trailers = headers(random);
            Body body = body(random);
            writer.begin(
                    head, old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1, random.nextBoolean());
            writer.head(out, status, headers, NO_DEFAULTS, body.length());
            boolean wanted = writer.wantsBody();
            for (byte[] piece : body.pieces()) {
                writer.beforeData(out, piece.length);
                out.put(piece, 0, wanted ? piece.length : 0);
                writer.afterData(out);
            }
            writer.end(out, trailers);

            Transcript read =
                    Transcript.ofResponses(
                            Http1Limits.defaults(), out.toByteArray(), head ? "HEAD" : "GET");
            assertThat(read.error()).isNull();
            assertThat(read.response(0).status()).isEqualTo(status);
            assertThat(read.response(0).keepAlive()).isEqualTo(writer.keepAlive());
            assertThat(framingDropped(read.response(0).headers())).isEqualTo(headers);
            assertThat(read.body()).isEqualTo(wanted ? body.text() : "");
            assertThat(read.end(0).trailers())
                    .isEqualTo(wanted && body.chunked() && !old ? trailers : Headers.EMPTY);
            assertThat(read.eofError()).isNull();
        }
    }

    private static Headers framingDropped(Headers headers) {
        return headers.without("content-length").without("transfer-encoding").without("connection");
    }

    private static Headers headers(Random random) {
        Headers.Builder builder = Headers.builder();
        for (int i = random.nextInt(8); i > 0; i--) {
            StringBuilder value = new StringBuilder();
            for (int k = random.nextInt(40); k > 0; k--) {
                char c = (char) random.nextInt(256);
                value.append(c == '\t' || (c >= 0x20 && c != 0x7F) ? c : ' ');
            }
            builder.add("x" + text(random, NAME, 12), value.toString());
        }
        return builder.build();
    }

    private static Body body(Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] piece = new byte[1 + random.nextInt(300)];
            random.nextBytes(piece);
            pieces.add(piece);
        }
        return new Body(random.nextBoolean(), pieces);
    }

    private static String text(Random random, String characters, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }
}
