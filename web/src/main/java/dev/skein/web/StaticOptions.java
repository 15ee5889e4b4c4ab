package dev.skein.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How [StaticFiles] serves a directory. Immutable.
///
/// @param indexFiles what is served for a directory: the first that is there; default `index.html`
/// @param listing whether a directory without any of them is answered with a list of what is in it; default false: 404
/// @param followLinks whether symbolic links are followed, wherever they lead; default false: they are not there. The root itself may
///     be one
/// @param dotFiles whether what begins with a dot is served, and what is below it: `.git`, `.env`; default false: it is not there. For
///     `.well-known` serve that directory by itself
/// @param precompressed whether siblings with `.br`, `.zst` or `.gz` at the end are sent in place of a file to who takes such; a new one
///     is seen within a second; default true
/// @param maxAge how long a client may use a file without asking, at most a year; default zero: it asks each time (`no-cache`), and
///     mostly hears that nothing has changed (304), which is cheap and never wrong. A URL with [StaticFiles#version] may be used for
///     a year in any case
/// @param fallback the file, by its name below the root, that is served in place of what is not there, with status 200: the page of an
///     application that makes its own paths; default null: none. Names whose last segment has a dot are looked for in earnest, and
///     answered with 404: a script that is missing must not turn into a page
/// @param cacheBytes the most memory, in bytes, for what is known about files, and for the content of those up to 64 KiB; each request
///     looks whether they have changed; 0 for none; default 16 MiB
public record StaticOptions(
        List<String> indexFiles,
        boolean listing,
        boolean followLinks,
        boolean dotFiles,
        boolean precompressed,
        Duration maxAge,
        @Nullable String fallback,
        long cacheBytes) {
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final StaticOptions DEFAULTS =
            new StaticOptions(
                    List.of("index.html"),
                    false,
                    false,
                    false,
                    true,
                    Duration.ZERO,
                    null,
                    16 * 1024 * 1024);

    /// Checks the values, and keeps a copy.
    ///
    /// @throws IllegalArgumentException if a name of an index file is not one segment, the fallback is no name, or a number is out of
    ///     its range
    public StaticOptions {
        indexFiles = List.copyOf(indexFiles);
        for (String name : indexFiles) {
            require(DirectoryPath.isSafe(name, false), "plain names of index files", name);
        }
        require(
                fallback == null || isName(fallback),
                "a fallback such as index.html, relative to the root",
                String.valueOf(fallback));
        require(
                !maxAge.isNegative() && maxAge.compareTo(LONGEST) <= 0,
                "a maxAge from 0 to 365 days",
                maxAge.toString());
        require(cacheBytes >= 0, "cacheBytes of at least 0", String.valueOf(cacheBytes));
    }

    private static boolean isName(String name) {
        return List.of(name.split("/", -1)).stream()
                .allMatch(each -> DirectoryPath.isSafe(each, false));
    }

    private static void require(boolean holds, String expected, String actual) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected + ", got " + actual);
        }
    }

    /// The defaults named above.
    public static StaticOptions defaults() {
        return DEFAULTS;
    }

    /// These with other index files, or none.
    public StaticOptions withIndexFiles(String... names) {
        return new StaticOptions(
                List.of(names),
                listing,
                followLinks,
                dotFiles,
                precompressed,
                maxAge,
                fallback,
                cacheBytes);
    }

    /// These with lists for directories, or without.
    public StaticOptions withListing(boolean on) {
        return new StaticOptions(
                indexFiles, on, followLinks, dotFiles, precompressed, maxAge, fallback, cacheBytes);
    }

    /// These with symbolic links followed, or not.
    public StaticOptions withFollowLinks(boolean on) {
        return new StaticOptions(
                indexFiles, listing, on, dotFiles, precompressed, maxAge, fallback, cacheBytes);
    }

    /// These with what begins with a dot, or without.
    public StaticOptions withDotFiles(boolean on) {
        return new StaticOptions(
                indexFiles, listing, followLinks, on, precompressed, maxAge, fallback, cacheBytes);
    }

    /// These with compressed siblings, or without.
    public StaticOptions withPrecompressed(boolean on) {
        return new StaticOptions(
                indexFiles, listing, followLinks, dotFiles, on, maxAge, fallback, cacheBytes);
    }

    /// These with another time for which clients need not ask.
    public StaticOptions withMaxAge(Duration time) {
        return new StaticOptions(
                indexFiles,
                listing,
                followLinks,
                dotFiles,
                precompressed,
                time,
                fallback,
                cacheBytes);
    }

    /// These with another fallback, or null for none.
    public StaticOptions withFallback(@Nullable String name) {
        return new StaticOptions(
                indexFiles,
                listing,
                followLinks,
                dotFiles,
                precompressed,
                maxAge,
                name,
                cacheBytes);
    }

    /// These with another limit for the cache, in bytes.
    public StaticOptions withCacheBytes(long bytes) {
        return new StaticOptions(
                indexFiles, listing, followLinks, dotFiles, precompressed, maxAge, fallback, bytes);
    }

    /// The value of `cache-control`.
    String cacheControl() {
        return maxAge.toSeconds() == 0 ? "no-cache" : "max-age=" + maxAge.toSeconds();
    }
}
