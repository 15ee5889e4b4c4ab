package dev.skein.client;

import static dev.skein.client.PoolTicket.State.CLOSED;
import static dev.skein.client.PoolTicket.State.CONNECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Time, the end, misuse and cost.
class PoolLifeTest extends PoolCase {
    @Test
    void idleConnectionsExpire() {
        assertThat(pool.nextExpiry(now)).isEqualTo(Long.MAX_VALUE);
        List<PoolFake> idle = idle("a", "b");
        assertThat(pool.nextExpiry(now)).isEqualTo(15 * SECOND - 1);
        now += 15 * SECOND - 2;
        pool.expire(now);
        assertThat(pool.drainEvicted()).isEmpty();
        now += 1;
        assertThat(pool.nextExpiry(now)).isZero();
        pool.expire(now);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(0));
        assertThat(pool.nextExpiry(now)).isEqualTo(1);
        pool.expire(now + SECOND);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(1));
        assertThat(pool.keys()).isZero();
    }

    @Test
    void whatHasExpiredIsNotUsedEvenWhenNobodyCalledExpire() {
        List<PoolFake> idle = idle("a", "b");
        now += 15 * SECOND;
        assertThat(acquire("a").state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).isEqualTo(idle);
    }

    @Test
    void withoutKeepAliveNothingIsUsedAgain() {
        use(PoolOptions.defaults().withKeepAlive(Duration.ZERO).withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> waiter = acquire("a");
        assertThat(release(holder)).isSameAs(waiter);
        assertThat(waiter.state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).hasSize(1);
    }

    @Test
    void aConnectionPastItsLifetimeIsNotUsed() {
        use(PoolOptions.defaults().withMaxLifetime(Duration.ofSeconds(20)));
        PoolTicket<PoolFake> old = busy("a");
        PoolFake connection = old.connection();
        now += 10 * SECOND;
        release(old);
        now += 10 * SECOND - 3;
        PoolTicket<PoolFake> again = acquire("a");
        assertThat(again.connection()).isSameAs(connection);
        assertThat(release(again)).isNull();
        assertThat(pool.drainEvicted()).isEmpty();
        now += 1;
        assertThat(acquire("a").state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(connection);
    }

    @Test
    void aConnectionReleasedPastItsLifetimeIsEvicted() {
        use(PoolOptions.defaults().withMaxLifetime(Duration.ofSeconds(20)));
        PoolTicket<PoolFake> old = busy("a");
        now += 20 * SECOND;
        release(old);
        assertThat(pool.drainEvicted()).hasSize(1);
    }

    @Test
    void theClockMayWrap() {
        now = Long.MAX_VALUE - SECOND;
        List<PoolFake> idle = idle("a");
        now += 3 * SECOND;
        assertThat(now).isNegative();
        assertThat(pool.nextExpiry(now)).isEqualTo(12 * SECOND);
        assertThat(pool.drainEvicted()).isEmpty();
        now += 12 * SECOND;
        pool.expire(now);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(0));
    }

    @Test
    void aClockReadBeforeAnotherThreadsDoesNoHarm() {
        use(PoolOptions.defaults().withKeepAlive(Duration.ofSeconds(Long.MAX_VALUE)));
        PoolTicket<PoolFake> early = busy("a");
        PoolTicket<PoolFake> late = busy("a");
        pool.release(late, true, now + 5);
        pool.release(early, true, now);
        assertThat(pool.nextExpiry(now - 5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theLongestUnusedIsFoundThoughTheClocksOfThreadsDiffer() {
        use(PoolOptions.defaults().withTotal(2));
        PoolTicket<PoolFake> early = busy("a");
        PoolTicket<PoolFake> late = busy("a");
        PoolFake longest = early.connection();
        pool.release(late, true, now + 5);
        pool.release(early, true, now);
        assertThat(acquire("b").state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(longest);
    }

    @Test
    void closingEvictsWhatIsIdleAndTurnsAwayWhatWaits() {
        use(PoolOptions.defaults().withPerOrigin(1));
        List<PoolFake> idle = idle("a", "b");
        PoolTicket<PoolFake> holder = busy("c");
        PoolFake held = holder.connection();
        PoolTicket<PoolFake> connecting = acquire("d");
        PoolTicket<PoolFake> waiter = acquire("c");
        PoolTicket<PoolFake> another = acquire("d");
        assertThat(pool.close()).containsExactlyInAnyOrder(waiter, another);
        assertThat(waiter.state()).isEqualTo(CLOSED);
        assertThat(pool.drainEvicted()).isEqualTo(idle);
        assertThat(acquire("a").state()).isEqualTo(CLOSED);
        assertThat(pool.cancel(waiter, now)).isNull();
        assertCounts(1, 0, 1, 0);
        assertThat(release(holder)).isNull();
        assertThat(pool.drainEvicted()).containsExactly(held);
        PoolFake late = new PoolFake("late", HERE);
        pool.connected(connecting, late, now);
        assertThat(release(connecting)).isNull();
        assertThat(pool.drainEvicted()).containsExactly(late);
        assertThat(pool.close()).isEmpty();
        assertThat(pool.keys()).isZero();
    }

    @Test
    void aTicketIsReleasedOnce() {
        PoolTicket<PoolFake> ticket = busy("a");
        release(ticket);
        assertThatIllegalStateException()
                .isThrownBy(() -> release(ticket))
                .withMessageContaining("OVER");
        assertThatIllegalStateException().isThrownBy(ticket::connection);
        assertThat(pool.cancel(ticket, now)).isNull();
        assertCounts(0, 1, 0, 0);
    }

    @Test
    void onlyAPlaceBecomesAConnectionAndOnlyANewOne() {
        PoolTicket<PoolFake> connected = busy("a");
        PoolFake connection = connected.connection();
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.connected(connected, new PoolFake("x", HERE), now))
                .withMessageContaining("CONNECT,")
                .withMessageContaining("CONNECTED");
        assertThatIllegalStateException().isThrownBy(() -> pool.failed(connected));
        PoolTicket<PoolFake> place = acquire("a");
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.connected(place, connection, now))
                .withMessageContaining("new connection");
        assertCounts(1, 0, 1, 0);
    }

    @Test
    void aMillionOriginsLeaveNothingBehind() {
        use(PoolOptions.defaults().withTotal(10));
        int closed = 0;
        for (int i = 0; i < 1_000_000; i++) {
            PoolTicket<PoolFake> ticket = acquire("origin" + i);
            pool.connected(ticket, new PoolFake("connection", HERE), now);
            release(ticket);
            closed += pool.drainEvicted().size();
        }
        assertThat(closed).isEqualTo(999_990);
        assertThat(pool.keys()).isEqualTo(10);
        assertThat(pool.total()).isEqualTo(10);
    }

    @Test
    void usingAnIdleConnectionAllocatesOneTicket() throws ReflectiveOperationException {
        idle("a", "a");
        reuse(100);
        long before = allocated();
        reuse(10_000);
        assertThat((allocated() - before) / 10_000).isLessThanOrEqualTo(48);
    }

    private void reuse(int times) {
        for (int i = 0; i < times; i++) {
            release(acquire("a"));
            pool.drainEvicted();
        }
    }

    /// What this thread has allocated, in bytes. By reflection: the module does not read the one that tells.
    private static long allocated() throws ReflectiveOperationException {
        Object threads =
                Class.forName("java.lang.management.ManagementFactory")
                        .getMethod("getThreadMXBean")
                        .invoke(null);
        return (long)
                Class.forName("com.sun.management.ThreadMXBean")
                        .getMethod("getCurrentThreadAllocatedBytes")
                        .invoke(threads);
    }

    @Test
    void aTicketKeepsWhatToWake() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> waiter = acquire("a");
        Object wakeable = new Object();
        waiter.setWaiter(wakeable);
        assertThat(release(holder)).extracting(PoolTicket::waiter).isSameAs(wakeable);
    }
}
