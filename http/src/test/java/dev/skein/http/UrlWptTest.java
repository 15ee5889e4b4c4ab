package dev.skein.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The 891 cases of the web platform tests, each with a verdict.
///
/// What a browser makes an http, https, ws or wss URL of, we make the same URL of; everything else
/// we refuse. Where we differ on purpose, [#REFUSED] says so and why: we refuse, and never make
/// another URL of a text than a browser does.
class UrlWptTest {
    /// @param href what a browser makes of it, null when it fails or has another scheme
    record Case(String input, @Nullable String base, @Nullable String href) {
        @Override
        public String toString() {
            return Escapes.escape(input, 100) + " at " + base;
        }
    }

    private static final Map<String, List<String>> REFUSED =
            Map.of(
                    "A tab or line break inside is dropped by browsers only",
                    List.of(
                            "http://example\t.\norg",
                            "http://f:\n/c",
                            "http://example.com/foo\t\u0091%91",
                            "http://example.com/foo\tbar",
                            "http://ho\tst/",
                            "http://ho\nst/",
                            "http://ho\rst/",
                            "h\tt\nt\rp://h\to\ns\rt:9\t0\n0\r0/p\ta\nt\rh?q\tu\ne\rry#f\tr\na\rg"),
                    "A backslash is a slash to browsers only",
                    List.of(
                            ":foo.com\\",
                            ":\\",
                            "\\x",
                            "\\\\x\\hello",
                            "http://foo.com/\\@",
                            "http:\\\\foo.com\\",
                            "http:\\\\a\\b:c\\d@foo.com\\",
                            "http://a:b@c\\",
                            "ws://a@b\\c",
                            "http://example.com\\\\foo\\\\bar",
                            "http:\\\\www.google.com\\foo",
                            "wss://host/ !\"$%&'()*+,-./:;<=>@[\\]^_`{|}~",
                            "///\\//\\//test",
                            "/\\/\\//example.org/../path"),
                    "An IPv4 address is four decimal numbers, or it slips past filters",
                    List.of(
                            "http://192.0x00A80001",
                            "http://%30%78%63%30%2e%30%32%35%30.01",
                            "http://%30%78%63%30%2e%30%32%35%30.01%2e",
                            "http://\uff10\uff38\uff43\uff10\uff0e\uff10\uff12\uff15\uff10\uff0e\uff10\uff11",
                            "http://1.2.3.4./",
                            "http://192.168.257",
                            "http://192.168.257.",
                            "http://256",
                            "http://999999999",
                            "http://999999999.",
                            "http://4294967295",
                            "http://0xffffffff",
                            "https://0x.0x.0",
                            "https://0x.0x.0x.0x",
                            "https://00.00.00.00",
                            "https://0000000000000000000000000000000000000000177.0.0.1"),
                    "A Host field cannot carry such a host (RFC 3986 §3.2.2)",
                    List.of("http://!\"$&'()*+,-.;=_`{}~/", "wss://!\"$&'()*+,-.;=_`{}~/"),
                    "IDNA 2003 takes it for another host",
                    List.of("https://fa\u00DF.ExAmPlE/"));

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in =
                Objects.requireNonNull(
                        UrlWptTest.class.getResourceAsStream("/wpt-url/urltestdata.json"))) {
            for (JsonNode node : JsonMapper.shared().readTree(in)) {
                if (node.isObject()) {
                    JsonNode base = node.get("base");
                    JsonNode href = node.get("href");
                    boolean ours = href != null && isOurs(href.asString());
                    cases.add(
                            new Case(
                                    node.get("input").asString(),
                                    base.isNull() ? null : base.asString(),
                                    ours ? href.asString() : null));
                }
            }
        }
        return cases;
    }

    private static boolean isOurs(String href) {
        return UrlScheme.ofPrefix(href) != null;
    }

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new HashMap<>();
        REFUSED.forEach((reason, inputs) -> inputs.forEach(input -> reasons.put(input, reason)));
        return reasons;
    }

    /// What we make of it, null when we refuse. A base of another scheme is of no use to us.
    private static @Nullable String ours(Case test) {
        Url base = test.base == null ? null : parseOrNull(null, test.base);
        Url url = parseOrNull(base, test.input);
        return url == null ? null : url.toString();
    }

    private static @Nullable Url parseOrNull(@Nullable Url base, String text) {
        try {
            return base == null ? Url.parse(text) : base.resolve(text);
        } catch (UrlException e) {
            return null;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesWhatBrowsersMake(Case test) {
        String expected = reasons().containsKey(test.input) ? null : test.href;
        assertThat(ours(test)).as(reasons().get(test.input)).isEqualTo(expected);
    }

    @Test
    void everyDifferenceIsOne() throws IOException {
        Set<String> needed = new TreeSet<>();
        for (Case test : cases()) {
            if (!Objects.equals(ours(test), test.href)) {
                needed.add(test.input);
            }
        }
        assertThat(needed).containsExactlyInAnyOrderElementsOf(reasons().keySet());
    }

    @Test
    void allCasesAreThere() throws IOException {
        assertThat(cases()).hasSize(891);
        assertThat(cases()).filteredOn(test -> test.href != null).hasSizeGreaterThan(250);
    }

    @Test
    void whatIsCanonicalStaysWhatItIs() throws IOException {
        for (Case test : cases()) {
            String href = ours(test);
            if (href != null) {
                assertThat(Url.parse(href)).hasToString(href);
                assertThat(new UrlParser(href, null).parse()).hasToString(href);
            }
        }
    }

    @Test
    void bothParsersReadTheSame() throws IOException {
        for (Case test : cases()) {
            Url quick = quickOrNull(test.input);
            if (quick != null) {
                Url slow = new UrlParser(test.input, null).parse();
                assertThat(parts(quick)).isEqualTo(parts(slow));
            }
        }
    }

    private static @Nullable Url quickOrNull(String text) {
        try {
            return UrlCanonical.read(text);
        } catch (UrlException e) {
            return null;
        }
    }

    private static List<@Nullable Object> parts(Url url) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(url.site());
        parts.add(url.path());
        parts.add(url.query());
        parts.add(url.fragment());
        parts.add(url.toString());
        return parts;
    }
}
