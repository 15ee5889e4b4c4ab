package dev.skein.http.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import dev.skein.http.http1.LlhttpTest.Verdict;
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

/// The 137 requests of gunicorn, each with a verdict.
///
/// Invalid ones we refuse, valid ones we read as gunicorn does. Where we differ on purpose,
/// [#EXCEPTIONS] says why.
class GunicornTest {
    record Ours(Verdict verdict, String reason) {}

    record Case(String file, boolean valid, String input, String expected) {
        @Override
        public String toString() {
            return file;
        }

        boolean lacksHost() {
            // The body of 020 holds a request line of its own.
            return !input.toLowerCase(Locale.ROOT).contains("host:")
                    && !withHost().equals(input)
                    && !file.equals("valid/020.http");
        }

        String withHost() {
            return REQUEST_LINE.matcher(input).replaceAll("$1Host: h\r\n");
        }

        String bytes() {
            return lacksHost() ? withHost() : input;
        }
    }

    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Za-z-]+ [^ \r\n]+ HTTP/1\\.1\r?\n)");
    private static final Pattern METHOD = Pattern.compile("\"method\":\\s*\"([^\"]+)\"");
    private static final Pattern URI = Pattern.compile("uri\\(\\s*(\"[^\"]*\"|'[^']*')\\s*\\)");
    private static final Pattern FIELD =
            Pattern.compile("(?<!set)\\([\"']([^\"']+)[\"'],\\s*(\"[^\"]*\"|'[^']*')\\s*\\)");
    private static final Pattern BODY = Pattern.compile("\"body\":\\s*b?(\"[^\"]*\"|'[^']*')");

    private static final String LIMIT = "gunicorn's limits, default or configured, are not ours";
    private static final String UNDERSCORE =
            "underscores are letters like others; who maps names to another world"
                    + " (CGI) has to refuse them there";
    private static final String CODINGS = "no transfer coding but one chunked is read (501)";
    private static final String FRAGMENT =
            "RFC 9112 §3.2: no form of request target has a fragment";
    private static final String PROXY =
            "the PROXY protocol is not HTTP, and not spoken by this parser";
    private static final String LENIENT = "gunicorn accepts it with an unsafe option only";

    private static final Map<String, Ours> EXCEPTIONS =
            Map.ofEntries(
                    entry(
                            "invalid/001.http",
                            incomplete(
                                    "the head ends in the middle: refused at the end of the input")),
                    entry(
                            "invalid/003c.http",
                            accept("-bl is a token, and every token is a method")),
                    entry("invalid/006.http", accept(LIMIT)),
                    entry("invalid/007.http", accept(LIMIT)),
                    entry("invalid/008.http", accept(LIMIT)),
                    entry("invalid/010.http", accept(LIMIT)),
                    entry("invalid/011.http", accept(LIMIT)),
                    entry("invalid/012.http", accept(LIMIT)),
                    entry("invalid/017.http", accept(LIMIT)),
                    entry("invalid/limit_header_default_01.http", accept(LIMIT)),
                    entry(
                            "invalid/019.http",
                            accept(
                                    "X-Forwarded fields are for the server's proxy settings to judge")),
                    entry("invalid/040.http", accept(UNDERSCORE)),
                    entry("invalid/chunked_07.http", accept(UNDERSCORE)),
                    entry(
                            "invalid/041.http",
                            accept(
                                    "a repeated content-type changes no framing: the application's to judge")),
                    entry(
                            "invalid/rfc9112_chunked_missing_final_crlf_01.http",
                            incomplete(
                                    "the body ends in the middle: refused at the end of the input")),
                    entry("valid/005.http", reject(FRAGMENT)),
                    entry("valid/009.http", reject(FRAGMENT)),
                    entry("valid/012.http", reject("RFC 9110 §6.5.1: no content-type in trailers")),
                    entry(
                            "valid/013.http",
                            reject(
                                    "whitespace in chunk extensions is refused: it has been used to smuggle")),
                    entry("valid/025.http", reject(CODINGS)),
                    entry("valid/025_line.http", reject(CODINGS)),
                    entry(
                            "valid/027.http",
                            reject("a request target is ASCII: others are percent-encoded")),
                    entry("valid/028.http", reject(LENIENT)),
                    entry("valid/029.http", reject(CODINGS)),
                    entry("valid/030.http", reject(CODINGS)),
                    entry(
                            "valid/099.http",
                            incomplete("its body is shorter than its content-length")),
                    entry("valid/compat_obs_fold.http", reject(LENIENT)),
                    entry("valid/compat_obs_fold_huge.http", reject(LENIENT)),
                    entry("valid/pp_01.http", reject(PROXY)),
                    entry("valid/pp_02.http", reject(PROXY)),
                    entry("valid/pp_04.http", reject(PROXY)),
                    entry("valid/pp_05.http", reject(PROXY)),
                    entry("valid/rfc9112_smuggle_gzip_chunked_01.http", reject(CODINGS)),
                    entry("valid/rfc9112_smuggle_te_identity_chunked_01.http", reject(CODINGS)),
                    entry(
                            "valid/rfc9112_target_absolute_userinfo_01.http",
                            reject("RFC 9110 §4.2.4: user information in a target is an error")));

    /// Accepted on both sides, but what gunicorn makes of the fields is another thing.
    private static final Map<String, String> OTHER_CONTENT =
            Map.of(
                    "valid/019.http",
                            "gunicorn stops after a request that closes; here the caller does",
                    "valid/021.http",
                            "gunicorn stops after a request that closes; here the caller does",
                    "valid/031compat.http", "gunicorn folds the method's case when it is told to",
                    "valid/040.http", "gunicorn drops fields with underscores");

    private static Ours accept(String reason) {
        return new Ours(Verdict.ACCEPT, reason);
    }

    private static Ours incomplete(String reason) {
        return new Ours(Verdict.INCOMPLETE, reason);
    }

    private static Ours reject(String reason) {
        return new Ours(Verdict.REJECT, reason);
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        String file = "/corpora/gunicorn-requests/gunicorn-requests.json";
        try (InputStream in =
                Objects.requireNonNull(GunicornTest.class.getResourceAsStream(file))) {
            for (JsonNode node : JsonMapper.shared().readTree(in)) {
                byte[] input = Base64.getDecoder().decode(node.get("input_b64").asString());
                JsonNode expected = node.get("expect_py");
                cases.add(
                        new Case(
                                node.get("file").asString().replace("tests/requests/", ""),
                                node.get("kind").asString().equals("valid"),
                                new String(input, ISO_8859_1),
                                expected.isNull() ? "" : expected.asString()));
            }
        }
        return cases;
    }

    static Stream<Case> withoutHost() throws IOException {
        return cases().stream().filter(Case::lacksHost);
    }

    @Test
    void theCorpusIsWhole() throws IOException {
        assertThat(cases()).hasSize(137);
        assertThat(cases()).extracting(Case::file).containsAll(EXCEPTIONS.keySet());
        assertThat(EXCEPTIONS).hasSize(35);
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
        Transcript transcript = Transcript.ofRequests(it.bytes());
        Ours ours = EXCEPTIONS.get(it.file());
        Verdict theirs = it.valid() ? Verdict.ACCEPT : Verdict.REJECT;
        Verdict verdict =
                !transcript.accepted()
                        ? Verdict.REJECT
                        : transcript.eofError() == null ? Verdict.ACCEPT : Verdict.INCOMPLETE;

        assertThat(verdict)
                .as("%s; %s", transcript.error(), ours == null ? "as gunicorn" : ours.reason())
                .isEqualTo(ours == null ? theirs : ours.verdict());
        if (ours == null && it.valid() && !OTHER_CONTENT.containsKey(it.file())) {
            sameContent(it, transcript);
        }
    }

    private static void sameContent(Case it, Transcript transcript) {
        List<String> methods = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        for (Event event : transcript.events()) {
            switch (event) {
                case RequestHead head -> {
                    methods.add(head.method());
                    targets.add(head.target().toString());
                    collect(
                            it.lacksHost() ? head.headers().without("host") : head.headers(),
                            fields);
                }
                case End end -> collect(end.trailers(), fields);
                case Data _ -> {}
                case ResponseHead _ -> throw new AssertionError("a response among requests");
            }
        }
        assertThat(methods).isEqualTo(found(METHOD, it.expected()));
        assertThat(targets)
                .isEqualTo(found(URI, it.expected()).stream().map(GunicornTest::text).toList());
        assertThat(fields).isEqualTo(expectedFields(it.expected()));
        assertThat(transcript.body())
                .isEqualTo(
                        String.join(
                                "",
                                found(BODY, it.expected()).stream()
                                        .map(GunicornTest::text)
                                        .toList()));
    }

    private static void collect(Headers headers, List<String> fields) {
        headers.forEach(field -> fields.add(field.name() + ": " + field.value()));
    }

    private static List<String> expectedFields(String expected) {
        Matcher matcher = FIELD.matcher(expected);
        List<String> fields = new ArrayList<>();
        while (matcher.find()) {
            fields.add(matcher.group(1).toLowerCase(Locale.ROOT) + ": " + text(matcher.group(2)));
        }
        return fields;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    /// A Python literal, without its quotes and with the few escapes that the corpus has.
    private static String text(String literal) {
        return literal.substring(1, literal.length() - 1)
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\u00c3", "\u00c3")
                .replace("\\u00a9", "\u00a9")
                .replace("\\xc3", "\u00c3")
                .replace("\\xa9", "\u00a9");
    }
}
