package dev.skein.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.client.PoolOptions.Reuse;
import dev.skein.client.PoolTicket.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random operations on a [Pool] and on its [PoolModel], which must agree after each. The seeds are fixed.
class PoolModelTest {
    private static final int RUNS = 20;
    private static final int STEPS = 2_000;
    private static final Object[] HOMES = {"loop 1", "loop 2", "loop 3"};

    /// A ticket of the pool and what the model thinks of it.
    private record Pair(PoolTicket<PoolFake> ticket, PoolModel.Claim claim) {}

    private Random random = new Random(0);
    private PoolOptions options = PoolOptions.defaults();
    private Pool<Integer, PoolFake> pool = new Pool<>(options);
    private PoolModel model = new PoolModel(options);
    private int keys;
    private int names;

    /// No two steps at the same time, so that the order of use is total. The pool's clock runs ahead by `origin`, and may wrap.
    private long time;

    private long origin;

    /// Tickets that are not over.
    private final List<Pair> live = new ArrayList<>();

    /// Connections opened and neither evicted nor dead.
    private final Set<PoolFake> open = new HashSet<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void agreesWithItsModel(int seed) {
        for (int run = 0; run < RUNS; run++) {
            start(new Random(1_000L * seed + run));
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            if (random.nextBoolean()) {
                close();
                check();
            }
            endEverything();
        }
    }

    private void start(Random seeded) {
        random = seeded;
        options =
                new PoolOptions(
                        random.nextInt(7),
                        random.nextInt(4),
                        Duration.ofNanos(pick(0, 20, 300, 1_000_000)),
                        random.nextBoolean() ? null : Duration.ofNanos(pick(30, 1_000)),
                        pick(Reuse.values()),
                        pick(0, 1, 3, 10));
        pool = new Pool<>(options);
        model = new PoolModel(options);
        keys = 1 + random.nextInt(6);
        time = 0;
        origin = pick(0L, Long.MAX_VALUE - 2_000, -500L);
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private long now() {
        return origin + time;
    }

    private void step() {
        time += 1 + random.nextInt(10);
        int most = 12;
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                if (live.size() < most) {
                    acquire();
                }
            }
            case 3, 4, 5, 6, 7, 8 -> goOn();
            case 9 -> cancelAny();
            case 10 -> harmAny();
            default -> rarely();
        }
    }

    private void acquire() {
        int key = random.nextInt(keys);
        Object home = pick(HOMES);
        PoolTicket<PoolFake> ticket = pool.acquire(key, home, now());
        Pair pair = new Pair(ticket, model.acquire(key, home, time));
        agree(pair);
        live.add(pair);
    }

    /// A holder takes its next step, one that waits does not.
    private void goOn() {
        if (live.isEmpty()) {
            return;
        }
        Pair pair = live.get(random.nextInt(live.size()));
        switch (pair.ticket.state()) {
            case WAIT -> {}
            case CONNECT -> connectOrFail(pair);
            case REUSE, CONNECTED -> release(pair);
            case REFUSED, CLOSED, OVER -> live.remove(pair);
        }
    }

    private void connectOrFail(Pair pair) {
        if (random.nextInt(4) == 0) {
            granted(pool.failed(pair.ticket), model.failed(pair.claim));
            return;
        }
        PoolFake connection = new PoolFake("connection " + ++names, pick(HOMES));
        open.add(connection);
        pool.connected(pair.ticket, connection, now());
        model.connected(pair.claim, connection, time);
    }

    private void release(Pair pair) {
        boolean reusable = random.nextInt(5) > 0;
        granted(
                pool.release(pair.ticket, reusable, now()),
                model.release(pair.claim, reusable, time));
    }

    private void cancelAny() {
        if (!live.isEmpty()) {
            cancel(live.get(random.nextInt(live.size())));
        }
    }

    private void cancel(Pair pair) {
        granted(pool.cancel(pair.ticket, now()), model.cancel(pair.claim, time));
    }

    /// A connection dies, or goes bad in silence.
    private void harmAny() {
        if (open.isEmpty()) {
            return;
        }
        PoolFake victim = List.copyOf(open).get(random.nextInt(open.size()));
        if (random.nextBoolean()) {
            victim.spoil();
            return;
        }
        open.remove(victim);
        granted(pool.removed(victim), model.removed(victim));
        assertThat(pool.removed(victim)).isNull();
    }

    private void rarely() {
        switch (random.nextInt(1_000)) {
            case 0 -> close();
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> time += 400;
            default -> {}
        }
        pool.expire(now());
        model.expire(time);
    }

    private void close() {
        Set<PoolTicket<PoolFake>> closed = new HashSet<>(pool.close());
        List<PoolModel.Claim> expected = model.close();
        assertThat(closed).hasSameSizeAs(expected);
        for (Pair pair : live) {
            assertThat(closed.contains(pair.ticket)).isEqualTo(expected.contains(pair.claim));
        }
    }

    private void granted(
            @Nullable PoolTicket<PoolFake> actual, PoolModel.@Nullable Claim expected) {
        Pair pair = live.stream().filter(p -> p.ticket == actual).findFirst().orElse(null);
        assertThat(pair == null ? null : pair.claim).isSameAs(expected);
        assertThat(actual == null).isEqualTo(expected == null);
    }

    private void agree(Pair pair) {
        assertThat(pair.ticket.state()).isEqualTo(pair.claim.state);
        PoolFake expected = pair.claim.connection();
        if (expected != null) {
            assertThat(pair.ticket.connection()).isSameAs(expected);
        }
    }

    private record Figures(
            int total, int idle, int busy, int connecting, int waiting, int keys, long expiry) {}

    private void check() {
        live.forEach(this::agree);
        live.removeIf(pair -> pair.claim.state == State.OVER);
        checkEvicted();
        int connecting = model.count(State.CONNECT);
        assertThat(
                        new Figures(
                                pool.total(),
                                pool.idle(),
                                pool.busy(),
                                pool.connecting(),
                                pool.waiting(),
                                pool.keys(),
                                pool.nextExpiry(now())))
                .isEqualTo(
                        new Figures(
                                model.total(),
                                model.idle(),
                                model.total() - model.idle() - connecting,
                                connecting,
                                model.count(State.WAIT),
                                model.keys(),
                                model.nextExpiry(time)));
        checkLimits();
        assertThat(model.somebodyWaitsInVain()).isFalse();
        assertThat(pool.total() - pool.connecting()).isEqualTo(open.size());
    }

    private void checkEvicted() {
        List<PoolFake> evicted = pool.drainEvicted();
        assertThat(evicted).isEqualTo(model.evicted);
        model.evicted.clear();
        for (PoolFake connection : evicted) {
            assertThat(open.remove(connection)).as("evicted once").isTrue();
        }
    }

    private void checkLimits() {
        assertThat(options.total() == 0 || pool.total() <= options.total()).isTrue();
        assertThat(options.maxWaiters() == 0 || pool.waiting() <= options.maxWaiters()).isTrue();
        for (int key = 0; key < keys; key++) {
            int perKey = pool.perKey(key);
            assertThat(perKey).isEqualTo(model.perKey(key));
            assertThat(options.perOrigin() == 0 || perKey <= options.perOrigin()).isTrue();
        }
    }

    private void endEverything() {
        while (!live.isEmpty()) {
            Pair pair = live.get(random.nextInt(live.size()));
            time++;
            switch (pair.ticket.state()) {
                case CONNECTED, REUSE -> release(pair);
                case WAIT, CONNECT -> cancel(pair);
                case REFUSED, CLOSED, OVER -> live.remove(pair);
            }
            check();
        }
        time += 2_000_000;
        pool.expire(now());
        model.expire(time);
        check();
        assertThat(new int[] {pool.total(), pool.waiting(), pool.keys(), open.size()})
                .containsOnly(0);
    }
}
