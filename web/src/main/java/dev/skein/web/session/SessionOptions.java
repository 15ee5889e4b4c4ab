package dev.skein.web.session;

import dev.skein.web.SetCookie;
import dev.skein.web.SetCookie.SameSite;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long sessions last, and what their cookie is like. Immutable. The cookie is never for scripts (`HttpOnly`).
///
/// The times are checked on the server whatever the client does, and hold at once for sessions that exist.
///
/// @param cookieName a token; default `skein_session`. Where the connection is encrypted, the path `/` and no domain given, the cookie is
///     called `__Host-skein_session`: then neither another host of the domain nor a page without encryption can plant a session
///     (RFC 6265bis §4.1.3.2)
/// @param idle how long a session lasts that is not used; default 1 day. Use is noted once in a tenth of that, so that reading does not
///     mean writing: a session may end by a tenth early
/// @param absolute how long it lasts however much it is used, from its beginning or the last [Session#renew()]; default 14 days, at most
///     400, as browsers have it
/// @param path where the client shows the cookie; default `/`
/// @param domain null, the default, for this very host
/// @param secure only over encrypted connections; null, the default, for: if the request came over one. Behind a proxy that ends TLS, say
///     true, or put [dev.skein.web.middleware.ForwardedHeaders] outside the sessions
/// @param sameSite default [SameSite#LAX]
public record SessionOptions(
        String cookieName,
        Duration idle,
        Duration absolute,
        String path,
        @Nullable String domain,
        @Nullable Boolean secure,
        SameSite sameSite) {
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final String PREFIX = "__Host-";
    private static final SessionOptions DEFAULTS =
            new SessionOptions(
                    "skein_session",
                    Duration.ofDays(1),
                    Duration.ofDays(14),
                    "/",
                    null,
                    null,
                    SameSite.LAX);

    /// Checks the values.
    ///
    /// @throws IllegalArgumentException naming what is wrong: a time under a second, over 400 days, an idle time over the absolute one,
    ///     or what makes no [SetCookie]
    public SessionOptions {
        requireTime("idle", idle);
        requireTime("absolute", absolute);
        if (idle.compareTo(absolute) > 0) {
            throw new IllegalArgumentException(
                    "expected idle of at most absolute, " + absolute + ", got " + idle);
        }
        var _ = new SetCookie(cookieName, "", path, domain, null, secure, true, sameSite, false);
    }

    private static void requireTime(String name, Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "expected " + name + " of 1 second to 400 days, got " + time);
        }
    }

    /// The defaults named above.
    public static SessionOptions defaults() {
        return DEFAULTS;
    }

    /// These with another name for the cookie.
    public SessionOptions withCookieName(String name) {
        return new SessionOptions(name, idle, absolute, path, domain, secure, sameSite);
    }

    /// These with other times.
    public SessionOptions withTimes(Duration otherIdle, Duration otherAbsolute) {
        return new SessionOptions(
                cookieName, otherIdle, otherAbsolute, path, domain, secure, sameSite);
    }

    /// These with another path.
    public SessionOptions withPath(String other) {
        return new SessionOptions(cookieName, idle, absolute, other, domain, secure, sameSite);
    }

    /// These with another domain.
    public SessionOptions withDomain(@Nullable String other) {
        return new SessionOptions(cookieName, idle, absolute, path, other, secure, sameSite);
    }

    /// These for encrypted connections only, or not.
    public SessionOptions withSecure(@Nullable Boolean other) {
        return new SessionOptions(cookieName, idle, absolute, path, domain, other, sameSite);
    }

    /// These with another rule for requests that other sites cause; [SameSite#NONE] makes the cookie secure.
    public SessionOptions withSameSite(SameSite other) {
        Boolean needed = other == SameSite.NONE ? Boolean.TRUE : secure;
        return new SessionOptions(cookieName, idle, absolute, path, domain, needed, other);
    }

    // ---- the cookie
    // -----------------------------------------------------------------------------------------------------------

    private boolean isSecure(boolean encrypted) {
        return secure == null ? encrypted : secure;
    }

    /// @param encrypted whether the request came over an encrypted connection
    String cookieName(boolean encrypted) {
        boolean guarded =
                isSecure(encrypted)
                        && path.equals("/")
                        && domain == null
                        && !cookieName.startsWith("__");
        return guarded ? PREFIX + cookieName : cookieName;
    }

    /// @param maxAge zero for a cookie that is to be forgotten
    SetCookie cookie(boolean encrypted, String token, Duration maxAge) {
        return new SetCookie(
                cookieName(encrypted),
                token,
                path,
                domain,
                maxAge,
                isSecure(encrypted),
                true,
                sameSite,
                false);
    }

    // ---- the times
    // ------------------------------------------------------------------------------------------------------------

    /// When the session ends if it is not used again, in milliseconds since 1970.
    long expiry(SessionContent content) {
        return Math.min(content.seenAt + idle.toMillis(), content.createdAt + absolute.toMillis());
    }

    /// Whether it is time to note that the session is in use.
    boolean isRefreshDue(SessionContent content, long now) {
        return now - content.seenAt >= idle.toMillis() / 10;
    }
}
