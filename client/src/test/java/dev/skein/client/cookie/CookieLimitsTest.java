package dev.skein.client.cookie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.skein.http.Url;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How much a jar holds, who goes first, and what attackers and many threads cannot do.
class CookieLimitsTest {
    private static final Url URL = Url.parse("https://example.org/");

    private final CookieClock clock = new CookieClock("2026-01-01T00:00:00Z");
    private final CookieOptions options = CookieOptions.defaults().withClock(clock);

    private static List<String> names(CookieJar jar) {
        return jar.cookies().stream().map(Cookie::name).toList();
    }

    private static void receive(CookieJar jar, String url, String... lines) {
        jar.receive(Url.parse(url), List.of(lines));
    }

    @Test
    void holdsAtLeastWhatTheRfcAsksFor() {
        CookieJar jar = CookieJar.create(options);
        for (int site = 0; site < 60; site++) {
            for (int i = 0; i < 50; i++) {
                receive(jar, "http://site" + site + ".example/", "c" + i + "=1");
            }
        }
        assertThat(jar.size()).isEqualTo(3000);
        receive(jar, "http://one.more.example/", "x=1");
        assertThat(jar.size()).isEqualTo(3000);
        assertThat(jar.header(Url.parse("http://site0.example/"), null, "GET"))
                .startsWith("c1=1; c2=1");
    }

    @Test
    void aSiteDrivesOutItsOwnCookiesLeastUsedFirstAndSecureOnesLast() {
        CookieJar jar = CookieJar.create(options.withMaxPerSite(4));
        receive(
                jar,
                "https://example.org/",
                "s=1; Secure; Path=/b",
                "a=1; Path=/a",
                "b=1; Path=/b",
                "c=1; Path=/b");
        receive(jar, "https://other.org/", "o=1");
        assertThat(jar.header(Url.parse("https://example.org/a"), null, "GET")).isEqualTo("a=1");
        receive(jar, "https://example.org/", "b=2; Path=/b");
        receive(jar, "https://sub.example.org/", "d=1");
        assertThat(names(jar)).containsExactly("s", "a", "b", "o", "d").doesNotContain("c");
        receive(jar, "https://sub.example.org/", "e=1", "f=1", "g=1");
        assertThat(names(jar)).containsExactly("s", "o", "e", "f", "g");
        receive(
                jar,
                "https://example.org/",
                "t=1; Secure",
                "u=1; Secure",
                "v=1; Secure",
                "w=1; Secure");
        assertThat(names(jar)).containsExactly("o", "t", "u", "v", "w");
    }

    @Test
    void theWholeJarDoesLikewise() {
        CookieJar jar = CookieJar.create(options.withMaxCookies(3));
        receive(jar, "https://a.org/", "a=1; Secure");
        receive(jar, "https://b.org/", "b=1");
        receive(jar, "https://c.org/", "c=1");
        assertThat(jar.header(Url.parse("https://b.org/"), null, "GET")).isEqualTo("b=1");
        receive(jar, "https://d.org/", "d=1; Secure");
        assertThat(names(jar)).containsExactly("a", "b", "d");
        receive(jar, "https://e.org/", "e=1; Secure");
        receive(jar, "https://f.org/", "f=1; Secure");
        assertThat(names(jar)).containsExactly("d", "e", "f");
    }

    @Test
    void expiredOnesGoBeforeAllOthers() {
        CookieJar jar = CookieJar.create(options.withMaxCookies(2));
        receive(jar, "https://a.org/", "a=1");
        receive(jar, "https://b.org/", "b=1; Secure; Max-Age=10");
        clock.advance(Duration.ofSeconds(10));
        receive(jar, "https://c.org/", "c=1");
        assertThat(names(jar)).containsExactly("a", "c");
    }

    @Test
    void subdomainsOfOneSiteCannotFlushOtherSites() {
        CookieJar jar = CookieJar.create(options);
        receive(jar, "https://bank.org/", "sid=1");
        for (int i = 0; i < 5000; i++) {
            receive(
                    jar,
                    "https://h" + i + ".evil.com/",
                    "x=" + i + "; Secure",
                    "y=1; Domain=evil.com; Path=/" + i);
        }
        assertThat(jar.size()).isEqualTo(181);
        assertThat(jar.header(Url.parse("https://bank.org/"), null, "GET")).isEqualTo("sid=1");
    }

    @Test
    @Timeout(60)
    void aMillionCookiesAreTakenInBoundedTimeAndSpace() {
        CookieJar jar = CookieJar.create(options);
        for (int i = 0; i < 250_000; i++) {
            String secure = i % 3 == 0 ? "; Secure; Max-Age=" + (i % 1000 + 1) : "";
            jar.receive(URL, List.of("a" + i + "=1" + secure, "b" + i + "=1"));
        }
        for (int i = 0; i < 5000; i++) {
            List<String> lines = new ArrayList<>();
            for (int k = 0; k < 100; k++) {
                lines.add("c" + k + "=1" + (i % 2 == 0 ? "; Secure" : ""));
            }
            receive(jar, "https://s" + i + ".example/", lines.toArray(String[]::new));
        }
        assertThat(jar.size()).isEqualTo(3000);
    }

    @Test
    @Timeout(60)
    void hostileLinesCostNoMoreThanTheirLength() {
        CookieJar jar = CookieJar.create(options);
        String attributes =
                "a=1" + ";".repeat(500_000) + "; Path=/;".repeat(50_000) + "=".repeat(100_000);
        String blanks =
                "a=" + " ".repeat(500_000) + "b" + " ".repeat(500_000) + ";" + " ".repeat(500_000);
        String date = "c=1; Expires=" + "1:".repeat(500);
        jar.receive(URL, List.of(attributes, blanks, date));
        assertThat(jar.header(URL, null, "GET")).isEqualTo("a=b; c=1");
    }

    @Test
    @Timeout(60)
    void manyThreadsLeaveItWhole() throws Exception {
        CookieJar jar = CookieJar.create(options.withMaxCookies(50).withMaxPerSite(20));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> work = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                work.add(threads.submit(worker(jar, t)));
            }
            for (Future<Void> each : work) {
                assertThatCode(each::get).doesNotThrowAnyException();
            }
        }
        assertThat(jar.size()).isBetween(1, 50);
        jar.clear();
        assertThat(jar.isEmpty()).isTrue();
        assertThat(jar.cookies()).isEmpty();
    }

    private static Callable<Void> worker(CookieJar jar, int seed) {
        return () -> {
            for (int i = 0; i < 2000; i++) {
                String site = "https://s" + (i + seed) % 7 + ".example/";
                receive(
                        jar,
                        site,
                        "c" + (i * 31 + seed) % 40 + "=1" + (i % 2 == 0 ? "; Secure" : ""));
                jar.header(Url.parse(site), null, "GET");
                if (i % 100 == 0) {
                    jar.remove(cookie -> cookie.name().endsWith("1"));
                }
                if (i % 500 == 0) {
                    jar.clearDomain("s1.example");
                }
            }
            return null;
        };
    }
}
