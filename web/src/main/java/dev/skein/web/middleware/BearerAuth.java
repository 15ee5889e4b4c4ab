package dev.skein.web.middleware;

import dev.skein.http.Challenge;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpUnauthorized;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets only those in who bring a token (scheme Bearer, RFC 6750), in the field `authorization` and nowhere else; others get 401.
///
/// ```java
/// static final RequestKey<Account> ACCOUNT = RequestKey.of("account");
/// app.use(BearerAuth.of("api", ACCOUNT, token -> accounts.byToken(token)));
/// ```
///
/// @param <P> what stands for who it is
public final class BearerAuth<P> implements Middleware {
    /// Says whose a token is.
    ///
    /// @param <P> what stands for who it is
    @FunctionalInterface
    public interface Verifier<P> {
        /// Whose the token is; null if it is not good. May block. Look digests of tokens up rather than tokens, so that the time it
        /// takes tells nothing.
        ///
        /// @throws Exception if that cannot be found out: it is answered as if the handler had thrown it
        @Nullable P verify(String token) throws Exception;
    }

    private final String challenge;
    private final RequestKey<P> key;
    private final Verifier<P> verifier;

    private BearerAuth(String challenge, RequestKey<P> key, Verifier<P> verifier) {
        this.challenge = challenge;
        this.key = key;
        this.verifier = verifier;
    }

    /// With a verifier, which is asked at each request.
    ///
    /// @param realm what is protected
    /// @param key where handlers find who it is
    /// @throws IllegalArgumentException if the realm is not visible ASCII
    public static <P> BearerAuth<P> of(String realm, RequestKey<P> key, Verifier<P> verifier) {
        return new BearerAuth<>("Bearer realm=" + Realm.quoted(realm), key, verifier);
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        List<String> fields = request.headers().getAll("authorization");
        if (fields.isEmpty()) {
            // RFC 6750 §3.1: who brings no credentials is told no error.
            throw new HttpUnauthorized(challenge);
        }
        String token = token(fields);
        P principal = token == null ? null : verifier.verify(token);
        if (principal == null) {
            throw new HttpUnauthorized(challenge + ", error=\"invalid_token\"");
        }
        request.put(key, principal);
        return next.handle(request);
    }

    private static @Nullable String token(List<String> fields) {
        List<Challenge> given = fields.size() == 1 ? Challenge.parse(fields) : List.of();
        boolean right = given.size() == 1 && given.getFirst().isScheme("Bearer");
        return right ? given.getFirst().token68() : null;
    }
}
