package dev.skein.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import dev.skein.http.RemoteProtocolException;
import dev.skein.http.websocket.Extension.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionParserTest {
    private static Headers lines(String... lines) {
        Headers.Builder headers = Headers.builder().add("x", "y");
        for (String line : lines) {
            headers.add("Sec-WebSocket-Extensions", line);
        }
        return headers.build();
    }

    private static List<Extension> parse(String... lines) throws RemoteProtocolException {
        return ExtensionParser.parse(lines(lines));
    }

    private static RemoteProtocolException refused(String... lines) {
        RemoteProtocolException e =
                catchThrowableOfType(RemoteProtocolException.class, () -> parse(lines));
        assertThat(e).as(String.join("|", lines)).isNotNull();
        assertThat(e.status()).isEqualTo(400);
        return e;
    }

    private static Extension extension(String name, String... namesAndValues) {
        List<Parameter> parameters = new ArrayList<>();
        for (String text : namesAndValues) {
            int equals = text.indexOf('=');
            parameters.add(
                    equals < 0
                            ? new Parameter(text, null)
                            : new Parameter(text.substring(0, equals), text.substring(equals + 1)));
        }
        return new Extension(name, parameters);
    }

    @Test
    void theExamplesOfTheRfc() throws RemoteProtocolException {
        List<Extension> fooBar = List.of(extension("foo"), extension("bar", "baz=2"));

        assertThat(parse("foo, bar; baz=2")).isEqualTo(fooBar);
        assertThat(parse("foo", "bar; baz=2")).isEqualTo(fooBar);
        assertThat(parse("deflate-stream")).containsExactly(extension("deflate-stream"));
        assertThat(parse("mux; max-channels=4; flow-control, deflate-stream"))
                .containsExactly(
                        extension("mux", "max-channels=4", "flow-control"),
                        extension("deflate-stream"));
        assertThat(ExtensionParser.parse(Headers.EMPTY)).isEmpty();
    }

    @Test
    void spacesAndTabsMayStandAroundEverySign() throws RemoteProtocolException {
        List<Extension> tight = parse("a;b=c;d=\"e\",f");

        assertThat(parse("\ta ;\t b = c ; d\t=\t\"e\"\t,\t f ")).isEqualTo(tight);
        assertThat(tight).containsExactly(extension("a", "b=c", "d=e"), extension("f"));
    }

    @Test
    void emptyListElementsAreSkipped() throws RemoteProtocolException {
        assertThat(parse(",, a , ,b,", "", " ,", "c"))
                .containsExactly(extension("a"), extension("b"), extension("c"));
    }

    @Test
    void quotedValuesAreUnescaped() throws RemoteProtocolException {
        assertThat(parse("a; b=\"10\"; c=\"\\1\\0\"; B"))
                .containsExactly(extension("a", "b=10", "c=10", "B"));
    }

    @Test
    void anApostropheQuotesNothing() throws RemoteProtocolException {
        assertThat(parse("a; b='c,")).containsExactly(extension("a", "b='c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                " , ,\t",
                ";",
                "a;",
                "a;;b",
                "a; ;b",
                "a;,b",
                "a;=1",
                "a=1",
                "a b",
                "a; b c",
                "a; b=c d",
                "a; b=",
                "a; b= ;c",
                "a; b==c",
                "a; b=c=d",
                "a; b=\"",
                "a; b=\"c",
                "a; b=\"c\\",
                "a; b=\"\"",
                "a; b=\"c d\"",
                "a; b=\"c,d\"",
                "a; b=\"c\\\"d\"",
                "a; b=\"\\\\\"",
                "a; b=\"c\"d",
                "a; b=\"c\"\"d\"",
                "\"a\"",
                "a/b",
                "a; b=c/d",
                "a; (b)",
                "\u00e9",
                "a\u00e9",
                "a; \u00e9=1",
                "a; b=\u00e9",
                "a; b=\"\u00e9\"",
                "\u00a0a"
            })
    void theGrammarIsStrict(String line) {
        refused(line);
        if (line.codePoints().anyMatch(c -> c != ',' && c != ' ' && c != '\t')) {
            refused("good; line", line);
            refused(line, "good; line");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a;|sec-websocket-extensions ends where a token should be",
                "a; b=\u00e9|sec-websocket-extensions has a byte 0xe9 where a token should be",
                "a b|sec-websocket-extensions has a byte 0x62 where a comma or semicolon should be",
                "a;b=\"c|sec-websocket-extensions ends where the rest of a quoted token should be",
                "a;b=\"\"|sec-websocket-extensions has an empty quoted value",
                ",|sec-websocket-extensions names no extension"
            })
    void theReasonSaysWhatIsWrong(String line, String reason) {
        RemoteProtocolException e = refused(line);

        assertThat(e).hasMessage(reason);
        assertThat(Escapes.escape(e.excerpt(), 100))
                .isEqualTo(line.equals(",") ? "" : Escapes.escape(line, 100));
    }

    @Test
    void linesAreOneListHoweverTheyAreCut() {
        Random random = new Random(11);
        String signs = "ab1=;,\" \t\\\u00e9";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder first = new StringBuilder("x");
            StringBuilder second = new StringBuilder();
            for (int k = random.nextInt(10); k > 0; k--) {
                first.append(signs.charAt(random.nextInt(signs.length())));
                second.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertThat(verdict(first.toString(), second.toString()))
                    .as("%s|%s", first, second)
                    .isEqualTo(verdict(first + "," + second));
        }
    }

    private static String verdict(String... lines) {
        try {
            return parse(lines).toString();
        } catch (RemoteProtocolException e) {
            return "refused";
        }
    }

    @Test
    void aLongFieldIsReadOnce() throws RemoteProtocolException {
        int many = 200_000;
        assertThat(parse("a,".repeat(many))).hasSize(many);
        assertThat(parse("a" + ";b".repeat(many)).getFirst().parameters()).hasSize(many);
        assertThat(parse("a;b=\"" + "\\c".repeat(many) + "\"").getFirst().parameters())
                .containsExactly(new Parameter("b", "c".repeat(many)));
        refused("a;b=\"" + "\\c".repeat(many));
        refused(" ".repeat(many) + "," + "\t ,".repeat(many));
    }
}
