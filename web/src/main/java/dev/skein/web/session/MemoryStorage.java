package dev.skein.web.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps sessions in this process: they are gone when it ends, and other processes do not see them.
///
/// At most a number of sessions: one more pushes out that which has not been asked for longest. So where strangers get sessions, before
/// they log in, a crowd of them can push out everybody. What has expired makes room as others
/// are loaded and saved; there is no thread. A session may have 64 KiB.
///
/// Tokens are 256 random bits, and found by their SHA-256: neither the time that it takes nor a dump of the memory tells any.
///
/// For any number of threads.
public final class MemoryStorage implements SessionStorage {
    private static final int DEFAULT_CAPACITY = 100_000;
    private static final int MOST_BYTES = 64 * 1024;
    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_LENGTH = 43;

    /// Bounds what one call has to pay for others.
    private static final int SWEPT_AT_ONCE = 64;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(
            StoredHash hash, byte[] bytes, long version, long expiry, @Nullable String owner) {}

    /// A SHA-256.
    private record StoredHash(long a, long b, long c, long d) {}

    private final SecureRandom random = new SecureRandom();
    private final int capacity;
    private final InstantSource clock;
    private final Map<String, Set<StoredHash>> owners = new HashMap<>();

    /// In the order of their last use.
    private final LinkedHashMap<StoredHash, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /// For 100 000 sessions.
    public MemoryStorage() {
        this(DEFAULT_CAPACITY);
    }

    /// For some number of sessions.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public MemoryStorage(int capacity) {
        this(capacity, InstantSource.system());
    }

    /// With a clock of one's own, for tests.
    public MemoryStorage(int capacity, InstantSource clock) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "expected a capacity of at least 1 session, got " + capacity);
        }
        this.capacity = capacity;
        this.clock = clock;
    }

    @Override
    public @Nullable StoredSession load(String cookieName, String token) {
        if (token.length() != TOKEN_LENGTH) {
            return null;
        }
        StoredHash hash = hash(cookieName, token);
        synchronized (entries) {
            sweep();
            Entry entry = live(hash);
            return entry == null ? null : new StoredSession(token, entry.version, entry.bytes);
        }
    }

    @Override
    public @Nullable StoredSession save(
            String cookieName, @Nullable StoredSession before, SessionData session) {
        if (session.bytes().length > MOST_BYTES) {
            throw new IllegalStateException(
                    "expected a session of at most "
                            + MOST_BYTES
                            + " bytes, got "
                            + session.bytes().length
                            + ": keep large things elsewhere, and their key in the session");
        }
        String token = before == null ? newToken() : before.token();
        long version = before == null ? 0 : before.version() + 1;
        StoredHash hash = hash(cookieName, token);
        synchronized (entries) {
            sweep();
            if (before != null && !isCurrent(hash, before.version())) {
                return null;
            }
            put(
                    new Entry(
                            hash,
                            session.bytes(),
                            version,
                            session.expiry().toEpochMilli(),
                            session.owner()));
        }
        return new StoredSession(token, version, session.bytes());
    }

    @Override
    public void delete(String cookieName, String token) {
        StoredHash hash = hash(cookieName, token);
        synchronized (entries) {
            remove(hash);
        }
    }

    @Override
    public boolean isServerSide() {
        return true;
    }

    /// Ends all sessions of an owner, in all places: to be called when a password changes or somebody is locked out. Requests that are
    /// on their way still see theirs, but cannot save it; one that calls [Session#renew()] goes on.
    ///
    /// @param owner as of [Session#owner(String)]
    /// @return how many there were
    public int revoke(String owner) {
        synchronized (entries) {
            Set<StoredHash> hashes = owners.remove(owner);
            if (hashes == null) {
                return 0;
            }
            hashes.forEach(entries::remove);
            return hashes.size();
        }
    }

    /// How many sessions there are, expired ones among them.
    public int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    // ---- what is done under the lock
    // ------------------------------------------------------------------------------------------

    private @Nullable Entry live(StoredHash hash) {
        Entry entry = entries.get(hash);
        if (entry != null && entry.expiry <= clock.millis()) {
            remove(hash);
            return null;
        }
        return entry;
    }

    private boolean isCurrent(StoredHash hash, long version) {
        Entry entry = live(hash);
        return entry != null && entry.version == version;
    }

    private void put(Entry entry) {
        remove(entry.hash);
        entries.put(entry.hash, entry);
        if (entry.owner != null) {
            owners.computeIfAbsent(entry.owner, _ -> new HashSet<>()).add(entry.hash);
        }
        if (entries.size() > capacity) {
            remove(entries.firstEntry().getKey());
        }
    }

    private void remove(StoredHash hash) {
        Entry entry = entries.remove(hash);
        if (entry != null && entry.owner != null) {
            owners.computeIfPresent(entry.owner, (_, hashes) -> without(hashes, hash));
        }
    }

    private static @Nullable Set<StoredHash> without(Set<StoredHash> hashes, StoredHash hash) {
        hashes.remove(hash);
        return hashes.isEmpty() ? null : hashes;
    }

    /// Drops expired sessions, those first that were not used longest.
    private void sweep() {
        long now = clock.millis();
        for (int i = 0; i < SWEPT_AT_ONCE && !entries.isEmpty(); i++) {
            Entry eldest = entries.firstEntry().getValue();
            if (eldest.expiry > now) {
                return;
            }
            remove(eldest.hash);
        }
    }

    // ---- tokens
    // ---------------------------------------------------------------------------------------------------------------

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Of name and token: one token means nothing under another name.
    private static StoredHash hash(String cookieName, String token) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "expected a JVM with SHA-256, which every one must have", e);
        }
        sha.update(cookieName.getBytes(UTF_8));
        sha.update((byte) '=');
        ByteBuffer hash = ByteBuffer.wrap(sha.digest(token.getBytes(UTF_8)));
        return new StoredHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    /// How full it is.
    @Override
    public String toString() {
        return "MemoryStorage[" + size() + " of " + capacity + "]";
    }
}
