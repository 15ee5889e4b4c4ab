package dev.skein.client.cookie;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.http.Url;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The cases of the http-state working group, of 2011. Where RFC 6265bis has other answers, a list names the case, and the answer.
class CookieCorpusTest {
    private static final String HOST = "http://home.example.org:8888";

    /// Case to the Cookie field that we send instead (null for none).
    private static final Map<String, @Nullable String> DIFFERENCES = differences();

    private static Map<String, @Nullable String> differences() {
        Map<String, @Nullable String> map = new TreeMap<>();
        // RFC 6265bis §5.6: without an equals sign the pair is a value without a name.
        for (String test : List.of("0004", "0023", "0024", "0025", "0026", "0028")) {
            map.put(test, "foo");
        }
        map.put("0027", "bar");
        map.put("CHROMIUM0009", "BLAHHH");
        map.put("CHROMIUM0010", "\"BLA\\\"HHH\"");
        map.put("MOZILLA0012", "test=\"fubar! = foo; five");
        map.put("MOZILLA0014", "six");
        map.put("MOZILLA0015", "seven");
        map.put("MOZILLA0016", "eight");
        map.put("MOZILLA0017", "eight; test=six");
        map.put("NAME0023", "foo");
        map.put("NAME0031", "\"foo");
        map.put("NAME0032", "\"foo\\\"bar");
        map.put("NAME0033", "aaa");
        // The same, with an equals sign and nothing before it.
        map.put("0021", "a=b; x; c=d");
        map.put("CHROMIUM0012", "ABC");
        map.put("NAME0028", "a");
        // RFC 6265bis §5.6: control characters spoil the whole line; browsers of then cut it there.
        map.put("DISABLED_CHROMIUM0022", null);
        map.put("DISABLED_CHROMIUM0023", null);
        // RFC 6265bis §5.6.3: an empty Domain counts, and means none.
        map.put("OPTIONAL_DOMAIN0042", "foo=bar");
        // Paths are compared as they are, without decoding.
        map.put("DISABLED_PATH0029", null);
        return map;
    }

    @Test
    void sendsWhatTheCorpusExpects() {
        List<Map<String, Object>> cases = CookieCorpus.objects("http-state/parser.json");
        Map<String, @Nullable String> different = new TreeMap<>();
        for (Map<String, Object> each : cases) {
            String sent = sent(each);
            if (!Objects.equals(sent, expected(each))) {
                different.put(name(each), sent);
            }
        }
        assertThat(cases).hasSize(222);
        assertThat(different).isEqualTo(DIFFERENCES);
    }

    private static String name(Map<String, Object> each) {
        return (String) CookieCorpus.required(each.get("test"));
    }

    private static @Nullable String sent(Map<String, Object> each) {
        CookieJar jar =
                CookieJar.create(
                        CookieOptions.defaults()
                                .withClock(new CookieClock("2011-04-01T00:00:00Z")));
        String query = "?" + name(each).toLowerCase(Locale.ROOT);
        List<String> lines = new ArrayList<>();
        for (Object line : CookieCorpus.list(each.get("received"))) {
            lines.add(bytes((String) line));
        }
        jar.receive(Url.parse(HOST + "/cookie-parser" + query), lines);
        String to = (String) each.getOrDefault("sent-to", "/cookie-parser-result" + query);
        return jar.header(Url.parse(to.startsWith("/") ? HOST + to : to), null, "GET");
    }

    private static @Nullable String expected(Map<String, Object> each) {
        List<String> pairs = new ArrayList<>();
        for (Object pair : CookieCorpus.list(each.get("sent"))) {
            Map<String, Object> cookie = CookieCorpus.object(pair);
            pairs.add(bytes(cookie.get("name") + "=" + cookie.get("value")));
        }
        return pairs.isEmpty() ? null : String.join("; ", pairs);
    }

    /// As on the wire, one character per byte.
    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    @Test
    void readsDatesAsTheCorpusDoes() {
        List<Map<String, Object>> cases =
                new ArrayList<>(CookieCorpus.objects("http-state/dates/examples.json"));
        cases.addAll(CookieCorpus.objects("http-state/dates/bsd-examples.json"));
        assertThat(cases).hasSize(70);
        for (Map<String, Object> each : cases) {
            Instant date = CookieDate.parse(name(each));
            assertThat(date == null ? null : format(date))
                    .as(name(each))
                    .isEqualTo(each.get("expected"));
        }
    }

    private static String format(Instant date) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(date);
    }
}
