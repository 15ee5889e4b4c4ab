package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.http.Links.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksTest {
    @Test
    void readsAllFields() {
        Links links =
                Links.parse(
                        List.of(
                                "</page/2>; rel=\"next\", <https://a.example/9>;REL=last;title=\"a, <b>; \\\"c\\\"\"",
                                "<?p=1>; rel=prev"));
        assertThat(links.all()).hasSize(3);
        assertThat(links).extracting(Link::rel).containsExactly("next", "last", "prev");
        Link last = Objects.requireNonNull(links.first("LAST"));
        assertThat(last.target()).isEqualTo("https://a.example/9");
        assertThat(last.parameter("Title")).isEqualTo("a, <b>; \"c\"");
        assertThat(links.first("up")).isNull();
    }

    @Test
    void targetsAreRelativeToTheResponse() {
        Url base = Url.parse("https://api.example/items?page=1");
        Links links = Links.parse(List.of("<?page=2>; rel=next, <>; rel=self, <x:y>; rel=odd"));
        assertThat(links.all().get(0).resolve(base))
                .hasToString("https://api.example/items?page=2");
        assertThat(links.all().get(1).resolve(base)).isEqualTo(base);
        assertThatThrownBy(() -> links.all().get(2).resolve(base)).isInstanceOf(UrlException.class);
    }

    @Test
    void aLinkHasSeveralRelations() {
        Link link =
                Links.parse(List.of("<a>; rel=\"start  http://x.example/rel\"")).all().getFirst();
        assertThat(link.hasRel("Start")).isTrue();
        assertThat(link.hasRel("http://x.example/rel")).isTrue();
        assertThat(link.hasRel("http")).isFalse();
        assertThat(Links.parse(List.of("<a>")).all().getFirst().hasRel("")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<a>;rel=x,<b>;rel=y | a{rel=x} b{rel=y}",
                "<a> ; rel = x , <b> | a{rel=x} b{}",
                "<a>; rel=x; rel=y | a{rel=x}",
                "<a>; crossorigin; rel=x | a{crossorigin=, rel=x}",
                "<a>;;rel=x; | a{rel=x}",
                ", ,<a>, ,<b>, | a{} b{}",
                "<a b>; rel=x | a b{rel=x}",
                "<a>; rel=\"x | ''",
                "<a>; rel=x y, <b> | a{rel=x}",
                "<a>, b, <c> | a{}",
                "<a>, <b | a{}",
                "<a>; rel=, <b> | ''",
                "'' | ''",
            })
    void whatPrecedesAFaultCounts(String value, String expected) {
        List<String> texts = new ArrayList<>();
        Links.parse(List.of(value)).forEach(link -> texts.add(link.target() + link.parameters()));
        assertThat(String.join(" ", texts)).isEqualTo(expected);
    }

    @Test
    void aFaultInOneFieldLeavesTheOthers() {
        assertThat(Links.parse(List.of("<", "<b>"))).extracting(Link::target).containsExactly("b");
    }
}
