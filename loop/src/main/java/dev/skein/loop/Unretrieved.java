package dev.skein.loop;

import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The failures of a loop's tasks that nobody has asked for yet. One is reported when its task becomes unreachable, the rest
/// when the loop closes; asyncio's "exception was never retrieved".
final class Unretrieved {
    private static final Cleaner CLEANER = Cleaner.create();

    private final LoopCore core;
    private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

    Unretrieved(LoopCore core) {
        this.core = core;
    }

    Entry add(Task<?> task, Throwable failure, @Nullable Throwable creation) {
        Entry entry = new Entry(this, task.toString(), failure, creation);
        entries.add(entry);
        CLEANER.register(task, entry::report);
        return entry;
    }

    void reportAll() {
        entries.forEach(Entry::report);
    }

    /// One failure. It must not refer to its task.
    static final class Entry {
        private final Unretrieved owner;
        private final String task;
        private final Throwable failure;
        private final @Nullable Throwable creation;

        Entry(Unretrieved owner, String task, Throwable failure, @Nullable Throwable creation) {
            this.owner = owner;
            this.task = task;
            this.failure = failure;
            this.creation = creation;
        }

        void retrieved() {
            owner.entries.remove(this);
        }

        void report() {
            if (owner.entries.remove(this)) {
                if (creation != null) {
                    failure.addSuppressed(creation);
                }
                owner.core.report("the failure of " + task + " was never retrieved", failure);
            }
        }
    }
}
