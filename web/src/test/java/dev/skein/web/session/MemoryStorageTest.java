package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MemoryStorageTest extends ServerSideStorageContract {
    @Override
    MemoryStorage storage() {
        return new MemoryStorage(1000, clock);
    }

    @Test
    void oneTooManyPushesOutWhatWasIdleLongest() throws IOException {
        MemoryStorage storage = new MemoryStorage(2, clock);
        String first = saved(storage, null, data(1)).token();
        String second = saved(storage, null, data("ada", 2)).token();
        assertThat(bytes(storage, first)).containsExactly(1);
        String third = saved(storage, null, data(3)).token();
        assertThat(storage.size()).isEqualTo(2);
        assertThat(bytes(storage, second)).isNull();
        assertThat(bytes(storage, first)).containsExactly(1);
        assertThat(bytes(storage, third)).containsExactly(3);
        assertThat(storage.revoke("ada")).isZero();
    }

    @Test
    void savingAgainTakesNoMoreRoom() throws IOException {
        MemoryStorage storage = new MemoryStorage(2, clock);
        StoredSession other = saved(storage, null, data(1));
        StoredSession one = saved(storage, null, data(2));
        for (int i = 0; i < 10; i++) {
            one = saved(storage, one, data(3));
        }
        assertThat(storage.size()).isEqualTo(2);
        assertThat(bytes(storage, other.token())).containsExactly(1);
    }

    @Test
    void expiredSessionsMakeRoomAsOthersAreUsed() throws IOException {
        MemoryStorage storage = storage();
        for (int i = 0; i < 200; i++) {
            saved(storage, null, data("ada", 1));
        }
        clock.advance(Duration.ofHours(2));
        saved(storage, null, data(1));
        assertThat(storage.size()).as("only some at once").isBetween(100, 199);
        for (int i = 0; i < 4; i++) {
            storage.load(NAME, "x".repeat(43));
        }
        assertThat(storage.size()).isEqualTo(1);
        assertThat(storage.revoke("ada")).isZero();
    }

    @Test
    void revokeEndsAllSessionsOfAnOwner() throws IOException {
        MemoryStorage storage = storage();
        StoredSession phone = saved(storage, null, data("ada", 1));
        StoredSession desk = saved(storage, null, data("ada", 2));
        StoredSession other = saved(storage, null, data("bob", 3));
        assertThat(storage.revoke("ada")).isEqualTo(2);
        assertThat(storage.revoke("ada")).isZero();
        assertThat(bytes(storage, phone.token())).isNull();
        assertThat(storage.save(NAME, desk, data("ada", 4))).isNull();
        assertThat(bytes(storage, other.token())).containsExactly(3);
    }

    @Test
    void ownerMayChange() throws IOException {
        MemoryStorage storage = storage();
        StoredSession anonymous = saved(storage, null, data(1));
        StoredSession owned = saved(storage, anonymous, data("ada", 2));
        assertThat(storage.revoke("bob")).isZero();
        StoredSession given = saved(storage, owned, data("bob", 3));
        assertThat(storage.revoke("ada")).isZero();
        assertThat(bytes(storage, given.token())).containsExactly(3);
        storage.delete(NAME, given.token());
        assertThat(storage.revoke("bob")).isZero();
    }

    @Test
    void sessionMayHave64KiB() throws IOException {
        MemoryStorage storage = storage();
        saved(storage, null, data(new int[65536]));
        assertThatIllegalStateException()
                .isThrownBy(() -> storage.save(NAME, null, data(new int[65537])))
                .withMessageContaining("65536")
                .withMessageContaining("keep large things elsewhere");
    }

    @Test
    void capacityIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryStorage(0))
                .withMessageContaining("at least 1");
        assertThat(new MemoryStorage()).hasToString("MemoryStorage[0 of 100000]");
    }

    @Test
    void tokenIsNotInWhatIsPrinted() throws IOException {
        StoredSession saved = saved(storage(), null, data(1));
        assertThat(saved.toString()).doesNotContain(saved.token());
    }
}
