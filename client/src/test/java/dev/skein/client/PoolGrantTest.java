package dev.skein.client;

import static dev.skein.client.PoolTicket.State.CONNECT;
import static dev.skein.client.PoolTicket.State.OVER;
import static dev.skein.client.PoolTicket.State.REUSE;
import static dev.skein.client.PoolTicket.State.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Who is served by what becomes free, and what giving up does.
class PoolGrantTest extends PoolCase {
    @Test
    void aReleasedConnectionGoesToTheOldestWaiterOfItsKey() {
        use(PoolOptions.defaults().withPerOrigin(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolFake connection = holder.connection();
        PoolTicket<PoolFake> first = acquire("a", THERE);
        PoolTicket<PoolFake> second = acquire("a");
        assertCounts(1, 0, 0, 2);
        assertThat(release(holder)).isSameAs(first);
        assertThat(first.state()).isEqualTo(REUSE);
        assertThat(first.connection()).isSameAs(connection);
        assertThat(second.state()).isEqualTo(WAIT);
        assertThat(release(first)).isSameAs(second);
        assertThat(release(second)).isNull();
        assertCounts(0, 1, 0, 0);
    }

    @Test
    void anOlderWaiterOfAnotherKeyGetsThePlaceOfAReleasedConnection() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolFake connection = holder.connection();
        PoolTicket<PoolFake> older = acquire("b");
        PoolTicket<PoolFake> younger = acquire("a");
        assertThat(release(holder)).isSameAs(older);
        assertThat(older.state()).isEqualTo(CONNECT);
        assertThat(younger.state()).isEqualTo(WAIT);
        assertThat(pool.drainEvicted()).containsExactly(connection);
    }

    @Test
    void anOlderWaiterOfTheSameKeyGoesBeforeThatOfAnotherKey() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> older = acquire("a");
        acquire("b");
        assertThat(release(holder)).isSameAs(older);
        assertThat(older.state()).isEqualTo(REUSE);
        assertThat(pool.drainEvicted()).isEmpty();
    }

    @Test
    void aWaiterBlockedByItsOwnLimitIsPassedOverAndKeepsItsPlace() {
        use(PoolOptions.defaults().withTotal(2).withPerOrigin(1));
        PoolTicket<PoolFake> a = busy("a");
        PoolTicket<PoolFake> b = busy("b");
        PoolTicket<PoolFake> blocked = acquire("a");
        PoolTicket<PoolFake> other = acquire("c");
        PoolTicket<PoolFake> late = acquire("a");
        assertThat(release(b)).isSameAs(other);
        assertThat(blocked.state()).isEqualTo(WAIT);
        assertThat(pool.release(a, false, now)).isSameAs(blocked);
        assertThat(blocked.state()).isEqualTo(CONNECT);
        assertThat(late.state()).isEqualTo(WAIT);
    }

    @Test
    void whatIsNotReusableLeavesItsPlaceToTheOldestThatCanUseIt() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolFake connection = holder.connection();
        PoolTicket<PoolFake> first = acquire("a");
        PoolTicket<PoolFake> second = acquire("b");
        assertThat(pool.release(holder, false, now)).isSameAs(first);
        assertThat(first.state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(connection);
        assertThat(pool.failed(first)).isSameAs(second);
        assertThat(second.state()).isEqualTo(CONNECT);
        assertThat(pool.failed(second)).isNull();
        assertThat(pool.total()).isZero();
        assertThat(pool.keys()).isZero();
    }

    @Test
    void aReleasedConnectionThatIsUnusableIsNotReused() {
        PoolTicket<PoolFake> ticket = busy("a");
        ticket.connection().spoil();
        assertThat(release(ticket)).isNull();
        assertThat(pool.drainEvicted()).hasSize(1);
        assertThat(pool.keys()).isZero();
    }

    @Test
    void aConnectionThatDiesGivesItsPlaceAway() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> waiter = acquire("b");
        assertThat(pool.removed(holder.connection())).isSameAs(waiter);
        assertThat(waiter.state()).isEqualTo(CONNECT);
        assertThat(pool.removed(holder.connection())).isNull();
        assertThat(release(holder)).isNull();
        assertThat(holder.state()).isEqualTo(OVER);
        assertThat(pool.drainEvicted()).isEmpty();
        assertCounts(0, 0, 1, 0);
    }

    @Test
    void aConnectionThatDiesWhileIdleIsForgotten() {
        PoolFake connection = idle("a").get(0);
        assertThat(pool.removed(connection)).isNull();
        assertThat(pool.removed(new PoolFake("a stranger", HERE))).isNull();
        assertThat(pool.drainEvicted()).isEmpty();
        assertThat(pool.keys()).isZero();
        assertThat(acquire("a").state()).isEqualTo(CONNECT);
    }

    @Test
    void aCancelledWaiterIsNotServed() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> first = acquire("b");
        PoolTicket<PoolFake> second = acquire("b");
        PoolTicket<PoolFake> third = acquire("b");
        assertThat(pool.cancel(second, now)).isNull();
        assertThat(pool.cancel(first, now)).isNull();
        assertThat(pool.cancel(first, now)).isNull();
        assertThat(first.state()).isEqualTo(OVER);
        assertThat(pool.waiting()).isEqualTo(1);
        assertThat(release(holder)).isSameAs(third);
    }

    @Test
    void aGrantedConnectionThatIsCancelledGoesToTheNext() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> holder = busy("a");
        PoolTicket<PoolFake> first = acquire("a");
        PoolTicket<PoolFake> second = acquire("a");
        release(holder);
        assertThat(pool.cancel(first, now)).isSameAs(second);
        assertThat(second.state()).isEqualTo(REUSE);
        assertThat(pool.cancel(second, now)).isNull();
        assertCounts(0, 1, 0, 0);
    }

    @Test
    void aGrantedPlaceThatIsCancelledGoesToTheNext() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> connecting = acquire("a");
        PoolTicket<PoolFake> next = acquire("b");
        assertThat(pool.cancel(connecting, now)).isSameAs(next);
        assertThat(pool.cancel(next, now)).isNull();
        assertCounts(0, 0, 0, 0);
        assertThat(pool.keys()).isZero();
    }

    @Test
    void aNewConnectionThatNobodyUsedIsKept() {
        PoolTicket<PoolFake> ticket = busy("a");
        PoolFake connection = ticket.connection();
        assertThat(pool.cancel(ticket, now)).isNull();
        assertThat(acquire("a").connection()).isSameAs(connection);
    }

    @Test
    void aConnectionThatComesBackUnusedIsAsOldAsItWas() {
        List<PoolFake> idle = idle("a", "a");
        now += 10 * SECOND;
        PoolTicket<PoolFake> used = acquire("a");
        PoolTicket<PoolFake> unused = acquire("a");
        release(used);
        pool.cancel(unused, now);
        now += 5 * SECOND;
        pool.expire(now);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(0));
        assertThat(acquire("a").connection()).isSameAs(idle.get(1));
    }
}
