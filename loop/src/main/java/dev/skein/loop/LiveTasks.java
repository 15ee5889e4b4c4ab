package dev.skein.loop;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The tasks of a loop that have not ended, kept in debug mode only.
final class LiveTasks {
    private final boolean enabled;
    private final Set<Task<?>> tasks = ConcurrentHashMap.newKeySet();

    LiveTasks(boolean enabled) {
        this.enabled = enabled;
    }

    void add(Task<?> task) {
        if (enabled) {
            tasks.add(task);
        }
    }

    void remove(Task<?> task) {
        if (enabled) {
            tasks.remove(task);
        }
    }

    List<Task<?>> list() {
        return List.copyOf(tasks);
    }
}
