package dev.skein.client;

import dev.skein.http.Challenge;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A challenge of the scheme Digest that can be answered (RFC 7616 §3.3).
///
/// @param algorithmName as the server wrote it; null when it named none, which means MD5
/// @param qop [#AUTH] or [#AUTH_INT], the one to be used; null when the server offers none (RFC
///     2069)
/// @param stale whether the server says that only the nonce was too old
/// @param userhash whether the server wants the user's name hashed
/// @param utf8 whether the server announces UTF-8, and so knows RFC 7616
/// @param domain the protection space, references parted by blanks; empty for the whole origin
record DigestChallenge(
        String realm,
        String nonce,
        @Nullable String opaque,
        DigestAlgorithm algorithm,
        @Nullable String algorithmName,
        @Nullable String qop,
        boolean stale,
        boolean userhash,
        boolean utf8,
        String domain) {
    static final String AUTH = "auth";
    static final String AUTH_INT = "auth-int";

    /// The challenge with the strongest algorithm, the first of equals; null when none can be
    /// answered.
    static @Nullable DigestChallenge strongest(List<Challenge> challenges) {
        DigestChallenge best = null;
        for (Challenge challenge : challenges) {
            DigestChallenge next = of(challenge);
            if (next != null && (best == null || next.algorithm.isStrongerThan(best.algorithm))) {
                best = next;
            }
        }
        return best;
    }

    /// Null when it is of another scheme, lacks realm or nonce, or offers only algorithms or
    /// qualities that are unknown here.
    private static @Nullable DigestChallenge of(Challenge challenge) {
        String realm = challenge.parameter("realm");
        String nonce = challenge.parameter("nonce");
        if (!challenge.isScheme("Digest") || realm == null || nonce == null) {
            return null;
        }
        String name = challenge.parameter("algorithm");
        DigestAlgorithm algorithm = name == null ? DigestAlgorithm.MD5 : DigestAlgorithm.of(name);
        String offered = challenge.parameter("qop");
        boolean withoutQop = offered == null || offered.isBlank();
        String qop = offered == null ? null : qop(offered);
        // Session algorithms hash the client's nonce, which is sent only with a quality.
        if (algorithm == null || (qop == null && (!withoutQop || algorithm.isSession()))) {
            return null;
        }
        return new DigestChallenge(
                realm,
                nonce,
                challenge.parameter("opaque"),
                algorithm,
                name,
                qop,
                is(challenge, "stale", "true"),
                is(challenge, "userhash", "true"),
                is(challenge, "charset", "utf-8"),
                orEmpty(challenge.parameter("domain")));
    }

    /// Whether an answer to this one counts on with that one's nonce.
    boolean isSameSession(DigestChallenge other) {
        return nonce.equals(other.nonce)
                && realm.equals(other.realm)
                && algorithm == other.algorithm
                && Objects.equals(qop, other.qop)
                && Objects.equals(opaque, other.opaque);
    }

    /// Whether this one takes that one's place.
    boolean isSameSpace(DigestChallenge other) {
        return realm.equals(other.realm) && domain.equals(other.domain);
    }

    private static @Nullable String qop(String offered) {
        List<String> options =
                List.of(offered.toLowerCase(Locale.ROOT).strip().split("[ \\t]*,[ \\t]*"));
        if (options.contains(AUTH)) {
            return AUTH;
        }
        return options.contains(AUTH_INT) ? AUTH_INT : null;
    }

    private static boolean is(Challenge challenge, String name, String value) {
        return value.equalsIgnoreCase(challenge.parameter(name));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
