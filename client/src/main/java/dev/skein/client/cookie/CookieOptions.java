package dev.skein.client.cookie;

import dev.skein.http.Url;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/// What a [CookieJar] takes, and how much. Immutable.
///
/// @param maxCookies the most that it holds; beyond, the one used least recently goes, Secure ones last; default 3000
/// @param maxPerSite the most of all hosts below one registrable domain together, so that nobody can drive out the cookies of others;
///     default 180
/// @param maxBytes of name and value together; a longer cookie is ignored; default 4096
/// @param publicSuffixes whether cookies for a public suffix (`Domain=com`) are refused; default true. Turn it off for internal
///     networks whose hosts share a single-label domain
/// @param suffixes the list of public suffixes, also for what is the same site; default [PublicSuffixes#bundled()]
/// @param treatAsSecure origins such as `http://localhost:8080` that get and set Secure cookies although their scheme is not secure;
///     default none
/// @param clock tells when a cookie expires; default the system's
public record CookieOptions(
        int maxCookies,
        int maxPerSite,
        int maxBytes,
        boolean publicSuffixes,
        PublicSuffixes suffixes,
        Set<String> treatAsSecure,
        InstantSource clock) {
    private static final CookieOptions DEFAULTS =
            new CookieOptions(
                    3000,
                    180,
                    4096,
                    true,
                    PublicSuffixes.bundled(),
                    Set.of(),
                    InstantSource.system());

    /// Checks the values and writes the origins alike.
    ///
    /// @throws IllegalArgumentException when a number is below one, or an origin is no URL
    public CookieOptions {
        atLeastOne("maxCookies", maxCookies);
        atLeastOne("maxPerSite", maxPerSite);
        atLeastOne("maxBytes", maxBytes);
        treatAsSecure =
                treatAsSecure.stream()
                        .map(origin -> Url.parse(origin).origin())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }

    /// The defaults named above.
    public static CookieOptions defaults() {
        return DEFAULTS;
    }

    /// These with another [#maxCookies()].
    public CookieOptions withMaxCookies(int most) {
        return new CookieOptions(
                most, maxPerSite, maxBytes, publicSuffixes, suffixes, treatAsSecure, clock);
    }

    /// These with another [#maxPerSite()].
    public CookieOptions withMaxPerSite(int most) {
        return new CookieOptions(
                maxCookies, most, maxBytes, publicSuffixes, suffixes, treatAsSecure, clock);
    }

    /// These with another [#maxBytes()].
    public CookieOptions withMaxBytes(int most) {
        return new CookieOptions(
                maxCookies, maxPerSite, most, publicSuffixes, suffixes, treatAsSecure, clock);
    }

    /// These with another choice of [#publicSuffixes()].
    public CookieOptions withPublicSuffixes(boolean refused) {
        return new CookieOptions(
                maxCookies, maxPerSite, maxBytes, refused, suffixes, treatAsSecure, clock);
    }

    /// These with another list of [#suffixes()].
    public CookieOptions withSuffixes(PublicSuffixes list) {
        return new CookieOptions(
                maxCookies, maxPerSite, maxBytes, publicSuffixes, list, treatAsSecure, clock);
    }

    /// These with other origins to [#treatAsSecure()].
    public CookieOptions withTreatAsSecure(Set<String> origins) {
        return new CookieOptions(
                maxCookies, maxPerSite, maxBytes, publicSuffixes, suffixes, origins, clock);
    }

    /// These with another [#clock()].
    public CookieOptions withClock(InstantSource source) {
        return new CookieOptions(
                maxCookies, maxPerSite, maxBytes, publicSuffixes, suffixes, treatAsSecure, source);
    }
}
