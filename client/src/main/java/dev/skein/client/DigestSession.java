package dev.skein.client;

import dev.skein.http.Url;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One nonce of a server, and the answers that are given with it. Safe for all threads.
final class DigestSession {
    /// How much of a domain parameter is believed.
    private static final int MOST_SPACES = 64;

    private final DigestChallenge challenge;
    private final DigestUser user;
    private final String secret;

    /// The nonce of the client for the whole session; null when each request has a new one.
    private final @Nullable String sessionCnonce;

    private final AtomicInteger count = new AtomicInteger();
    private final List<String> spaces;

    /// @param url the one that was challenged
    DigestSession(DigestChallenge challenge, DigestUser user, Url url) {
        this.challenge = challenge;
        this.user = user;
        DigestAlgorithm algorithm = challenge.algorithm();
        String plain = algorithm.hash(user.name(), challenge.realm(), user.password());
        if (algorithm.isSession()) {
            String cnonce = user.cnonces().get();
            sessionCnonce = cnonce;
            secret = algorithm.hash(plain, challenge.nonce(), cnonce);
        } else {
            sessionCnonce = null;
            secret = plain;
        }
        spaces = spaces(challenge.domain(), url);
    }

    DigestChallenge challenge() {
        return challenge;
    }

    /// How well the protection space covers the URL: the length of the path that does, 0 for a
    /// space that is the whole origin, -1 when none covers it (RFC 7616 §3.3).
    int coverage(Url url) {
        if (challenge.domain().isBlank()) {
            return 0;
        }
        String target = url.requestTarget();
        int best = -1;
        for (String space : spaces) {
            if (space.length() > best && isBelow(target, space)) {
                best = space.length();
            }
        }
        return best;
    }

    /// The value of an Authorization field; null when the body is needed and not known.
    @Nullable String answer(String method, String target, byte @Nullable [] body) {
        String qop = challenge.qop();
        DigestAlgorithm algorithm = challenge.algorithm();
        String request;
        if (DigestChallenge.AUTH_INT.equals(qop)) {
            if (body == null) {
                return null;
            }
            request = algorithm.hash(method, target, algorithm.hash(body));
        } else {
            request = algorithm.hash(method, target);
        }
        if (qop == null) {
            return format(target, null, algorithm.hash(secret, challenge.nonce(), request));
        }
        String nc = HexFormat.of().toHexDigits(count.incrementAndGet());
        String cnonce = sessionCnonce != null ? sessionCnonce : user.cnonces().get();
        String response = algorithm.hash(secret, challenge.nonce(), nc, cnonce, qop, request);
        String counted = "nc=" + nc + ", cnonce=\"" + cnonce + "\", qop=" + qop;
        return format(target, counted, response);
    }

    /// RFC 7616 §3.4 says which parameters are quoted, and which are not.
    private String format(String target, @Nullable String counted, String response) {
        StringBuilder out = new StringBuilder(400).append("Digest ").append(userParameter());
        quote(out.append(", realm="), challenge.realm());
        quote(out.append(", uri="), target);
        if (challenge.algorithmName() != null) {
            out.append(", algorithm=").append(challenge.algorithmName());
        }
        quote(out.append(", nonce="), challenge.nonce());
        if (counted != null) {
            out.append(", ").append(counted);
        }
        quote(out.append(", response="), response);
        if (challenge.opaque() != null) {
            quote(out.append(", opaque="), challenge.opaque());
        }
        return out.append(challenge.userhash() ? ", userhash=true" : "").toString();
    }

    private String userParameter() {
        if (challenge.userhash()) {
            String hash = challenge.algorithm().hash(user.name(), challenge.realm());
            return "username=\"" + hash + '"';
        }
        if (challenge.utf8() && !user.isAscii()) {
            return "username*=" + user.extendedName();
        }
        StringBuilder out = new StringBuilder("username=");
        quote(out, user.name());
        return out.toString();
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /// The targets of the domain parameter that are on the URL's own origin. No others get an
    /// answer, whatever the server says.
    private static List<String> spaces(String domain, Url url) {
        List<String> spaces = new ArrayList<>();
        String origin = DigestAuth.origin(url);
        for (String reference : domain.strip().split("[ \\t]+", MOST_SPACES + 1)) {
            try {
                Url space = url.resolve(reference);
                if (spaces.size() < MOST_SPACES && DigestAuth.origin(space).equals(origin)) {
                    spaces.add(space.requestTarget());
                }
            } catch (IllegalArgumentException _) {
                // What is no URL covers nothing.
            }
        }
        return List.copyOf(spaces);
    }

    /// `/a` covers `/a`, `/a/b` and `/a?b`, but not `/ab`.
    private static boolean isBelow(String target, String space) {
        return target.startsWith(space)
                && (target.length() == space.length()
                        || space.endsWith("/")
                        || "/?".indexOf(target.charAt(space.length())) >= 0);
    }
}
