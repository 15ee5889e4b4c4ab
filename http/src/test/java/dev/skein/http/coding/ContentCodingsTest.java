package dev.skein.http.coding;

import static dev.skein.http.coding.Decoding.anyhow;
import static dev.skein.http.coding.Decoding.encode;
import static dev.skein.http.coding.Decoding.error;
import static dev.skein.http.coding.Decoding.join;
import static dev.skein.http.coding.Decoding.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingsTest {
    private static final ContentCoding GZIP = new GzipCoding();
    private static final ContentCoding DEFLATE = new DeflateCoding();
    private static final ContentCodings INSTALLED = ContentCodings.installed();

    /// gzip by another name.
    private record Renamed(String name, List<String> aliases, boolean isAvailable)
            implements ContentCoding {
        @Override
        public ContentDecoder decoder() {
            return GZIP.decoder();
        }

        @Override
        public ContentEncoder encoder() {
            return GZIP.encoder();
        }
    }

    private static ContentCoding named(String name, String... aliases) {
        return new Renamed(name, List.of(aliases), true);
    }

    private static Supplier<ContentDecoder> decoders(String... codings) {
        return () -> {
            try {
                return Objects.requireNonNull(INSTALLED.decoder(List.of(codings)));
            } catch (ContentCodingException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static byte[] gzip(byte[] content) {
        return encode(GZIP.encoder(), content);
    }

    private static byte[] deflate(byte[] content) {
        return encode(DEFLATE.encoder(), content);
    }

    @Test
    void gzipAndDeflateAreBuiltIn() {
        assertThat(INSTALLED).isSameAs(ContentCodings.installed());
        assertThat(INSTALLED.names()).containsExactly("gzip", "deflate");
        assertThat(INSTALLED.acceptEncoding()).isEqualTo("gzip, deflate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "X-Gzip"})
    void namesAreComparedWithoutCase(String name) {
        assertThat(INSTALLED.find(name)).isInstanceOf(GzipCoding.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "*", "gzip ", "br", "gzıp"})
    void whatIsNotThereIsNotFound(String name) {
        assertThat(INSTALLED.find(name)).isNull();
    }

    @Test
    void theFirstOfANameIsTaken() {
        ContentCoding mine = named("gzip", "deflate", "x");
        ContentCodings codings = ContentCodings.of(mine, GZIP, DEFLATE);
        assertThat(codings.names()).containsExactly("gzip");
        assertThat(codings.find("deflate")).isSameAs(mine);
        assertThat(codings.find("x")).isSameAs(mine);
        assertThat(codings.find("x-gzip")).isNull();
    }

    @Test
    void whatIsNotAvailableIsNotOffered() {
        ContentCodings codings = ContentCodings.of(new Renamed("br", List.of("b"), false), GZIP);
        assertThat(codings.names()).containsExactly("gzip");
        assertThat(codings.find("br")).isNull();
        assertThat(codings.find("b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "Gzip", "a b", "a,b", "é"})
    void namesAreChecked(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentCodings.of(named(name)))
                .withMessageContaining("token in lower case");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContentCodings.of(named("good", name)));
    }

    @Test
    void nothingToTakeOff() throws ContentCodingException {
        assertThat(INSTALLED.decoder(List.of())).isNull();
        assertThat(INSTALLED.decoder(List.of("identity", "Identity"))).isNull();
    }

    @Test
    void theLastIsTakenOffFirst() {
        byte[] text = text(2000);
        assertThat(anyhow(decoders("gzip"), gzip(text))).isEqualTo(text);
        assertThat(anyhow(decoders("deflate", "GZIP"), gzip(deflate(text)))).isEqualTo(text);
        assertThat(anyhow(decoders("gzip", "identity", "deflate"), deflate(gzip(text))))
                .isEqualTo(text);
        assertThat(anyhow(decoders("gzip", "deflate", "gzip"), gzip(deflate(gzip(text)))))
                .isEqualTo(text);
        assertThat(anyhow(decoders("deflate", "gzip"), new byte[0])).isEmpty();
    }

    @Test
    void anyOfAChainMayBeBroken() {
        byte[] whole = gzip(text(100));
        byte[] cut = Arrays.copyOf(whole, whole.length - 1);
        assertThat(error(decoders("gzip", "deflate"), deflate(cut)))
                .isEqualTo("expected the rest of the gzip data, came the end");
        assertThat(error(decoders("gzip", "deflate"), join(deflate(whole), whole)))
                .isEqualTo("expected nothing after the deflate data, came 0x1f");
        assertThat(error(decoders("deflate", "gzip"), gzip(whole)))
                .startsWith("expected deflate data as in RFC 1951, came: ");
    }

    @Test
    void anUnknownCodingIsNamed() {
        assertThatExceptionOfType(ContentCodingException.class)
                .isThrownBy(() -> INSTALLED.decoder(List.of("gzip", "x\n")))
                .withMessage("expected a content coding out of [gzip, deflate], came \"x\\n\"");
        assertThatExceptionOfType(ContentCodingException.class)
                .isThrownBy(() -> INSTALLED.decoder(List.of("BR")))
                .withMessage(
                        "expected a content coding out of [gzip, deflate], came \"BR\""
                                + "; the module skein-compression brings br and zstd");
    }

    @Test
    void threeCodingsAtMost() {
        assertThatExceptionOfType(ContentCodingException.class)
                .isThrownBy(() -> INSTALLED.decoder(List.of("gzip", "gzip", "gzip", "gzip")))
                .withMessage("expected at most 3 content codings, came 4");
    }

    /// A few kilobytes that are gigabytes of padding: nothing would come out that a limit could see.
    @Test
    void whatSwellsBetweenTwoCodingsIsRefused() {
        byte[] padded = join(gzip(text(10)), new byte[2 << 20]);
        assertThat(run(decoders("gzip", "deflate").get(), deflate(padded)))
                .startsWith("expected codings that make a content smaller, came one that grew to ");
        byte[] less = join(gzip(text(10)), new byte[1 << 19]);
        assertThat(run(decoders("gzip", "deflate").get(), deflate(less))).isEmpty();
    }

    @Test
    void aBombInABombComesOutAsItIsPulled() {
        byte[] bomb = gzip(gzip(new byte[16 << 20]));
        assertThat(bomb).hasSizeLessThan(1000);
        assertThat(run(decoders("gzip", "gzip").get(), bomb)).isEmpty();
    }

    private static String run(ContentDecoder decoder, byte[] coded) {
        return Decoding.run(decoder, coded, () -> coded.length, () -> 100_000).error();
    }

    @Test
    void closingAChainClosesAll() throws ContentCodingException {
        ContentDecoder decoder = decoders("gzip", "deflate").get();
        decoder.close();
        decoder.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> decoder.decode(new byte[1], 0, 1));
    }
}
