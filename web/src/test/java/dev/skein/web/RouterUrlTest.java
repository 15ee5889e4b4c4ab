package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterUrlTest {
    private final Router router = new Router();

    private Router route(String pattern) {
        router.get(pattern, _ -> Response.of(200)).name("it");
        return router;
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/x/{a} => b => /x/b",
                "/x/{a} => a/b => /x/a%2Fb",
                "/x/{a} => 100% => /x/100%25",
                "/x/{a} => é😀 => /x/%C3%A9%F0%9F%98%80",
                "/x/{a} => a b?c#d\"<> => /x/a%20b%3Fc%23d%22%3C%3E",
                "/x/{a} => -._~!$&'()*+,;=:@ => /x/-._~!$&'()*+,;=:@",
                "/x/{a} => ... => /x/...",
                "/x/{a}/ => b => /x/b/",
                "/é b/{a} => c => /%C3%A9%20b/c",
                "/v{a:int} => -7 => /v-7",
                "/x/{a...} => b/c d// => /x/b/c%20d//",
                "/x/{a...} => '' => /x/",
                "/{a...} => b => /b",
            })
    void isEncodedAndLeadsBack(String pattern, String value, String url) {
        assertThat(route(pattern).url("it", "a", value)).isEqualTo(url);
        Match match = router.match("GET", null, url);
        assertThat(match.route()).isNotNull();
        assertThat(match.parameters().get("a")).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "/{a} => ''",
                "/{a} => .",
                "/{a} => ..",
                "/{a}. => .",
                "/x/{a...} => b/../c",
                "/x/{a...} => .",
                "/{a...} => /evil.example",
                "/{a...} => //evil.example",
                "/{a:int} => x",
                "/{a:int} => 3000000000",
                "/{a:uuid} => 1",
                "/{a:slug} => a b",
                "/{a:[ab]} => c",
                "/x{a:slug}y => ''",
            })
    void refusesWhatNoPathCouldHave(String pattern, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> route(pattern).url("it", "a", value))
                .withMessageContaining("expected");
    }

    @Test
    void refusesTextThatIsNone() {
        route("/x/{a}");
        assertThatIllegalArgumentException().isThrownBy(() -> router.url("it", "a", "\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> router.url("it", "a", "\uD800"));
        Map<String, @Nullable Object> none = new HashMap<>();
        none.put("a", null);
        assertThatIllegalArgumentException().isThrownBy(() -> router.url("it", none));
    }

    @Test
    void takesValuesOfAllTypes() {
        UUID id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        route("/{a:int}/{b:long}/{c:uuid}/{d}");
        assertThat(router.url("it", "a", 7, "b", Long.MIN_VALUE, "c", id, "d", Thread.State.NEW))
                .isEqualTo("/7/-9223372036854775808/" + id + "/NEW");
        assertThat(router.url("it", Map.of("a", 7, "b", 8, "c", id, "d", 'x')))
                .isEqualTo("/7/8/" + id + "/x");
    }

    @Test
    void wantsAllValuesAndNoOther() {
        route("/{a}/{b}");
        for (Object[] values :
                new Object[][] {{}, {"a", 1}, {"a", 1, "b", 2, "c", 3}, {"a", 1, "c", 2}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> router.url("it", values))
                    .withMessageContaining("expected values for [a, b]");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> router.url("it", "a", 1, "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.url("it", "a", 1, "a", 2))
                .withMessageContaining("a twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.url("that"))
                .withMessageContaining("one of [it]")
                .withMessageContaining("\"that\"");
    }

    @Test
    void refusesValuesThatCannotBeToldApart() {
        route("/{a}-{b}");
        assertThat(router.url("it", "a", "x-y", "b", "z")).isEqualTo("/x-y-z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router.url("it", "a", "x", "b", "y-z"))
                .withMessageContaining("told apart");
    }

    @Test
    void hasAQuery() {
        route("/{a}");
        assertThat(
                        router.url(
                                "it",
                                Map.of("a", 1),
                                List.of(Map.entry("q", "b c&d"), Map.entry("q", ""))))
                .isEqualTo("/1?q=b+c%26d&q=");
        assertThat(router.url("it", Map.of("a", 1), List.of())).isEqualTo("/1");
    }

    @Test
    void hasThePrefixesWhereverItIsAskedFor() {
        Router users = new Router();
        users.get("/{id:int}", _ -> Response.of(200)).name("user");
        Router api = new Router().mount("/users", users);
        Router host = new Router();
        host.get("/h", _ -> Response.of(200)).name("host");
        router.mount("/{version}", api).host("example.com", host);
        for (int i = 0; i < 2; i++) {
            for (Router each : List.of(router, api, users, host)) {
                assertThat(each.url("user", "id", 7, "version", "v1")).isEqualTo("/v1/users/7");
                assertThat(each.url("host")).isEqualTo("/h");
            }
            router.freeze();
        }
    }

    @Test
    void anyTextLeadsBack() {
        Random random = new Random(7);
        router.get("/p/{a}", _ -> Response.of(200)).name("plain");
        router.get("/m/<{a}>", _ -> Response.of(200)).name("mixed");
        router.get("/t/{a...}", _ -> Response.of(200)).name("tail");
        for (int i = 0; i < 5000; i++) {
            String text = text(random);
            for (String name : List.of("plain", "mixed", "tail")) {
                assertThat(leadsBack(name, text)).isTrue();
            }
        }
    }

    private boolean leadsBack(String name, String text) {
        String url;
        try {
            url = router.url(name, "a", text);
        } catch (IllegalArgumentException _) {
            boolean dots = List.of(text.split("/", -1)).stream().anyMatch(PathSegment::isDots);
            return dots || text.isEmpty();
        }
        Match match = router.match("GET", null, url);
        return match.route() != null
                && name.equals(match.route().name())
                && text.equals(match.parameters().get("a"));
    }

    private static String text(Random random) {
        String alphabet = "ab./%\\?#<>é\u0801😀 +;\u007F\n";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
