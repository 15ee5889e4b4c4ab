package dev.skein.web.session;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is in a session. Times are in milliseconds since 1970.
final class SessionContent {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;
    private static final int MOST_FLASHES = 32;

    private @Nullable String id;
    long createdAt;
    long seenAt;
    @Nullable String owner;
    final Map<String, SessionValue> values = new LinkedHashMap<>();
    final List<Flash> flashes = new ArrayList<>();

    SessionContent(@Nullable String id, long createdAt, long seenAt) {
        this.id = id;
        this.createdAt = createdAt;
        this.seenAt = seenAt;
    }

    static SessionContent begin(long now) {
        return new SessionContent(null, now, now);
    }

    /// Made when it is needed: most sessions stay empty, and are forgotten.
    String id() {
        String known = id;
        if (known == null) {
            known = id = randomId();
        }
        return known;
    }

    void renew(long now) {
        id = null;
        createdAt = now;
    }

    boolean isEmpty() {
        return values.isEmpty() && flashes.isEmpty() && owner == null;
    }

    /// Drops the oldest where nobody ever reads them.
    void flash(Flash flash) {
        if (flashes.size() == MOST_FLASHES) {
            flashes.removeFirst();
        }
        flashes.add(flash);
    }

    private static String randomId() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
