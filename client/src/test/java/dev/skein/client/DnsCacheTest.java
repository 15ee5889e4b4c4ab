package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skein.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsCacheTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("10.0.0.2");
    private static final InetAddress THREE = InetAddress.ofLiteral("10.0.0.3");

    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // overflows soon

    private DnsCache cache(@Nullable Duration ttl, int size, Resolver resolver) {
        return new DnsCache(
                host -> {
                    calls.incrementAndGet();
                    return resolver.resolve(host);
                },
                ttl,
                size,
                now::get);
    }

    private DnsCache cache(@Nullable Duration ttl) {
        return cache(ttl, 10, _ -> List.of(ONE));
    }

    private static List<InetAddress> lookup(DnsCache cache, String host) throws Exception {
        return cache.lookup(host, DialObserver.NONE);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answersAreRememberedForAWhile() throws Exception {
        DnsCache cache = cache(Duration.ofNanos(10));
        assertThat(lookup(cache, "a")).containsExactly(ONE);
        now.addAndGet(9);
        assertThat(lookup(cache, "A")).containsExactly(ONE);
        assertThat(calls).hasValue(1);
        now.addAndGet(1);
        lookup(cache, "a");
        assertThat(calls).hasValue(2);
    }

    @Test
    void zeroRemembersNothingAndNullForEver() throws Exception {
        DnsCache off = cache(Duration.ZERO);
        lookup(off, "a");
        lookup(off, "a");
        assertThat(calls).hasValue(2);
        DnsCache on = cache(null);
        lookup(on, "a");
        now.addAndGet(Long.MAX_VALUE);
        lookup(on, "a");
        assertThat(calls).hasValue(3);
        DnsCache long1 = cache(Duration.ofSeconds(Long.MAX_VALUE));
        lookup(long1, "a");
        lookup(long1, "a");
        assertThat(calls).hasValue(4);
    }

    @Test
    void theNameNotAskedForLongestGoesFirst() throws Exception {
        DnsCache cache = cache(null, 2, _ -> List.of(ONE));
        lookup(cache, "a");
        lookup(cache, "b");
        lookup(cache, "a");
        lookup(cache, "c"); // in place of b
        assertThat(calls).hasValue(3);
        lookup(cache, "a");
        lookup(cache, "c");
        assertThat(calls).hasValue(3);
        lookup(cache, "b");
        assertThat(calls).hasValue(4);
    }

    @Test
    void eachRequestBeginsWithAnotherAddress() throws Exception {
        DnsCache cache = cache(null, 2, _ -> List.of(ONE, TWO, THREE));
        assertThat(lookup(cache, "a")).containsExactly(ONE, TWO, THREE);
        assertThat(lookup(cache, "a")).containsExactly(TWO, THREE, ONE);
        assertThat(lookup(cache, "a")).containsExactly(THREE, ONE, TWO);
        assertThat(lookup(cache, "a")).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void noMoreThan64AddressesAreLookedAt() throws Exception {
        DnsCache cache = cache(null, 2, _ -> Collections.nCopies(1000, ONE));
        assertThat(lookup(cache, "a")).hasSize(64);
    }

    @Test
    void concurrentLookupsShareOneCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(10);
        CountDownLatch go = new CountDownLatch(1);
        DnsCache cache =
                cache(
                        Duration.ZERO,
                        2,
                        _ -> {
                            go.await();
                            return List.of(ONE, TWO);
                        });
        DialObserver observer =
                new DialObserver() {
                    @Override
                    public void dnsStart(String host) {
                        asked.countDown();
                    }
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<InetAddress>>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(threads.submit(() -> cache.lookup("a", observer)));
            }
            await(asked);
            go.countDown();
            for (Future<List<InetAddress>> one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS)).containsExactlyInAnyOrder(ONE, TWO);
            }
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void aWaiterMayBeInterruptedAndTheLookupGoesOn() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch given = new CountDownLatch(1);
        DnsCache cache =
                cache(
                        null,
                        2,
                        _ -> {
                            asked.countDown();
                            go.await();
                            return List.of(ONE);
                        });
        Thread waiter =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        cache.lookup("a", DialObserver.NONE);
                                    } catch (InterruptedException _) {
                                        given.countDown();
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                });
        await(asked);
        waiter.interrupt();
        await(given);
        go.countDown();
        assertThat(lookup(cache, "a")).containsExactly(ONE);
        assertThat(calls).hasValue(1);
    }

    @Test
    void failuresAreToldAndNotRemembered() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        DnsCache cache =
                cache(
                        null,
                        2,
                        _ -> {
                            if (broken.get()) {
                                throw new UnknownHostException("no such name");
                            }
                            return List.of(ONE);
                        });
        assertThatThrownBy(() -> lookup(cache, "a"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no such name");
        broken.set(false);
        assertThat(lookup(cache, "a")).containsExactly(ONE);
    }

    @Test
    void aResolverMayFailInAnyWay() {
        assertThatThrownBy(() -> lookup(cache(null, 2, _ -> List.of()), "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no address");
        assertThatThrownBy(
                        () ->
                                lookup(
                                        cache(
                                                null,
                                                2,
                                                _ -> {
                                                    throw new StackOverflowError();
                                                }),
                                        "a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void namesAreForgottenOnDemand() throws Exception {
        DnsCache cache = cache(null);
        lookup(cache, "a");
        lookup(cache, "b");
        cache.clear("A");
        lookup(cache, "a");
        lookup(cache, "b");
        assertThat(calls).hasValue(3);
        cache.clear();
        lookup(cache, "a");
        lookup(cache, "b");
        assertThat(calls).hasValue(5);
    }

    @Test
    void aLookupFromBeforeIsNotRemembered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        DnsCache cache =
                cache(
                        null,
                        2,
                        _ -> {
                            asked.countDown();
                            go.await();
                            return List.of(ONE);
                        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<InetAddress>> first = threads.submit(() -> lookup(cache, "a"));
            await(asked);
            cache.clear();
            go.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).containsExactly(ONE);
        }
        lookup(cache, "a");
        assertThat(calls).hasValue(2);
    }

    @Test
    void addressesMeanThemselves() throws Exception {
        DnsCache cache = cache(null);
        assertThat(lookup(cache, "127.0.0.1")).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(lookup(cache, "[::1]")).containsExactly(InetAddress.ofLiteral("::1"));
        assertThat(lookup(cache, "::1")).containsExactly(InetAddress.ofLiteral("::1"));
        assertThat(calls).hasValue(0);
    }

    /// The system would take some of them for addresses.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.0.0.01",
                "127.0.0.256",
                "1.2.3.4.5",
                "127.0.0.1.",
                "a.0x1",
                "a.1",
                "0X7F.1",
                "[::1",
                "::g",
                "1.2.3.",
                "0x"
            })
    void almostAddressesAreRefused(String host) {
        DnsCache cache = cache(null);
        assertThatThrownBy(() -> lookup(cache, host)).isInstanceOf(UnknownHostException.class);
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "example.com.", "1a", "0xg", "1.example", "a.0x1g", "1-1"})
    void namesAreNot(String host) throws Exception {
        lookup(cache(null), host);
        assertThat(calls).hasValue(1);
    }

    @Test
    void theResolverNeverRunsOnALoop() throws Exception {
        List<Thread> by = Collections.synchronizedList(new ArrayList<>());
        DnsCache cache =
                cache(
                        null,
                        2,
                        _ -> {
                            by.add(Thread.currentThread());
                            return EventLoop.currentOrNull() == null ? List.of(ONE) : List.of();
                        });
        try (EventLoop loop = new EventLoop()) {
            assertThat(loop.runUntilComplete(() -> lookup(cache, "a"))).containsExactly(ONE);
        }
        assertThat(by).hasSize(1).allMatch(Thread::isVirtual);
    }

    @Test
    void theObserverHearsOfIt() throws Exception {
        List<String> heard = new ArrayList<>();
        DialObserver observer =
                new DialObserver() {
                    @Override
                    public void dnsStart(String host) {
                        heard.add("start " + host);
                    }

                    @Override
                    public void dnsEnd(List<InetAddress> addresses) {
                        heard.add("end " + addresses);
                    }

                    @Override
                    public void dnsCacheHit(String host) {
                        heard.add("hit " + host);
                    }

                    @Override
                    public void dnsCacheMiss(String host) {
                        heard.add("miss " + host);
                    }
                };
        DnsCache cache = cache(null);
        cache.lookup("a", observer);
        cache.lookup("a", observer);
        cache.lookup("127.0.0.1", observer);
        assertThat(heard).containsExactly("miss a", "start a", "end [/10.0.0.1]", "hit a");
    }
}
