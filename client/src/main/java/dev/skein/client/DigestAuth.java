package dev.skein.client;

import dev.skein.http.Challenge;
import dev.skein.http.Headers;
import dev.skein.http.Url;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A user and password that answer challenges of the scheme Digest (RFC 7616, and RFC 2069 for
/// servers that offer no quality of protection).
///
/// It knows MD5, SHA-256 and SHA-512-256, each with and without `-sess`, and takes the strongest
/// that the server offers. It takes `auth` before `auth-int`, which is the digest of the body too
/// and so wants a body whose bytes are known before it is sent.
///
/// User and password belong to the origin of the first request that it is used for: any other
/// origin, reached by a redirect or not, gets no answer. Make one for each origin.
///
/// Safe for all threads; does no I/O of its own.
///
/// ```java
/// session.get(url).middlewares(DigestAuth.of("user", "password")).send();
/// ```
public final class DigestAuth implements ClientMiddleware {
    /// How many protection spaces are remembered.
    private static final int MOST_SESSIONS = 8;

    private static final int UNAUTHORIZED = 401;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DigestUser user;
    private final boolean preemptive;

    /// The latest first; guarded by itself.
    private final Deque<DigestSession> sessions = new ArrayDeque<>();

    /// Guarded by [#sessions].
    private @Nullable String home;

    private DigestAuth(DigestUser user, boolean preemptive) {
        this.user = user;
        this.preemptive = preemptive;
    }

    /// A user and password; after the first challenge they are sent without being asked for.
    ///
    /// @throws IllegalArgumentException when the user holds a colon or a control character
    public static DigestAuth of(String user, String password) {
        return of(user, password, DigestAuth::randomNonce);
    }

    static DigestAuth of(String user, String password, Supplier<String> cnonces) {
        return new DigestAuth(DigestUser.of(user, password, cnonces), true);
    }

    /// The same user and password, to be sent without being asked for, or not. It remembers
    /// neither challenges nor the origin of this one.
    ///
    /// @param value whether a request whose protection space is known carries an answer at once
    ///     (the default), which saves a round trip
    public DigestAuth withPreemptive(boolean value) {
        return new DigestAuth(user, value);
    }

    /// Sends the request with an answer to the challenge that is known, or as it is; and once more with an answer when a challenge
    /// comes. A body that can be read only once is sent once.
    @Override
    public ClientResponse handle(ClientRequest request, Next next)
            throws IOException, InterruptedException {
        byte[] body = bytes(request.body());
        String sent = authorization(request.method(), request.url(), body);
        ClientResponse response = next.send(with(request, sent));
        if (response.status() != UNAUTHORIZED || !request.body().isReplayable()) {
            return response;
        }
        String answer = answer(request.method(), request.url(), body, sent, response.headers());
        if (answer == null) {
            return response;
        }
        response.discard();
        return next.send(with(request, answer));
    }

    private static byte @Nullable [] bytes(RequestBody body) {
        return body instanceof BytesBody known ? known.bytes() : null;
    }

    private static ClientRequest with(ClientRequest request, @Nullable String authorization) {
        return authorization == null ? request : request.withHeader("authorization", authorization);
    }

    /// What to put into the Authorization field of a request before the server asks: an answer to
    /// the remembered challenge whose protection space covers the URL. Null when there is none, so
    /// that the request goes without. The first call decides which origin gets answers at all.
    ///
    /// @param body null when it is not known before it is sent; without bytes when there is none
    @Nullable String authorization(String method, Url url, byte @Nullable [] body) {
        DigestSession session = isHome(url) && preemptive ? sessionFor(url) : null;
        return session == null ? null : session.answer(method, url.requestTarget(), body);
    }

    /// What to put into the Authorization field of a second try after status 401, or null when
    /// there is no sense in one: no challenge can be answered, the origin is a strange one, or the
    /// answer that was sent has been refused for another reason than its age. Try only once more
    /// for each request: some servers refuse a wrong password with ever new nonces.
    ///
    /// @param body null when it is not known before it is sent; without bytes when there is none
    /// @param sent the Authorization field of the request that was refused; null for none
    @Nullable String answer(
            String method,
            Url url,
            byte @Nullable [] body,
            @Nullable String sent,
            Headers response) {
        DigestChallenge challenge =
                DigestChallenge.strongest(Challenge.parse(response.getAll("www-authenticate")));
        if (challenge == null || !isHome(url)) {
            return null;
        }
        if (!challenge.stale() && sent != null && isAnswerTo(challenge, sent)) {
            forget(challenge);
            return null;
        }
        return remember(challenge, url).answer(method, url.requestTarget(), body);
    }

    /// Scheme, host and port; ws counts as http and wss as https.
    static String origin(Url url) {
        return (url.isSecure() ? "https://" : "http://") + url.authority();
    }

    private boolean isHome(Url url) {
        String origin = origin(url);
        synchronized (sessions) {
            if (home == null) {
                home = origin;
            }
            return home.equals(origin);
        }
    }

    private @Nullable DigestSession sessionFor(Url url) {
        DigestSession best = null;
        int most = -1;
        synchronized (sessions) {
            for (DigestSession session : sessions) {
                int coverage = session.coverage(url);
                if (coverage > most) {
                    most = coverage;
                    best = session;
                }
            }
        }
        return best;
    }

    /// The session of the challenge: the one that counts its nonce already, or a new one.
    private DigestSession remember(DigestChallenge challenge, Url url) {
        synchronized (sessions) {
            for (DigestSession session : sessions) {
                if (session.challenge().isSameSession(challenge)) {
                    return session;
                }
            }
            DigestSession session = new DigestSession(challenge, user, url);
            sessions.removeIf(old -> old.challenge().isSameSpace(challenge));
            sessions.addFirst(session);
            if (sessions.size() > MOST_SESSIONS) {
                sessions.removeLast();
            }
            return session;
        }
    }

    private void forget(DigestChallenge challenge) {
        synchronized (sessions) {
            sessions.removeIf(session -> session.challenge().isSameSession(challenge));
        }
    }

    private static boolean isAnswerTo(DigestChallenge challenge, String sent) {
        List<Challenge> parsed = Challenge.parse(List.of(sent));
        return !parsed.isEmpty()
                && parsed.getFirst().isScheme("Digest")
                && challenge.nonce().equals(parsed.getFirst().parameter("nonce"));
    }

    private static String randomNonce() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /// Shows nothing of the password.
    @Override
    public String toString() {
        return "DigestAuth[" + user + ']';
    }
}
