package dev.skein.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlEncodedTest {
    @ParameterizedTest
    @CsvSource({
        "a,           b,      a=b",
        "a b,         c+d,    a+b=c%2Bd",
        "é,           💩,     %C3%A9=%F0%9F%92%A9",
        "*-._,        ~!'(),  *-._=%7E%21%27%28%29",
        "'',          '',     =",
        "a&b=c,       %41,    a%26b%3Dc=%2541",
        "a,           \uD800, a=%EF%BF%BD",
    })
    void formats(String name, String value, String text) {
        assertThat(UrlEncoded.format(List.of(Map.entry(name, value)))).isEqualTo(text);
    }

    @Test
    void lineBreaksAreEncoded() {
        assertThat(UrlEncoded.format(List.of(Map.entry("a\r\n", "\0\t"))))
                .isEqualTo("a%0D%0A=%00%09");
    }

    @ParameterizedTest
    @CsvSource({
        "a=b,            a=b",
        "a,              a=",
        "a=,             a=",
        "=b,             =b",
        "a=b=c,          a=b=c",
        "&&a=b&&c=d&,    a=b|c=d",
        "a=1&a=2,        a=1|a=2",
        "a+b=c%2Bd+e,    a b=c+d e",
        "%61%3d=%26,     a==&",
        "a=%zz%4,        a=%zz%4",
        "a=%,            a=%",
        "a=%C3%A9,       a=é",
        "a=é,            a=é",
        "a=%ff%C3,       a=\uFFFD\uFFFD",
        "a=%EF%BB%BFb,   a=\uFEFFb",
        "'',             ''",
        "&,              ''",
    })
    void parses(String text, String pairs) {
        assertThat(joined(UrlEncoded.parse(text))).isEqualTo(pairs);
        assertThat(joined(UrlEncoded.parse(text.getBytes(UTF_8), 10))).isEqualTo(pairs);
    }

    private static String joined(List<Map.Entry<String, String>> pairs) {
        List<String> texts = new ArrayList<>();
        pairs.forEach(pair -> texts.add(pair.getKey() + "=" + pair.getValue()));
        return String.join("|", texts);
    }

    @Test
    void theBodyStaysAsItIs() {
        byte[] body = "a=%41+b".getBytes(UTF_8);
        assertThat(UrlEncoded.parse(body, 10)).containsExactly(Map.entry("a", "A b"));
        assertThat(body).isEqualTo("a=%41+b".getBytes(UTF_8));
    }

    @Test
    void pairsAreBounded() {
        assertThat(UrlEncoded.parse("a&".repeat(1000))).hasSize(1000);
        assertThatThrownBy(() -> UrlEncoded.parse("a&".repeat(1001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at most 1000 pairs in a form, came more");
        assertThat(UrlEncoded.parse("a&b&&", 2)).hasSize(2);
        assertThatThrownBy(() -> UrlEncoded.parse("a&b&c", 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsFormattedParsesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            List<Map.Entry<String, String>> pairs = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) {
                pairs.add(Map.entry(text(random), text(random)));
            }
            String text = UrlEncoded.format(pairs);
            assertThat(text).matches("[A-Za-z0-9*._+%&=-]*");
            assertThat(UrlEncoded.parse(text)).isEqualTo(pairs);
        }
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
            out.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 'x' : point);
        }
        return out.toString();
    }
}
