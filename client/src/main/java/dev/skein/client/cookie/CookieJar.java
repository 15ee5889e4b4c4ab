package dev.skein.client.cookie;

import dev.skein.http.Headers;
import dev.skein.http.Url;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The cookies of a client, after RFC 6265bis: it takes Set-Cookie fields and gives the Cookie field for a request.
///
/// ```java
/// CookieJar jar = CookieJar.create();
/// jar.receive(url, response.headers());
/// String cookies = jar.header(next, null, "GET"); // null for none
/// ```
///
/// Where the RFC leaves the choice:
///
/// * Hosts that are IP addresses have cookies of their own; a Domain attribute other than the address itself is refused, and that one
///   means the host alone.
/// * A cookie without a name is taken, unless its value would look like a named one (`=a=b`).
/// * A cookie without SameSite works as one with Lax. There are no two minutes in which it may go with a POST all the same.
/// * Cookies whose path is longer than 1024 characters are ignored, by default paths too.
/// * Partitioned is kept, but one jar is one partition.
///
/// What breaks a rule is ignored without a word, as in browsers; only [#put(Cookie)] and [#add(Url, String, String)] throw.
///
/// For any number of threads. It locks for moments, and never while it reads or writes a file or calls a caller's code.
public final class CookieJar {
    private final boolean accepting;
    private final CookieOptions options;
    private final CookieRules rules;
    private final Object lock = new Object();
    private CookieStore store;

    /// Of the store; written under the lock.
    private volatile int size;

    private CookieJar(boolean accepting, CookieOptions options) {
        this.accepting = accepting;
        this.options = options;
        rules = new CookieRules(options);
        store = new CookieStore(options);
    }

    /// An empty jar with the default options.
    public static CookieJar create() {
        return create(CookieOptions.defaults());
    }

    /// An empty jar.
    public static CookieJar create(CookieOptions options) {
        return new CookieJar(true, options);
    }

    /// A jar that stays empty whatever is put in.
    public static CookieJar none() {
        return new CookieJar(false, CookieOptions.defaults());
    }

    /// Takes the cookies that a response sets.
    ///
    /// @param url where the response came from
    public void receive(Url url, Headers response) {
        if (accepting && response.contains("set-cookie")) {
            receive(url, response.getAll("set-cookie"));
        }
    }

    /// Takes cookies from the values of Set-Cookie fields, one character per byte.
    ///
    /// @param url where the response came from
    public void receive(Url url, List<String> setCookieLines) {
        if (!accepting) {
            return;
        }
        boolean secure = rules.isSecure(url);
        for (String line : setCookieLines) {
            Instant now = options.clock().instant();
            Cookie cookie = rules.accept(url, line, now);
            if (cookie != null) {
                store(cookie, secure, now);
            }
        }
    }

    /// The value of the Cookie field for a request: longer paths first, then older cookies. Null for none.
    ///
    /// Give the URL that redirected here as the initiator, and cookies that their server keeps to its own site (SameSite) do not follow
    /// a redirect from another one. A site is a registrable domain, over an encrypted connection or over a plain one.
    ///
    /// @param initiator the URL that caused the request; null when no server did
    /// @param method in capitals; safe ones carry SameSite=Lax to other sites
    public @Nullable String header(Url url, @Nullable Url initiator, String method) {
        if (isEmpty()) {
            return null;
        }
        boolean sameSite = rules.isSameSite(url, initiator);
        List<String> sites = rules.sites(url.host());
        List<CookieStore.Entry> found;
        synchronized (lock) {
            found = fitting(url, sites);
            if (!sameSite) {
                found.removeIf(entry -> !CookieRules.mayCrossSites(entry.cookie(), method));
            }
            found.forEach(store::use);
        }
        return found.isEmpty() ? null : join(found);
    }

    /// The cookie of that name which a request to the URL would carry first; null for none.
    public @Nullable Cookie get(Url url, String name) {
        if (isEmpty()) {
            return null;
        }
        List<String> sites = rules.sites(url.host());
        synchronized (lock) {
            for (CookieStore.Entry entry : fitting(url, sites)) {
                if (entry.cookie().name().equals(name)) {
                    return entry.cookie();
                }
            }
        }
        return null;
    }

    /// Under the lock.
    private List<CookieStore.Entry> fitting(Url url, List<String> sites) {
        boolean secure = rules.isSecure(url);
        removeExpired();
        List<CookieStore.Entry> found = new ArrayList<>();
        for (String site : sites) {
            for (CookieStore.Entry entry : store.at(site)) {
                if (CookieRules.fits(entry.cookie(), url, secure)) {
                    found.add(entry);
                }
            }
        }
        found.sort(CookieStore.Entry.SENDING);
        return found;
    }

    private static String join(List<CookieStore.Entry> entries) {
        StringBuilder out = new StringBuilder();
        for (CookieStore.Entry entry : entries) {
            Cookie cookie = entry.cookie();
            out.append(out.isEmpty() ? "" : "; ").append(cookie.name());
            out.append(cookie.name().isEmpty() ? "" : "=").append(cookie.value());
        }
        return out.toString();
    }

    /// Puts a cookie in as it is, in place of one with the same name, domain, path and host-only flag. It lives 400 days at most.
    ///
    /// @throws IllegalArgumentException when no server could set such a cookie; the message says why
    public void put(Cookie cookie) {
        String refusal = rules.refusal(cookie);
        if (refusal != null) {
            throw new IllegalArgumentException("the jar refuses " + cookie + ": " + refusal);
        }
        if (accepting) {
            Instant now = options.clock().instant();
            store(CookieRules.withCappedLife(cookie, now), true, now);
        }
    }

    /// Puts in a cookie for the session, for the host of the URL alone and for all its paths; Secure if the URL is.
    ///
    /// @throws IllegalArgumentException when name or value cannot be part of a cookie, or no server could set one of that name
    public void add(Url url, String name, String value) {
        put(
                Cookie.of(name, value, url.host())
                        .withSecure(rules.isSecure(url))
                        .withCreation(options.clock().instant()));
    }

    private void store(Cookie cookie, boolean secureOrigin, Instant now) {
        List<String> sites = rules.sites(cookie.domain());
        synchronized (lock) {
            store.removeExpired(now);
            if (secureOrigin || cookie.secure() || !overlaysSecure(cookie, sites)) {
                store.put(sites.getFirst(), cookie, now);
            }
            size = store.size();
        }
    }

    /// Whether a Secure cookie lies below; under the lock. A cookie for a public suffix lies over those of many sites.
    private boolean overlaysSecure(Cookie cookie, List<String> sites) {
        Collection<CookieStore.Entry> old =
                options.publicSuffixes() ? store.at(sites.getFirst()) : store.all();
        for (CookieStore.Entry entry : old) {
            if (CookieRules.overlays(cookie, entry.cookie())) {
                return true;
            }
        }
        return false;
    }

    /// All cookies, as they came.
    public List<Cookie> cookies() {
        return entries().stream().map(CookieStore.Entry::cookie).toList();
    }

    private List<CookieStore.Entry> entries() {
        synchronized (lock) {
            removeExpired();
            return store.all();
        }
    }

    /// Under the lock.
    private void removeExpired() {
        store.removeExpired(options.clock().instant());
        size = store.size();
    }

    /// Takes out the cookies for which the test says so. It is asked without the lock.
    public void remove(Predicate<Cookie> test) {
        List<CookieStore.Entry> doomed = new ArrayList<>(entries());
        doomed.removeIf(entry -> !test.test(entry.cookie()));
        synchronized (lock) {
            doomed.forEach(store::remove);
            size = store.size();
        }
    }

    /// Takes out the cookies of the domain and of all hosts below it.
    public void clearDomain(String domain) {
        remove(cookie -> CookieRules.matches(cookie.domain(), domain));
    }

    /// Takes all cookies out.
    public void clear() {
        synchronized (lock) {
            store.clear();
            size = 0;
        }
    }

    /// How many cookies there are.
    public int size() {
        return entries().size();
    }

    /// Whether there is nothing to send to anybody. Costs one read of a volatile; a jar in which all cookies have expired may say no.
    public boolean isEmpty() {
        return size == 0;
    }

    /// Writes the cookies that outlive the session into a file, which nobody else may read where the file system can say so. The file
    /// is whole or as it was before.
    ///
    /// Blocks on the disk.
    ///
    /// @throws IOException when it cannot be written
    public void save(Path file) throws IOException {
        CookieFile.write(
                file, cookies().stream().filter(cookie -> cookie.expiry() != null).toList());
    }

    /// As [#save(Path)], with the cookies of the session too.
    ///
    /// @throws IOException when it cannot be written
    public void saveAll(Path file) throws IOException {
        CookieFile.write(file, cookies());
    }

    /// Holds what the file holds, and nothing else, from here on. What has expired is left out, and what the rules of today refuse.
    ///
    /// Blocks on the disk.
    ///
    /// @throws IOException when the file cannot be read or is none that a jar wrote; the message names the line and the reason, and the
    ///     jar is as it was
    public void load(Path file) throws IOException {
        List<Cookie> cookies = CookieFile.read(file);
        if (!accepting) {
            return;
        }
        CookieStore loaded = new CookieStore(options);
        Instant now = options.clock().instant();
        for (Cookie cookie : cookies) {
            if (rules.refusal(cookie) == null) {
                loaded.put(
                        rules.site(cookie.domain()), CookieRules.withCappedLife(cookie, now), now);
            }
        }
        synchronized (lock) {
            store = loaded;
            size = store.size();
        }
    }

    @Override
    public String toString() {
        return "CookieJar[" + size + " cookies]";
    }
}
