package dev.skein.web.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request has done to its session, to be done again where another request was faster.
final class SessionChanges {
    private final Map<String, SessionValue> put = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final List<Flash> shown = new ArrayList<>();
    private final List<Flash> added = new ArrayList<>();
    private boolean hasOwner;
    private @Nullable String owner;

    void put(String name, SessionValue value) {
        removed.remove(name);
        put.put(name, value);
    }

    void remove(String name) {
        put.remove(name);
        removed.add(name);
    }

    void flash(Flash flash) {
        added.add(flash);
    }

    /// What was added here and shown at once was never anywhere else.
    void show(List<Flash> flashes) {
        for (Flash flash : flashes) {
            if (!added.remove(flash)) {
                shown.add(flash);
            }
        }
    }

    void owner(@Nullable String name) {
        hasOwner = true;
        owner = name;
    }

    boolean isEmpty() {
        return put.isEmpty()
                && removed.isEmpty()
                && shown.isEmpty()
                && added.isEmpty()
                && !hasOwner;
    }

    void clear() {
        put.clear();
        removed.clear();
        shown.clear();
        added.clear();
        hasOwner = false;
        owner = null;
    }

    void applyTo(SessionContent content) {
        content.values.keySet().removeAll(removed);
        content.values.putAll(put);
        shown.forEach(content.flashes::remove);
        added.forEach(content::flash);
        if (hasOwner) {
            content.owner = owner;
        }
    }
}
