package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The 272 cases of llhttp, each with a verdict.
///
/// What llhttp refuses when strict, or lets through only with a leniency named in the case's type,
/// we refuse; what it accepts we accept, with the same fields and bodies. Where we differ on
/// purpose, [#EXCEPTIONS] says so and why.
class LlhttpTest {
    /// What we make of a case.
    enum Verdict {
        /// All is right, also at the end of the input.
        ACCEPT,
        /// Right so far, but the end of the input comes too early.
        INCOMPLETE,
        REJECT
    }

    /// A verdict of ours that is not llhttp's.
    record Ours(Verdict verdict, String reason) {}

    record Case(
            int number, String type, String name, String input, boolean reject, List<String> log) {
        @Override
        public String toString() {
            return number + " " + type + " " + name;
        }

        boolean isResponse() {
            return type.startsWith("response");
        }

        /// Without a Host field anywhere, so that HTTP/1.1 makes us refuse it for that alone.
        boolean lacksHost() {
            return type.startsWith("request")
                    && !input.toLowerCase(Locale.ROOT).contains("host:")
                    && !withHost().equals(input);
        }

        String withHost() {
            return REQUEST_LINE.matcher(input).replaceAll("$1Host: h\r\n");
        }

        /// What goes to the parser.
        String bytes() {
            if (type.equals("url")) {
                return "GET " + input + " HTTP/1.1\r\nHost: h\r\n\r\n";
            }
            return lacksHost() ? withHost() : input;
        }
    }

    private static final Pattern REQUEST_LINE =
            Pattern.compile("(?m)^([A-Za-z-]+ [^ \r\n]+ HTTP/1\\.1\r?\n)");
    private static final Pattern SPAN =
            Pattern.compile("(?s)off=(\\d+) len=(\\d+) span\\[([a-z_.]+)\\].*");

    private static final String LATE =
            "llhttp judges byte by byte, we judge whole lines and heads: refused at the end";
    private static final String CLOSED =
            "what follows Connection: close is the caller's to leave unread";
    private static final String BODILESS = "the case tells llhttp to skip bodies; we read them";
    private static final String METHOD =
            "any token is a method; whether it is implemented is the application's to say";
    private static final String PROTOCOL = "only HTTP is spoken here, not RTSP or ICE";
    private static final String FRAGMENT =
            "RFC 9112 §3.2: no form of request target has a fragment";
    private static final String USER = "RFC 9110 §4.2.4: user information in a target is an error";
    private static final String ZONE = "RFC 3986 §3.2.2: an IPv6 address in a URI has no zone";
    private static final String STRAY = "RFC 9112 §2.2 lets servers skip empty lines, not clients";
    private static final String CODINGS = "no transfer coding but one chunked is read (501)";

    private static final Map<Integer, Ours> EXCEPTIONS =
            Map.ofEntries(
                    accept(2, CLOSED),
                    incomplete(3, CLOSED + "; and its second request lacks a body"),
                    incomplete(8, CLOSED),
                    incomplete(9, CLOSED),
                    incomplete(10, CLOSED),
                    incomplete(23, LATE),
                    incomplete(24, LATE),
                    incomplete(36, BODILESS),
                    incomplete(37, LATE),
                    incomplete(38, LATE),
                    accept(45, METHOD),
                    accept(55, METHOD),
                    incomplete(60, LATE),
                    incomplete(61, LATE),
                    reject(79, "RFC 9110 §9.3.6: a CONNECT request has no content"),
                    reject(80, "RFC 9112 §3.2.4: * is for OPTIONS only"),
                    reject(87, PROTOCOL),
                    reject(88, PROTOCOL),
                    reject(89, PROTOCOL),
                    reject(
                            90,
                            "RFC 9112 §3.2.4: * is for OPTIONS only; the real preface says HTTP/2.0 and gets 505"),
                    reject(115, "HTTP/0.9 is not spoken here"),
                    reject(129, "RFC 9110 §6.5.1: no content-type in trailers"),
                    reject(143, CODINGS + "; and " + FRAGMENT),
                    reject(144, CODINGS + "; and " + FRAGMENT),
                    reject(162, FRAGMENT),
                    reject(164, USER),
                    incomplete(171, CLOSED),
                    incomplete(172, CLOSED),
                    incomplete(173, CLOSED),
                    incomplete(174, CLOSED),
                    reject(180, STRAY),
                    reject(182, STRAY),
                    incomplete(186, BODILESS),
                    incomplete(200, LATE),
                    reject(220, STRAY),
                    reject(222, PROTOCOL),
                    reject(223, PROTOCOL),
                    reject(238, "HTTP/0.9 is not spoken here"),
                    reject(240, STRAY),
                    reject(242, CODINGS),
                    reject(243, CODINGS),
                    reject(244, CODINGS),
                    reject(251, FRAGMENT),
                    reject(252, FRAGMENT),
                    reject(261, FRAGMENT),
                    reject(262, FRAGMENT),
                    reject(263, FRAGMENT),
                    reject(264, FRAGMENT),
                    reject(266, USER),
                    reject(267, USER),
                    reject(268, ZONE),
                    reject(269, ZONE));

    private static Map.Entry<Integer, Ours> accept(int number, String reason) {
        return Map.entry(number, new Ours(Verdict.ACCEPT, reason));
    }

    private static Map.Entry<Integer, Ours> incomplete(int number, String reason) {
        return Map.entry(number, new Ours(Verdict.INCOMPLETE, reason));
    }

    private static Map.Entry<Integer, Ours> reject(int number, String reason) {
        return Map.entry(number, new Ours(Verdict.REJECT, reason));
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        String file = "/corpora/llhttp/llhttp-cases.json";
        try (InputStream in = Objects.requireNonNull(LlhttpTest.class.getResourceAsStream(file))) {
            for (JsonNode node : JsonMapper.shared().readTree(in)) {
                byte[] input = Base64.getDecoder().decode(node.get("input_b64").asString());
                List<String> log = new ArrayList<>();
                node.get("log").forEach(line -> log.add(line.asString()));
                cases.add(
                        new Case(
                                cases.size(),
                                node.get("type").asString(),
                                node.get("name").asString(),
                                new String(input, ISO_8859_1),
                                node.get("reject").asBoolean(),
                                log));
            }
        }
        return cases;
    }

    static Stream<Case> withoutHost() throws IOException {
        return cases().stream().filter(Case::lacksHost);
    }

    @Test
    void theCorpusIsWhole() throws IOException {
        assertThat(cases()).hasSize(272);
        assertThat(withoutHost()).hasSize(108);
        assertThat(EXCEPTIONS).hasSize(52);
    }

    @ParameterizedTest
    @MethodSource("withoutHost")
    void isRefusedWithoutHost(Case it) {
        Transcript with = Transcript.ofRequests(it.withHost());
        Transcript without = Transcript.ofRequests(it.input());

        // A head that is right but for the host is refused for that; others for something else.
        if (with.events().isEmpty()) {
            assertThat(without.events()).isEmpty();
        } else {
            assertThat(without.events()).hasSizeLessThan(with.events().size());
            assertThat(without.error())
                    .isEqualTo(new Transcript.Failure(400, "host field is missing", ""));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasItsVerdict(Case it) {
        Transcript transcript =
                it.isResponse()
                        ? Transcript.ofResponses(it.bytes())
                        : Transcript.ofRequests(it.bytes());
        Ours ours = EXCEPTIONS.get(it.number());

        assertThat(verdict(transcript))
                .as("%s; %s", transcript.error(), ours == null ? "as llhttp" : ours.reason())
                .isEqualTo(ours == null ? theirs(it) : ours.verdict());
        if (ours == null && theirs(it) != Verdict.REJECT && !it.type().equals("url")) {
            sameContent(it, transcript);
        }
    }

    private static Verdict verdict(Transcript transcript) {
        if (!transcript.accepted()) {
            return Verdict.REJECT;
        }
        return transcript.eofError() == null ? Verdict.ACCEPT : Verdict.INCOMPLETE;
    }

    private static Verdict theirs(Case it) {
        if (it.reject() || it.type().contains("lenient")) {
            return Verdict.REJECT;
        }
        long begun = count(it, "message begin");
        long ended = count(it, "message complete");
        if (begun <= ended || it.type().equals("url")) {
            return Verdict.ACCEPT;
        }
        // A response that lasts until the connection ends is never complete for llhttp.
        boolean inBody =
                begun
                        == it.log().stream()
                                .filter(line -> line.contains("headers complete"))
                                .count();
        boolean declared = it.input().matches("(?is).*(chunked|content-length:).*");
        return it.isResponse() && inBody && !declared ? Verdict.ACCEPT : Verdict.INCOMPLETE;
    }

    private static long count(Case it, String what) {
        return it.log().stream().filter(line -> line.endsWith(what)).count();
    }

    /// Methods, fields and bodies are those that llhttp reports.
    private static void sameContent(Case it, Transcript transcript) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        StringBuilder methods = new StringBuilder();
        transcript
                .events()
                .forEach(
                        event -> {
                            switch (event) {
                                case RequestHead head -> {
                                    methods.append(head.method());
                                    head.headers()
                                            .forEach(
                                                    field ->
                                                            collect(
                                                                    field,
                                                                    it.lacksHost(),
                                                                    names,
                                                                    values));
                                }
                                case ResponseHead head ->
                                        head.headers()
                                                .forEach(
                                                        field ->
                                                                collect(
                                                                        field, false, names,
                                                                        values));
                                case End end ->
                                        end.trailers()
                                                .forEach(
                                                        field ->
                                                                collect(
                                                                        field, false, names,
                                                                        values));
                                case Data _ -> {}
                            }
                        });
        if (transcript.eofError() == null) {
            assertThat(names)
                    .isEqualTo(
                            spans(it, "header_field").stream()
                                    .map(name -> name.toLowerCase(Locale.ROOT))
                                    .toList());
            assertThat(values)
                    .isEqualTo(
                            spans(it, "header_value").stream()
                                    .map(String::strip)
                                    .filter(value -> !value.isEmpty())
                                    .toList());
            assertThat(methods.toString()).isEqualTo(String.join("", spans(it, "method")));
            assertThat(transcript.body()).isEqualTo(String.join("", spans(it, "body")));
        }
    }

    private static void collect(
            Header field, boolean skipHost, List<String> names, List<String> values) {
        if (skipHost && field.name().equals("host")) {
            return;
        }
        names.add(field.name());
        if (!field.value().isEmpty()) {
            values.add(field.value());
        }
    }

    private static List<String> spans(Case it, String kind) {
        List<String> spans = new ArrayList<>();
        for (String line : it.log()) {
            Matcher span = SPAN.matcher(line);
            if (span.matches() && span.group(3).equals(kind)) {
                int offset = Integer.parseInt(span.group(1));
                spans.add(it.input().substring(offset, offset + Integer.parseInt(span.group(2))));
            }
        }
        return spans;
    }
}
