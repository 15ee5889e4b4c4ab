package dev.skein.web.session;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Keeps sessions in memory, and tells what it was asked to do.
final class CountingStorage implements SessionStorage {
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile boolean failing;

    /// Whether another request is always faster.
    volatile boolean stale;

    private final MemoryStorage kept = new MemoryStorage(100);

    private void call(String name) throws IOException {
        calls.add(name);
        if (failing) {
            throw new IOException("the storage is out of order");
        }
    }

    @Override
    public @Nullable StoredSession load(String cookieName, String token) throws IOException {
        call("load");
        return kept.load(cookieName, token);
    }

    @Override
    public @Nullable StoredSession save(
            String cookieName, @Nullable StoredSession before, SessionData session)
            throws IOException {
        call("save");
        if (stale && before != null) {
            return null;
        }
        return kept.save(cookieName, before, session);
    }

    @Override
    public void delete(String cookieName, String token) throws IOException {
        call("delete");
        kept.delete(cookieName, token);
    }

    @Override
    public boolean isServerSide() {
        return true;
    }
}
