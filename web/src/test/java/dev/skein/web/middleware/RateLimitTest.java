package dev.skein.web.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.web.Application;
import dev.skein.web.Response;
import dev.skein.web.TestAnswer;
import dev.skein.web.TestCall;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);

    private Application app(RateLimit limit) {
        Application app = new Application().use(limit.withClock(clock::get));
        app.router().get("/", _ -> Response.text("hello"));
        return app;
    }

    private static TestAnswer ask(Application app, String address) throws Exception {
        return TestCall.get(app, "/")
                .from(new InetSocketAddress(InetAddress.ofLiteral(address), 1))
                .send();
    }

    @Test
    void aBucketfulAtOnceThenAsTokensComeBackEvenWhereTheClockTurnsOver() throws Exception {
        Application app = app(RateLimit.of(3, Duration.ofSeconds(6)));
        for (int i = 0; i < 3; i++) {
            assertThat(ask(app, "192.0.2.1").status()).isEqualTo(200);
        }
        var refused = ask(app, "192.0.2.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("2");
        clock.addAndGet(SECOND * 3 / 2);
        assertThat(ask(app, "192.0.2.1").header("retry-after")).isEqualTo("1");
        clock.addAndGet(SECOND / 2);
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(200);
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(429);
        clock.addAndGet(SECOND * 3600);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(app, "192.0.2.1").status()).isEqualTo(200);
        }
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(429);
    }

    @Test
    void clientsAreToldApartByAddressOrNetwork() throws Exception {
        Application app = app(RateLimit.of(1, Duration.ofMinutes(1)));
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(200);
        assertThat(ask(app, "192.0.2.2").status()).isEqualTo(200);
        assertThat(ask(app, "2001:db8:1:2::1").status()).isEqualTo(200);
        assertThat(ask(app, "2001:db8:1:2:ffff::9").status()).isEqualTo(429);
        assertThat(ask(app, "2001:db8:1:3::1").status()).isEqualTo(200);
        SocketAddress unix = UnixDomainSocketAddress.of("/nowhere");
        assertThat(TestCall.get(app, "/").from(unix).send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/").from(unix).send().status()).isEqualTo(429);
        SocketAddress hidden = InetSocketAddress.createUnresolved("_hidden", 0);
        assertThat(TestCall.get(app, "/").from(hidden).send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/").from(hidden).send().status()).isEqualTo(429);
    }

    @Test
    void orBySomethingElseOrNotCounted() throws Exception {
        Application app =
                app(
                        RateLimit.of(1, Duration.ofMinutes(1))
                                .withKey(request -> request.query("user")));
        assertThat(TestCall.get(app, "/?user=a").send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/?user=b").send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/?user=a").send().status()).isEqualTo(429);
        assertThat(TestCall.get(app, "/").send().status()).isEqualTo(200);
        assertThat(TestCall.get(app, "/").send().status()).isEqualTo(200);
    }

    @Test
    void fieldsSayHowMuchIsLeft() throws Exception {
        Application app = app(RateLimit.of(60, Duration.ofMinutes(1)).withBurst(2).withFields());
        var first = ask(app, "192.0.2.1");
        assertThat(first.header("ratelimit-limit")).isEqualTo("2");
        assertThat(first.header("ratelimit-remaining")).isEqualTo("1");
        assertThat(first.header("ratelimit-reset")).isEqualTo("1");
        assertThat(ask(app, "192.0.2.1").header("ratelimit-remaining")).isEqualTo("0");
        var refused = ask(app, "192.0.2.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("ratelimit-remaining")).isEqualTo("0");
        assertThat(refused.header("ratelimit-reset")).isEqualTo("2");
    }

    @Test
    void theOneNotSeenForLongestGoes() throws Exception {
        Application app = app(RateLimit.of(1, Duration.ofMinutes(1)).withMostKeys(2));
        ask(app, "192.0.2.1");
        ask(app, "192.0.2.2");
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(429);
        ask(app, "192.0.2.3");
        assertThat(ask(app, "192.0.2.1").status()).isEqualTo(429);
        assertThat(ask(app, "192.0.2.2").status()).isEqualTo(200);
    }

    @Test
    void manyThreadsGetNoMoreThanThereIs() throws Exception {
        Buckets buckets = new Buckets(Buckets.Terms.of(1000, Duration.ofHours(1), 10), 0);
        AtomicLong taken = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int k = 0; k < 500; k++) {
                                    taken.addAndGet(buckets.take("x", 1).waitNanos() == 0 ? 1 : 0);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken.get()).isEqualTo(1000);
    }

    @Test
    void neverMoreThanTheBucketAndWhatCameBack() {
        Random random = new Random(7);
        Buckets buckets =
                new Buckets(Buckets.Terms.of(10, Duration.ofSeconds(1), 10).withBurst(5), 0);
        long now = 0;
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            now += random.nextLong(SECOND / 20);
            Buckets.Answer answer = buckets.take("x", now);
            taken += answer.waitNanos() == 0 ? 1 : 0;
            assertThat(answer.remaining()).isBetween(0, 4);
            assertThat(taken).isLessThanOrEqualTo((int) (5 + now / (SECOND / 10)));
        }
        assertThat(taken).isGreaterThan((int) (now / (SECOND / 10)) - 100);
    }

    @Test
    void refusesWhatCannotBe() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> RateLimit.of(0, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ofDays(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, Duration.ofDays(3000)).withBurst(1_000_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateLimit.of(1, second).withMostKeys(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(RateLimit.of(Integer.MAX_VALUE, second).withBurst(Integer.MAX_VALUE))
                .isNotNull();
    }
}
