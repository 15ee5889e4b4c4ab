package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "users => a slash at its beginning",
                "/a?b => without query",
                "/a#b => without query",
                "/a} => expected { before }",
                "/{a => expected } for the { at index 1",
                "/{a:[{]} => write \\{ for a single brace",
                "/{} => a variable's name",
                "/{1a} => a variable's name",
                "/{a b} => a variable's name",
                "/{é} => a variable's name",
                "/{a:} => regular expression",
                "/{a:(} => regular expression",
                "/{a:integer} => int, long, uuid, slug",
                "/{a}{b} => text between variables",
                "/x{a...} => nothing beside",
                "/{a...}x => nothing beside",
                "/{a...}/ => at its end",
                "/{a...}/{b...} => at its end",
                "/{a:int...} => a variable's name",
                "/{a}/{a} => {a} twice",
                "/{a}-{a} => {a} twice",
                "/a/./b => no segment . or ..",
                "/%2e%2E/b => no segment . or ..",
                "/100% => write %25 for %",
                "/%FF => not UTF-8",
                "/%00 => NUL",
                "/é%20 => got both",
            })
    void isNoPattern(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.parse(text))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"/api/", "/", "/{rest...}"})
    void isNoPrefix(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.parsePrefix(text))
                .withMessageContaining("a prefix such as /api")
                .withMessageContaining(text);
    }

    @Test
    void hasSegments() {
        assertThat(PathPattern.parse("").segments()).isEmpty();
        assertThat(PathPattern.parse("/").segments()).containsExactly(new PathSegment.Literal(""));
        assertThat(PathPattern.parse("/a%2Fb//{c}/{d...}").segments())
                .containsExactly(
                        new PathSegment.Literal("a/b"),
                        new PathSegment.Literal(""),
                        new PathSegment.Plain("c"),
                        new PathSegment.Tail("d"));
        assertThat(PathPattern.parse("/v{major:int}.{minor:int}/{x}").names())
                .containsExactly("major", "minor", "x");
    }

    @Test
    void bracesBelongToTheRegularExpression() {
        PathMixed year = segment("/{year:\\d{4}}");
        assertThat(values(year, "2026")).containsExactly("2026");
        assertThat(values(year, "26")).isEmpty();
        assertThat(values(segment("/{x:\\{a\\}}"), "{a}")).containsExactly("{a}");
        assertThat(values(segment("/{x:a/b}"), "a/b")).containsExactly("a/b");
    }

    @ParameterizedTest
    @CsvSource({
        "/v{a:int}, v12, 12",
        "/v{a:int}, v, ''",
        "/v{a:int}, w12, ''",
        "/{a}.json, x.json, x",
        "/{a}.json, .json, ''",
        "/{a}.json, x.json.json, x.json",
        "/{a}-{b}, 1-2, 1 2",
        "/{a}-{b}, 1-2-3, 1-2 3",
        "/{a}-{b}, -, ''",
        "/{a}-{b}, --, ''",
        "/{a}-{b}, ---, - -",
        "/{a}-{b}, -1, ''",
        "/{a:int}-{b}, 1-2-3, 1 2-3",
        "/{a:int}-{b}, 1-x-3, 1 x-3",
        "/{a}-{b:int}, my-post-7, my-post 7",
        "/{a:slug}-{b:int}-{c:slug}, x-1-2-y, x-1 2 y",
        "/{a:slug}-{b:int}-{c:slug}, x-1-y-z, x 1 y-z",
        "/{a:uuid}-{b}, 123e4567-e89b-12d3-a456-426614174000-x, 123e4567-e89b-12d3-a456-426614174000 x",
        "/<{a}><{b}>, <1><2>, 1 2",
        "/<{a}><{b}>, <1><>, ''",
        "/{a}aa{b}, xaaaay, xaa y",
        "/{a}., .., ''",
        "/{a:[.]+}, .., ..",
    })
    void splitsSegments(String pattern, String segment, String values) {
        assertThat(String.join(" ", values(segment(pattern), segment))).isEqualTo(values);
    }

    @Test
    void splitsNoLongSegments() {
        PathMixed pair = segment("/{a}-{b}");
        assertThat(values(pair, "-".repeat(PathMixed.LONGEST_TO_SPLIT))).hasSize(2);
        assertThat(values(pair, "-".repeat(PathMixed.LONGEST_TO_SPLIT + 1))).isEmpty();
        assertThat(values(segment("/x{a}"), "x".repeat(5000))).hasSize(1);
    }

    @Test
    void splittingInVainComesToAnEnd() {
        String dashes = "-".repeat(PathMixed.LONGEST_TO_SPLIT - 1);
        PathMixed many = segment("/{a}-{b}-{c}-{d}-{e}-{f}-{g}-{h}-{i}-{j:int}");
        assertThat(values(many, dashes + "x")).isEmpty();
    }

    private static PathMixed segment(String pattern) {
        return (PathMixed) PathPattern.parse(pattern).segments().getFirst();
    }

    /// None if it is no match.
    private static String[] values(PathMixed segment, String text) {
        @Nullable String[] values = new String[segment.names().size() + 1];
        boolean matches = segment.match(text, values, 1);
        return Arrays.stream(values)
                .skip(1)
                .limit(matches ? values.length : 0)
                .map(String::valueOf)
                .toArray(String[]::new);
    }
}
