package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UrlDomainTest {
    /// @param output what a browser makes of it; null when it refuses
    record Name(String input, @Nullable String output) {}

    private static List<Name> names(String resource) throws IOException {
        List<Name> names = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(
                        UrlDomainTest.class.getResourceAsStream("/wpt-url/" + resource))) {
            for (JsonNode node : JsonMapper.shared().readTree(in)) {
                if (node.isObject()) {
                    JsonNode output = node.get("output");
                    names.add(
                            new Name(
                                    node.get("input").asString(),
                                    output.isNull() ? null : output.asString()));
                }
            }
        }
        return names;
    }

    private static @Nullable String ours(String name) {
        try {
            return UrlHost.parse(name);
        } catch (UrlException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"IdnaTestV2.json", "toascii.json"})
    void noNameReachesAnotherHostThanInABrowser(String resource) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Name name : names(resource)) {
            String host = ours(name.input);
            if (host != null && name.output != null && !host.equals(name.output)) {
                wrong.add(Escapes.escape(name.input, 100) + " reaches " + host);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /// The counts are what IDNA 2003 costs. They may fall, not rise.
    @ParameterizedTest
    @CsvSource({"IdnaTestV2.json, 2671, 219, 90", "toascii.json, 87, 19, 0"})
    void mostNamesGetTheSameVerdict(String resource, int all, int refused, int accepted)
            throws IOException {
        List<Name> names = names(resource);
        assertThat(names).hasSize(all);
        assertThat(names.stream().filter(n -> n.output != null && ours(n.input) == null).count())
                .as("refused")
                .isLessThanOrEqualTo(refused);
        assertThat(names.stream().filter(n -> n.output == null && ours(n.input) != null).count())
                .as("accepted")
                .isLessThanOrEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "ｗｗｗ.example, www.example",
        "xn--fa-hia.de, xn--fa-hia.de",
        "💩.la, xn--ls8h.la",
        "Yağız.com, xn--yaz-isa4g.com",
        "ΟΔΟΣ.gr, xn--pxavbq.gr",
        "É.example., xn--9ca.example.",
    })
    void foreignLettersBecomeAscii(String name, String host) {
        assertThat(UrlHost.parse(name)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"straße.de", "STRAẞE.de", "βόλος.com", "a\u200Db.com", "a\u200Cb.com"})
    void whatIdna2003ReadsDifferentlyIsRefused(String name) {
        assertThatThrownBy(() -> UrlHost.parse(name))
                .isInstanceOf(UrlException.class)
                .hasMessageContaining("xn-- form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a⒈com", "a…com", "a℀b", "a／b", "a＠b", "\uD800.com", "é\u0378.com"})
    void whatOnlyLooksLikeSomethingIsRefused(String name) {
        assertThat(ours(name)).isNull();
    }

    @Test
    void foreignNamesAreBoundedBeforeTheWorkBegins() {
        assertThatThrownBy(() -> Url.parse("http://" + "é".repeat(256) + "/"))
                .hasMessageContaining("at most 255 characters, came one of 256");
    }
}
