package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Challenges, one or many to a line, good and bad.
class ChallengeTest {
    /// A short form for comparing: `Scheme token68` or `Scheme [name=value, …]`.
    private static List<String> read(String... lines) {
        return Challenge.parse(List.of(lines)).stream().map(ChallengeTest::show).toList();
    }

    private static String show(Challenge challenge) {
        if (challenge.token68() != null) {
            return challenge.scheme() + " " + challenge.token68();
        }
        List<String> parameters = new ArrayList<>();
        challenge.parameters().forEach((name, value) -> parameters.add(name + "=" + value));
        return challenge.scheme() + " " + parameters;
    }

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                row("Basic realm=\"simple\"", "Basic [realm=simple]"),
                row("Negotiate", "Negotiate []"),
                row("Negotiate  ", "Negotiate []"),
                row("Negotiate YII-._~+/9==", "Negotiate YII-._~+/9=="),
                row("Negotiate YII= , Basic realm=x", "Negotiate YII=", "Basic [realm=x]"),
                row("NTLM, Negotiate", "NTLM []", "Negotiate []"),
                row("Basic realm = \t\"a\"", "Basic [realm=a]"),
                row("Basic REALM=\"a\", charset=UTF-8", "Basic [realm=a, charset=UTF-8]"),
                row("Basic realm=\"a, Digest b=\\\"c\\\\\"", "Basic [realm=a, Digest b=\"c\\]"),
                row("Basic realm=\"\"", "Basic [realm=]"),
                row(", ,Basic realm=\"a\",, ,x=y,", "Basic [realm=a, x=y]"),
                row("Basic , realm=\"a\"", "Basic [realm=a]"),
                row("Basic,realm=\"a\"", "Basic [realm=a]"),
                // The example of RFC 9110 §11.6.1.
                row(
                        "Basic realm=\"simple\", Newauth realm=\"apps\", type=1,"
                                + " title=\"Login to \\\"apps\\\"\"",
                        "Basic [realm=simple]",
                        "Newauth [realm=apps, type=1, title=Login to \"apps\"]"),
                row(
                        "Newauth realm=\"apps\", type=1, Basic realm=\"simple\"",
                        "Newauth [realm=apps, type=1]",
                        "Basic [realm=simple]"),
                row("A x=\"\u00e9\t\"", "A [x=\u00e9\t]"),
                row("", new String[0]),
                row(" ,\t, ", new String[0]));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                row("Basic realm=\"open", new String[0]),
                row("Basic realm=\"open\\", new String[0]),
                row("Basic realm=\"a\" x, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic realm=, Digest nonce=n", "Basic realm=", "Digest [nonce=n]"),
                row("Basic a=b, realm=, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic a=b c=d, e=f, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic a=1, A=2, b=3, Digest nonce=n", "Digest [nonce=n]"),
                row("realm=\"a, Bad x=y\", Digest nonce=n", "Digest [nonce=n]"),
                row("realm = \"a\", Digest nonce=n", "Digest [nonce=n]"),
                row("Basic@x, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic @x, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic foo bar=x, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic a=\"x\u0001, y\", b=c, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic a=\"\\\u0001, y\", b=c, Digest nonce=n", "Digest [nonce=n]"),
                row("Basic a=\"\u0120\", Digest nonce=n", "Digest [nonce=n]"),
                row("B\u0161d a=b, Digest nonce=n", "Digest [nonce=n]"),
                row("=a, \"q, r\", Digest nonce=n", "Digest [nonce=n]"),
                row("Digest nonce=n, @, x=y", "Digest [nonce=n]"),
                row("Negotiate ====, Digest nonce=n", "Digest [nonce=n]"));
    }

    private static Arguments row(String line, String... expected) {
        return Arguments.of(line, List.of(expected));
    }

    @ParameterizedTest
    @MethodSource({"wellFormed", "malformed"})
    void lines(String line, List<String> expected) {
        assertThat(read(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void severalLinesAreOneList(String line, List<String> expected) {
        List<String> twice = new ArrayList<>(expected);
        twice.addAll(expected);

        assertThat(read(line, line)).isEqualTo(twice);
        assertThat(read(line + ", Z y=z", line).subList(0, expected.size())).isEqualTo(expected);
    }

    @Test
    void boundedInChallengesAndParameters() {
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            parameters.append(", p").append(i).append("=v");
        }
        assertThat(Challenge.parse(List.of("S,".repeat(100), "T"))).hasSize(32);
        assertThat(Challenge.parse(List.of("S" + parameters)).getFirst().parameters()).hasSize(64);
        assertThat(read("S" + parameters + ", more=v, T")).containsExactly("T []");
    }

    @Test
    void anyNonsenseEnds() {
        Random random = new Random(7616);
        String signs = "Ab1 \t,,==\"\"\\@/\u0001\u00ff\u0161";
        for (int run = 0; run < 20_000; run++) {
            StringBuilder line = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                line.append(signs.charAt(random.nextInt(signs.length())));
            }
            for (Challenge challenge : Challenge.parse(List.of(line.toString()))) {
                assertThat(Grammar.isToken(challenge.scheme())).isTrue();
            }
        }
    }

    @Test
    void namesHaveNoCase() {
        Challenge challenge = new Challenge("Digest", null, Map.of("Realm", "a"));

        assertThat(challenge.isScheme("dIGEST")).isTrue();
        assertThat(challenge.isScheme("digest2")).isFalse();
        assertThat(challenge.parameter("realm")).isEqualTo("a");
        assertThat(challenge.parameter("nonce")).isNull();
    }

    @Test
    void refusesWhatIsNoChallenge() {
        assertThatThrownBy(() -> new Challenge("a b", null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a token as scheme, came \"a b\"");
        assertThatThrownBy(() -> new Challenge("a", "t", Map.of("n", "v")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Challenge("a", null, Map.of()).parameters().put("n", "v"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
