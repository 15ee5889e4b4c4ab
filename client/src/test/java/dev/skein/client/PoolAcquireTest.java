package dev.skein.client;

import static dev.skein.client.PoolTicket.State.CONNECT;
import static dev.skein.client.PoolTicket.State.CONNECTED;
import static dev.skein.client.PoolTicket.State.OVER;
import static dev.skein.client.PoolTicket.State.REFUSED;
import static dev.skein.client.PoolTicket.State.REUSE;
import static dev.skein.client.PoolTicket.State.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.client.PoolOptions.Reuse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a newcomer gets.
class PoolAcquireTest extends PoolCase {
    @Test
    void aFirstRequestConnectsAndTheNextUsesItsConnection() {
        PoolTicket<PoolFake> first = acquire("a");
        assertThat(first.state()).isEqualTo(CONNECT);
        assertCounts(0, 0, 1, 0);
        PoolFake connection = new PoolFake("a1", HERE);
        pool.connected(first, connection, now);
        assertThat(first.state()).isEqualTo(CONNECTED);
        assertThat(first.connection()).isSameAs(connection);
        assertCounts(1, 0, 0, 0);
        assertThat(release(first)).isNull();
        assertThat(first.state()).isEqualTo(OVER);
        assertCounts(0, 1, 0, 0);
        PoolTicket<PoolFake> second = acquire("a");
        assertThat(second.state()).isEqualTo(REUSE);
        assertThat(second.connection()).isSameAs(connection);
        assertThat(pool.drainEvicted()).isEmpty();
    }

    @Test
    void anotherKeysConnectionIsNotUsed() {
        idle("a");
        assertThat(acquire("b").state()).isEqualTo(CONNECT);
        assertThat(pool.perKey("a")).isEqualTo(1);
        assertThat(pool.perKey("b")).isEqualTo(1);
        assertThat(pool.perKey("c")).isZero();
        assertThat(pool.keys()).isEqualTo(2);
    }

    @Test
    void lifoUsesTheLastUsedFirst() {
        List<PoolFake> idle = idle("a", "a", "a");
        assertThat(acquire("a").connection()).isSameAs(idle.get(2));
        assertThat(acquire("a").connection()).isSameAs(idle.get(1));
    }

    @Test
    void fifoUsesTheLongestUnusedFirst() {
        use(PoolOptions.defaults().withReuse(Reuse.FIFO));
        List<PoolFake> idle = idle("a", "a", "a");
        assertThat(acquire("a").connection()).isSameAs(idle.get(0));
        assertThat(acquire("a").connection()).isSameAs(idle.get(1));
    }

    @Test
    void theSameHomeComesBeforeANewConnectionAndThatBeforeAnotherHome() {
        use(PoolOptions.defaults().withTotal(3));
        PoolTicket<PoolFake> here = busy("a", HERE);
        PoolTicket<PoolFake> there = busy("a", THERE);
        PoolFake near = here.connection();
        PoolFake far = there.connection();
        release(here);
        release(there);
        assertThat(acquire("a", HERE).connection()).isSameAs(near);
        assertThat(acquire("a", HERE).state()).isEqualTo(CONNECT);
        assertThat(acquire("a", HERE).connection()).isSameAs(far);
        assertThat(acquire("a", HERE).state()).isEqualTo(WAIT);
    }

    @Test
    void atTheLimitOfAKeyAnotherHomeServes() {
        use(PoolOptions.defaults().withPerOrigin(1));
        PoolTicket<PoolFake> there = busy("a", THERE);
        PoolFake far = there.connection();
        release(there);
        assertThat(acquire("a", HERE).connection()).isSameAs(far);
        assertThat(acquire("a", HERE).state()).isEqualTo(WAIT);
        assertThat(acquire("b", HERE).state()).isEqualTo(CONNECT);
    }

    @Test
    void ofSeveralOtherHomesTheOrderOfReuseDecides() {
        for (Reuse reuse : Reuse.values()) {
            use(PoolOptions.defaults().withPerOrigin(3).withReuse(reuse));
            List<PoolTicket<PoolFake>> tickets =
                    List.of(busy("a", "x"), busy("a", "y"), busy("a", "z"));
            List<PoolFake> connections = tickets.stream().map(PoolTicket::connection).toList();
            release(tickets.get(1));
            release(tickets.get(2));
            release(tickets.get(0));
            assertThat(acquire("a", HERE).connection())
                    .isSameAs(connections.get(reuse == Reuse.LIFO ? 0 : 1));
        }
    }

    @Test
    void atTheTotalLimitTheLongestUnusedOfAnotherKeyGivesWay() {
        use(PoolOptions.defaults().withTotal(3));
        List<PoolFake> idle = idle("a", "b", "a");
        assertThat(acquire("c").state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(0));
        assertThat(acquire("d").state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(idle.get(1));
        assertThat(pool.drainEvicted()).isEmpty();
        assertThat(pool.perKey("b")).isZero();
        assertThat(pool.keys()).isEqualTo(3);
    }

    @Test
    void aKeyAtItsOwnLimitEvictsNobody() {
        use(PoolOptions.defaults().withTotal(2).withPerOrigin(1));
        idle("b");
        busy("a");
        assertThat(acquire("a").state()).isEqualTo(WAIT);
        assertThat(pool.drainEvicted()).isEmpty();
    }

    @Test
    void zeroIsNoLimit() {
        use(PoolOptions.defaults().withTotal(0).withMaxWaiters(0));
        for (int i = 0; i < 1_000; i++) {
            assertThat(acquire("a").state()).isEqualTo(CONNECT);
        }
        use(PoolOptions.defaults().withTotal(1).withMaxWaiters(0));
        busy("a");
        for (int i = 0; i < 20_000; i++) {
            assertThat(acquire("a").state()).isEqualTo(WAIT);
        }
        assertThat(pool.waiting()).isEqualTo(20_000);
    }

    @Test
    void tooManyWaitersAreRefusedAndToldWhy() {
        use(PoolOptions.defaults().withTotal(1).withMaxWaiters(2));
        PoolTicket<PoolFake> holder = busy("a");
        acquire("a");
        PoolTicket<PoolFake> second = acquire("b");
        PoolTicket<PoolFake> third = acquire("c");
        assertThat(third.state()).isEqualTo(REFUSED);
        assertThat(pool.refusal())
                .contains("2 requests wait")
                .contains("PoolOptions.maxWaiters")
                .contains("PoolOptions.total");
        assertThat(pool.keys()).isEqualTo(2);
        assertThat(pool.cancel(third, now)).isNull();
        pool.cancel(second, now);
        assertThat(acquire("c").state()).isEqualTo(WAIT);
        release(holder);
        assertCounts(1, 0, 0, 1);
    }

    @Test
    void aConnectionThatWentBadWhileIdleIsEvictedInsteadOfUsed() {
        List<PoolFake> idle = idle("a", "a", "a");
        idle.get(2).spoil();
        idle.get(1).spoil();
        assertThat(acquire("a").connection()).isSameAs(idle.get(0));
        assertThat(pool.drainEvicted()).containsExactly(idle.get(2), idle.get(1));
        assertCounts(1, 0, 0, 0);
    }

    @Test
    void badConnectionsElsewhereMakeRoomForANewOne() {
        use(PoolOptions.defaults().withTotal(1));
        PoolTicket<PoolFake> there = busy("a", THERE);
        PoolFake bad = there.connection();
        release(there);
        bad.spoil();
        assertThat(acquire("a", HERE).state()).isEqualTo(CONNECT);
        assertThat(pool.drainEvicted()).containsExactly(bad);
    }
}
