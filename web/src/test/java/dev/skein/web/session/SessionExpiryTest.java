package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.web.TestAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sessions end in time, whatever the client does with its cookie.
final class SessionExpiryTest {
    private static final CookieStorage COOKIES = CookieStorage.fromSecret("0123456789".repeat(4));

    /// Of every kind, with the default times: idle 1 day, absolute 14 days.
    static List<Site> sites() {
        return List.of(Site.inMemory(), new Site(COOKIES));
    }

    @ParameterizedTest
    @MethodSource("sites")
    void idleSessionEnds(Site site) throws Exception {
        Visitor visitor = site.visitor();
        visitor.get("/put?value=tea");
        Visitor kept = visitor.copy();
        site.clock.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(visitor.read()).isEqualTo("tea");
        site.clock.advance(Duration.ofMillis(1));
        assertThat(visitor.read()).as("its reading was noted").isEqualTo("tea");
        site.clock.advance(Duration.ofDays(1));
        assertThat(visitor.read()).isEqualTo("none");
        assertThat(kept.read()).isEqualTo("none");
    }

    @ParameterizedTest
    @MethodSource("sites")
    void sessionInUseEndsToo(Site site) throws Exception {
        Visitor visitor = site.visitor();
        visitor.get("/put?value=tea");
        for (int hours = 0; hours < 14 * 24 - 12; hours += 12) {
            assertThat(visitor.read()).as("after %d hours", hours).isEqualTo("tea");
            site.clock.advance(Duration.ofHours(12));
        }
        assertThat(visitor.get("/put?value=milk").header("set-cookie"))
                .contains("; Max-Age=43200;");
        site.clock.advance(Duration.ofHours(12));
        assertThat(visitor.read()).isEqualTo("none");
    }

    @ParameterizedTest
    @MethodSource("sites")
    void renewalBeginsTheTimeAnew(Site site) throws Exception {
        Visitor visitor = site.visitor();
        visitor.get("/put");
        for (int day = 0; day < 27; day++) {
            site.clock.advance(Duration.ofHours(23));
            visitor.get(day == 13 ? "/login" : "/read");
        }
        assertThat(visitor.read()).isEqualTo("ada");
    }

    @ParameterizedTest
    @MethodSource("sites")
    void cookieIsRefreshedOnceInATenthOfTheIdleTime(Site site) throws Exception {
        Visitor visitor = site.visitor();
        assertThat(visitor.get("/put").header("set-cookie")).contains("; Max-Age=86400;");
        Duration tenth = Duration.ofDays(1).dividedBy(10);
        site.clock.advance(tenth.minusMillis(1));
        assertThat(visitor.get("/read").headers().contains("set-cookie")).isFalse();
        site.clock.advance(Duration.ofMillis(1));
        TestAnswer answer = visitor.get("/read");
        assertThat(answer.header("set-cookie")).contains("; Max-Age=86400;");
        assertThat(answer.header("cache-control")).isEqualTo("private");
        assertThat(visitor.get("/read").headers().contains("set-cookie")).isFalse();
        assertThat(visitor.get("/plain").headers().contains("set-cookie")).isFalse();
    }

    @Test
    void shorterTimesHoldForSessionsThatExist() throws Exception {
        TestClock clock = new TestClock();
        Visitor visitor = new Site(COOKIES, SessionOptions.defaults(), clock).visitor();
        visitor.get("/put?value=tea");
        clock.advance(Duration.ofHours(2));
        SessionOptions shorter =
                SessionOptions.defaults().withTimes(Duration.ofHours(1), Duration.ofDays(1));
        Visitor later = new Site(COOKIES, shorter, clock).visitor();
        later.cookies.putAll(visitor.cookies);
        assertThat(later.read()).isEqualTo("none");
        assertThat(visitor.read()).isEqualTo("tea");
    }

    /// By how much the clock of another server is ahead.
    private static String readWithClockAheadBy(Duration skew) throws Exception {
        Site ahead = new Site(COOKIES);
        ahead.clock.advance(skew);
        Visitor visitor = ahead.visitor();
        visitor.get("/put?value=tea");
        Visitor here = new Site(COOKIES).visitor();
        here.cookies.putAll(visitor.cookies);
        return here.read();
    }

    @Test
    void clocksOfServersMayDifferByMinutes() throws Exception {
        assertThat(readWithClockAheadBy(Duration.ofMinutes(5))).isEqualTo("tea");
        assertThat(readWithClockAheadBy(Duration.ofMinutes(5).plusMillis(1))).isEqualTo("none");
    }

    @Test
    void storageIsToldTheExpiry() throws Exception {
        TestClock clock = new TestClock();
        Instant[] told = new Instant[1];
        SessionStorage storage =
                new SessionStorage() {
                    @Override
                    public StoredSession load(String cookieName, String token) {
                        throw new AssertionError("nobody has a cookie");
                    }

                    @Override
                    public StoredSession save(
                            String cookieName,
                            @Nullable StoredSession before,
                            SessionData session) {
                        told[0] = session.expiry();
                        return new StoredSession("token", 0, session.bytes());
                    }

                    @Override
                    public void delete(String cookieName, String token) {}

                    @Override
                    public boolean isServerSide() {
                        return true;
                    }
                };
        new Site(storage, SessionOptions.defaults(), clock).visitor().get("/put");
        assertThat(Objects.requireNonNull(told[0]))
                .isEqualTo(clock.instant().plus(Duration.ofDays(1)));
    }
}
