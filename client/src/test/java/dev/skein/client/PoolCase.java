package dev.skein.client;

import static dev.skein.client.PoolTicket.State.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A pool, a clock, and the words that its tests are written in.
abstract class PoolCase {
    static final String HERE = "here";
    static final String THERE = "there";
    static final long SECOND = 1_000_000_000;

    Pool<String, PoolFake> pool = new Pool<>(PoolOptions.defaults());
    long now = 1_000;
    private int names;

    void use(PoolOptions options) {
        pool = new Pool<>(options);
    }

    PoolTicket<PoolFake> acquire(String key) {
        return acquire(key, HERE);
    }

    PoolTicket<PoolFake> acquire(String key, Object home) {
        return pool.acquire(key, home, now);
    }

    /// A new connection, held by its ticket.
    PoolTicket<PoolFake> busy(String key) {
        return busy(key, HERE);
    }

    PoolTicket<PoolFake> busy(String key, Object home) {
        PoolTicket<PoolFake> ticket = acquire(key, home);
        assertThat(ticket.state()).isEqualTo(CONNECT);
        pool.connected(ticket, new PoolFake(key + ++names, home), now);
        return ticket;
    }

    @Nullable PoolTicket<PoolFake> release(PoolTicket<PoolFake> ticket) {
        return pool.release(ticket, true, ++now);
    }

    /// New idle connections, the longest unused first.
    List<PoolFake> idle(String... keys) {
        List<PoolTicket<PoolFake>> tickets = new ArrayList<>();
        for (String key : keys) {
            tickets.add(busy(key));
        }
        return tickets.stream()
                .map(
                        ticket -> {
                            PoolFake connection = ticket.connection();
                            assertThat(release(ticket)).isNull();
                            return connection;
                        })
                .toList();
    }

    void assertCounts(int busy, int idle, int connecting, int waiting) {
        assertThat(List.of(pool.busy(), pool.idle(), pool.connecting(), pool.waiting()))
                .as("busy, idle, connecting, waiting")
                .containsExactly(busy, idle, connecting, waiting);
        assertThat(pool.total()).isEqualTo(busy + idle + connecting);
    }
}
