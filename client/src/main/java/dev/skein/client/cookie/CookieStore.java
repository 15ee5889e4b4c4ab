package dev.skein.client.cookie;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The cookies of a jar, by site, and in the order of their last use. Not safe for threads: the jar locks.
final class CookieStore {
    private final int maxCookies;
    private final int maxPerSite;
    private final Map<String, Map<Key, Entry>> sites = new HashMap<>();

    /// Those without Secure, which go first, and the others; least recently used first.
    private final SequencedSet<Entry> plain = new LinkedHashSet<>();

    private final SequencedSet<Entry> secure = new LinkedHashSet<>();
    private long ticks;

    /// No cookie expires before this.
    private Instant nextExpiry = Instant.MAX;

    CookieStore(CookieOptions options) {
        maxCookies = options.maxCookies();
        maxPerSite = options.maxPerSite();
    }

    /// What makes a cookie another one (RFC 6265bis §5.7).
    private record Key(String name, String domain, String path, boolean hostOnly) {
        static Key of(Cookie cookie) {
            return new Key(cookie.name(), cookie.domain(), cookie.path(), cookie.hostOnly());
        }
    }

    /// A cookie in its place. Compared by identity.
    static final class Entry {
        /// Longer paths first, then older ones (RFC 6265bis §5.8.3).
        static final Comparator<Entry> SENDING =
                Comparator.<Entry>comparingInt(entry -> -entry.cookie.path().length())
                        .thenComparing(entry -> entry.cookie.creation())
                        .thenComparingLong(entry -> entry.order);

        private final Cookie cookie;
        private final String site;
        private final long order;
        private long used;

        private Entry(Cookie cookie, String site, long order) {
            this.cookie = cookie;
            this.site = site;
            this.order = order;
        }

        Cookie cookie() {
            return cookie;
        }
    }

    int size() {
        return plain.size() + secure.size();
    }

    /// Puts the cookie in, in place of the one with the same key, whose age it inherits; one that is expired only removes that.
    void put(String site, Cookie cookie, Instant now) {
        Map<Key, Entry> bucket = sites.get(site);
        Entry old = bucket == null ? null : bucket.get(Key.of(cookie));
        if (old != null) {
            remove(old);
        }
        if (cookie.isExpired(now)) {
            return;
        }
        insert(site, cookie, old);
        Instant expiry = cookie.expiry();
        if (expiry != null && expiry.isBefore(nextExpiry)) {
            nextExpiry = expiry;
        }
    }

    private void insert(String site, Cookie cookie, @Nullable Entry old) {
        long tick = ++ticks;
        Entry entry =
                old == null
                        ? new Entry(cookie, site, tick)
                        : new Entry(cookie.withCreation(old.cookie.creation()), site, old.order);
        Map<Key, Entry> bucket = sites.computeIfAbsent(site, _ -> new LinkedHashMap<>());
        bucket.put(Key.of(cookie), entry);
        use(entry);
        if (bucket.size() > maxPerSite) {
            remove(leastUsed(bucket.values()));
        }
        if (size() > maxCookies) {
            remove((plain.isEmpty() ? secure : plain).getFirst());
        }
    }

    private static Entry leastUsed(Collection<Entry> bucket) {
        Entry least = bucket.iterator().next();
        for (Entry entry : bucket) {
            boolean plainer = !entry.cookie.secure() && least.cookie.secure();
            boolean alike = entry.cookie.secure() == least.cookie.secure();
            if (plainer || (alike && entry.used < least.used)) {
                least = entry;
            }
        }
        return least;
    }

    /// Makes the entry the one used most recently.
    void use(Entry entry) {
        entry.used = ++ticks;
        (entry.cookie.secure() ? secure : plain).addLast(entry);
    }

    /// Takes the entry out, if it is still in.
    void remove(Entry entry) {
        if (!(entry.cookie.secure() ? secure : plain).remove(entry)) {
            return;
        }
        Map<Key, Entry> bucket = sites.get(entry.site);
        if (bucket != null) {
            bucket.remove(Key.of(entry.cookie));
            if (bucket.isEmpty()) {
                sites.remove(entry.site);
            }
        }
    }

    /// Takes out all that are expired.
    void removeExpired(Instant now) {
        if (now.isBefore(nextExpiry)) {
            return;
        }
        nextExpiry = Instant.MAX;
        for (Entry entry : inAnyOrder()) {
            Instant expiry = entry.cookie.expiry();
            if (entry.cookie.isExpired(now)) {
                remove(entry);
            } else if (expiry != null && expiry.isBefore(nextExpiry)) {
                nextExpiry = expiry;
            }
        }
    }

    /// Those of one site.
    Collection<Entry> at(String site) {
        Map<Key, Entry> bucket = sites.get(site);
        return bucket == null ? List.of() : bucket.values();
    }

    /// All, as they came.
    List<Entry> all() {
        List<Entry> entries = inAnyOrder();
        entries.sort(Comparator.comparingLong(entry -> entry.order));
        return entries;
    }

    private List<Entry> inAnyOrder() {
        List<Entry> entries = new ArrayList<>(size());
        entries.addAll(plain);
        entries.addAll(secure);
        return entries;
    }

    void clear() {
        sites.clear();
        plain.clear();
        secure.clear();
        nextExpiry = Instant.MAX;
    }
}
