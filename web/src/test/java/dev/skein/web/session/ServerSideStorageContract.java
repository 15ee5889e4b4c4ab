package dev.skein.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What a storage has to do that keeps sessions on the server.
abstract class ServerSideStorageContract extends SessionStorageContract {
    @Test
    void saysSo() {
        assertThat(storage().isServerSide()).isTrue();
    }

    @Test
    void tokenStays() throws IOException {
        SessionStorage storage = storage();
        StoredSession first = saved(storage, null, data(1));
        assertThat(saved(storage, first, data(2)).token()).isEqualTo(first.token());
    }

    @Test
    void whoeverComesSecondSavesNothing() throws IOException {
        SessionStorage storage = storage();
        StoredSession first = saved(storage, null, data(1));
        saved(storage, first, data(2));
        assertThat(storage.save(NAME, first, data(3))).isNull();
        assertThat(bytes(storage, first.token())).containsExactly(2);
    }

    @Test
    void whatIsDeletedStaysDeleted() throws IOException {
        SessionStorage storage = storage();
        StoredSession saved = saved(storage, null, data(1));
        storage.delete("other", saved.token());
        assertThat(bytes(storage, saved.token())).containsExactly(1);
        storage.delete(NAME, saved.token());
        storage.delete(NAME, saved.token());
        assertThat(storage.load(NAME, saved.token())).isNull();
        assertThat(storage.save(NAME, saved, data(2))).isNull();
        assertThat(storage.load(NAME, saved.token())).isNull();
    }

    @Test
    void whatIsExpiredIsGone() throws IOException {
        SessionStorage storage = storage();
        StoredSession saved = saved(storage, null, data(1));
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(bytes(storage, saved.token())).containsExactly(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(storage.load(NAME, saved.token())).isNull();
        assertThat(storage.save(NAME, saved, data(2))).isNull();
    }

    @Test
    void savingAgainLengthensItsLife() throws IOException {
        SessionStorage storage = storage();
        StoredSession saved = saved(storage, null, data(1));
        clock.advance(Duration.ofMinutes(40));
        saved(storage, saved, data(2));
        clock.advance(Duration.ofMinutes(40));
        assertThat(bytes(storage, saved.token())).containsExactly(2);
    }

    @Test
    void noUpdateIsLostAmongMany() throws Exception {
        SessionStorage storage = storage();
        String token = saved(storage, null, data(0)).token();
        List<Future<?>> tasks = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                tasks.add(executor.submit(() -> increment(storage, token)));
            }
        }
        for (Future<?> task : tasks) {
            task.get();
        }
        assertThat(bytes(storage, token)).containsExactly(100);
    }

    private Object increment(SessionStorage storage, String token) throws IOException {
        while (true) {
            StoredSession before = Objects.requireNonNull(storage.load(NAME, token));
            StoredSession after = storage.save(NAME, before, data(before.bytes()[0] + 1));
            if (after != null) {
                return after;
            }
        }
    }
}
