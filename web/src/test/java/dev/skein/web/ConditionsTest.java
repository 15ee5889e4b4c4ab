package dev.skein.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Headers;
import dev.skein.web.Conditions.Outcome;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    private static final String BEFORE = "Thu, 02 Jan 2020 03:04:04 GMT";
    private static final String SAME = "Thu, 02 Jan 2020 03:04:05 GMT";
    private static final String AFTER = "Thu, 02 Jan 2020 03:04:06 GMT";
    private static final Instant TIME = Instant.parse("2020-01-02T03:04:05.678Z");

    private static Outcome check(
            String method, @Nullable ETag tag, @Nullable Instant time, String... fields)
            throws Exception {
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Application app = new Application();
        app.router()
                .any(
                        "/",
                        request -> {
                            outcome.set(Conditions.check(request, tag, time));
                            return Response.of(204);
                        });
        TestCall call = TestCall.of(app, method, "/");
        for (int i = 0; i < fields.length; i += 2) {
            call.plusHeader(fields[i], fields[i + 1]);
        }
        assertThat(call.send().status()).isEqualTo(204);
        return outcome.get();
    }

    private static String date(String when) {
        return switch (when) {
            case "before" -> BEFORE;
            case "same" -> SAME;
            case "after" -> AFTER;
            default -> when;
        };
    }

    /// One field at a time, against a strong tag "a" and a time.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "GET, if-match, '\"a\"', PROCEED",
                "GET, if-match, '\"b\", \"a\"', PROCEED",
                "GET, if-match, *, PROCEED",
                "GET, if-match, 'W/\"a\"', PRECONDITION_FAILED",
                "GET, if-match, '\"b\"', PRECONDITION_FAILED",
                "PUT, if-match, '\"a\"', PROCEED",
                "PUT, if-match, '\"b\"', PRECONDITION_FAILED",
                "PUT, if-match, 'a', PRECONDITION_FAILED",
                "PUT, if-match, '\"a\", oops', PRECONDITION_FAILED",
                "GET, if-none-match, '\"a\"', NOT_MODIFIED",
                "GET, if-none-match, 'W/\"a\"', NOT_MODIFIED",
                "HEAD, if-none-match, '\"b\",W/\"a\"', NOT_MODIFIED",
                "GET, if-none-match, *, NOT_MODIFIED",
                "GET, if-none-match, '\"b\"', PROCEED",
                "GET, if-none-match, 'a', PROCEED",
                "PUT, if-none-match, '\"a\"', PRECONDITION_FAILED",
                "PUT, if-none-match, *, PRECONDITION_FAILED",
                "PUT, if-none-match, '\"b\"', PROCEED",
                "PUT, if-none-match, 'a', PRECONDITION_FAILED",
                "GET, if-modified-since, before, PROCEED",
                "GET, if-modified-since, same, NOT_MODIFIED",
                "HEAD, if-modified-since, after, NOT_MODIFIED",
                "GET, if-modified-since, nonsense, PROCEED",
                "PUT, if-modified-since, after, PROCEED",
                "GET, if-unmodified-since, before, PRECONDITION_FAILED",
                "PUT, if-unmodified-since, before, PRECONDITION_FAILED",
                "PUT, if-unmodified-since, same, PROCEED",
                "PUT, if-unmodified-since, after, PROCEED",
                "PUT, if-unmodified-since, nonsense, PROCEED"
            })
    void holdsOrDoesNot(String method, String field, String value, Outcome expected)
            throws Exception {
        assertThat(check(method, ETag.strong("a"), TIME, field, date(value))).isEqualTo(expected);
    }

    /// RFC 9110 §13.2.2.
    @Test
    void tagsCountBeforeDates() throws Exception {
        ETag a = ETag.strong("a");
        assertThat(check("PUT", a, TIME, "if-match", "\"a\"", "if-unmodified-since", BEFORE))
                .isEqualTo(Outcome.PROCEED);
        assertThat(check("GET", a, TIME, "if-none-match", "\"b\"", "if-modified-since", AFTER))
                .isEqualTo(Outcome.PROCEED);
        assertThat(check("GET", a, TIME, "if-none-match", "\"a\"", "if-modified-since", BEFORE))
                .isEqualTo(Outcome.NOT_MODIFIED);
        assertThat(check("GET", a, TIME, "if-match", "\"b\"", "if-none-match", "\"a\""))
                .isEqualTo(Outcome.PRECONDITION_FAILED);
        assertThat(check("GET", a, TIME, "if-match", "\"a\"", "if-none-match", "\"a\""))
                .isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void weakTagsDoNotMatchStrongly() throws Exception {
        ETag weak = ETag.weak("a");
        assertThat(check("PUT", weak, null, "if-match", "W/\"a\""))
                .isEqualTo(Outcome.PRECONDITION_FAILED);
        assertThat(check("GET", weak, null, "if-none-match", "\"a\""))
                .isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void nothingIsThereYet() throws Exception {
        assertThat(check("PUT", null, null, "if-match", "*"))
                .isEqualTo(Outcome.PRECONDITION_FAILED);
        assertThat(check("PUT", null, null, "if-none-match", "*")).isEqualTo(Outcome.PROCEED);
        assertThat(check("PUT", null, null, "if-none-match", "\"a\"")).isEqualTo(Outcome.PROCEED);
        assertThat(check("GET", null, null, "if-modified-since", AFTER)).isEqualTo(Outcome.PROCEED);
        assertThat(check("PUT", null, null, "if-unmodified-since", BEFORE))
                .isEqualTo(Outcome.PROCEED);
    }

    @Test
    void listsMayComeInSeveralLinesButDatesMayNot() throws Exception {
        ETag a = ETag.strong("a");
        assertThat(check("PUT", a, TIME, "if-match", "\"b\"", "if-match", "\"a\""))
                .isEqualTo(Outcome.PROCEED);
        assertThat(check("GET", a, TIME, "if-modified-since", AFTER, "if-modified-since", AFTER))
                .isEqualTo(Outcome.PROCEED);
    }

    // ---- responses
    // ------------------------------------------------------------------------------------------------------------

    private static Application answering(Response response, boolean makeTags) {
        Application app = new Application();
        app.use(Conditions.middleware(makeTags));
        app.router().any("/", request -> response);
        return app;
    }

    @Test
    void notModifiedKeepsWhatHelpsCaches() throws Exception {
        Response response =
                Response.text("hello")
                        .withHeaders(
                                Headers.of(
                                        "content-type", "text/plain",
                                        "content-encoding", "gzip",
                                        "content-language", "de",
                                        "content-location", "/a",
                                        "content-security-policy", "default-src 'none'",
                                        "etag", "\"a\"",
                                        "last-modified", SAME,
                                        "cache-control", "no-cache",
                                        "expires", AFTER,
                                        "vary", "accept"))
                        .withCookie("id", "1");
        TestAnswer answer =
                TestCall.get(answering(response, false), "/")
                        .header("if-none-match", "\"a\"")
                        .send();
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.headers().without("set-cookie"))
                .isEqualTo(
                        Headers.of(
                                "content-location", "/a",
                                "content-security-policy", "default-src 'none'",
                                "etag", "\"a\"",
                                "cache-control", "no-cache",
                                "expires", AFTER,
                                "vary", "accept"));
        assertThat(answer.header("set-cookie")).startsWith("id=1");
    }

    @Test
    void aTimeAloneIsKept() throws Exception {
        Application app = answering(Response.text("hello").withLastModified(TIME), false);
        TestAnswer answer = TestCall.get(app, "/").header("if-modified-since", SAME).send();
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("last-modified")).isEqualTo(SAME);
    }

    @Test
    void aConditionThatFailsIsAnswered() throws Exception {
        Application app = answering(Response.text("hello").withHeader("etag", "\"a\""), false);
        assertThat(TestCall.get(app, "/").header("if-match", "\"b\"").send().status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void whatIsDoneIsDone(String method) throws Exception {
        Application app = answering(Response.text("hello").withHeader("etag", "\"a\""), true);
        TestAnswer answer = TestCall.of(app, method, "/").header("if-match", "\"b\"").send();
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void otherStatusesStay() throws Exception {
        Response made = Response.text("hello").withStatus(203).withHeader("etag", "\"a\"");
        assertThat(
                        TestCall.get(answering(made, true), "/")
                                .header("if-none-match", "*")
                                .send()
                                .status())
                .isEqualTo(203);
    }

    @Test
    void tagsAreMadeOfContent() throws Exception {
        Application app = answering(Response.text("hello"), true);
        TestAnswer first = TestCall.get(app, "/").send();
        String tag = String.valueOf(first.header("etag"));
        assertThat(tag).isEqualTo("\"LPJNul-wow4m6Dsqxbning\"");
        assertThat(first.text()).isEqualTo("hello");
        TestAnswer second = TestCall.get(app, "/").header("if-none-match", tag).send();
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.header("etag")).isEqualTo(tag);
    }

    @Test
    void noTagIsMadeUnasked() throws Exception {
        assertThat(
                        TestCall.get(answering(Response.text("hello"), false), "/")
                                .send()
                                .header("etag"))
                .isNull();
        Response secret = Response.text("hello").withHeader("cache-control", "no-store");
        assertThat(TestCall.get(answering(secret, true), "/").send().header("etag")).isNull();
        Response tagged = Response.text("hello").withHeader("etag", "\"own\"");
        assertThat(TestCall.get(answering(tagged, true), "/").send().header("etag"))
                .isEqualTo("\"own\"");
    }

    /// RFC 9110 §13.1.5.
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"a\"', false, true, true",
                "'W/\"a\"', false, true, false",
                "'\"b\"', false, true, false",
                "'\"a\"', true, true, false",
                "'W/\"a\"', true, true, false",
                "'\"a\", \"b\"', false, true, false",
                "*, false, true, false",
                "same, false, true, true",
                "same, false, false, false",
                "before, false, true, false",
                "after, false, true, false",
                "nonsense, false, true, false"
            })
    void allowsRanges(String value, boolean weak, boolean reliable, boolean expected) {
        Headers headers = Headers.of("if-range", date(value));
        assertThat(Conditions.allowsRange(headers, new ETag("a", weak), TIME, reliable))
                .isEqualTo(expected);
    }

    @Test
    void ofTwoNoneAllowsARange() {
        Headers twice = Headers.of("if-range", "\"a\"", "if-range", "\"a\"");
        assertThat(Conditions.allowsRange(twice, ETag.strong("a"), TIME, true)).isFalse();
        assertThat(Conditions.allowsRange(Headers.EMPTY, ETag.strong("a"), TIME, true)).isTrue();
    }
}
