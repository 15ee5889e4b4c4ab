package dev.skein.web.middleware;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skein.http.BasicCredentials;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import dev.skein.web.exception.HttpUnauthorized;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets only those in who bring a user and password (scheme Basic, RFC 7617); others get 401. Handlers find the user under [#USER].
///
/// Passwords go over the wire as they are: for encrypted connections only ([HttpsRedirect]).
public final class BasicAuth implements Middleware {
    /// Who it is.
    public static final RequestKey<String> USER = RequestKey.of("user");

    /// Says who may come in.
    @FunctionalInterface
    public interface Verifier {
        /// Whether the password is the user's. May block. It should take the same time whether there is such a user or not.
        ///
        /// @throws Exception if that cannot be found out: it is answered as if the handler had thrown it
        boolean verify(String user, String password) throws Exception;
    }

    private final String challenge;
    private final Verifier verifier;

    private BasicAuth(String challenge, Verifier verifier) {
        this.challenge = challenge;
        this.verifier = verifier;
    }

    /// With a verifier, which is asked at each request.
    ///
    /// @param realm what the browser shows when it asks
    /// @throws IllegalArgumentException if the realm is not visible ASCII
    public static BasicAuth of(String realm, Verifier verifier) {
        return new BasicAuth(
                "Basic realm=" + Realm.quoted(realm) + ", charset=\"UTF-8\"", verifier);
    }

    /// With some users, compared in the same time whichever of them it is, and how much of it is right.
    ///
    /// @param passwords by user
    /// @throws IllegalArgumentException if the realm is not visible ASCII, or a user or password is not fit for Basic
    public static BasicAuth ofUsers(String realm, Map<String, String> passwords) {
        List<byte[]> digests =
                passwords.entrySet().stream()
                        .map(each -> new BasicCredentials(each.getKey(), each.getValue()))
                        .map(each -> digest(each.user(), each.password()))
                        .toList();
        return of(realm, (user, password) -> isAmong(digests, digest(user, password)));
    }

    /// No user has a colon, so that what is digested says where it ends.
    private static byte[] digest(String user, String password) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((user + ':' + password).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("expected SHA-256, which every JDK has", e);
        }
    }

    private static boolean isAmong(List<byte[]> digests, byte[] digest) {
        boolean found = false;
        for (byte[] each : digests) {
            found |= MessageDigest.isEqual(each, digest);
        }
        return found;
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        BasicCredentials given = credentials(request);
        if (given == null || !verifier.verify(given.user(), given.password())) {
            throw new HttpUnauthorized(challenge);
        }
        request.put(USER, given.user());
        return next.handle(request);
    }

    private static @Nullable BasicCredentials credentials(Request request) {
        List<String> fields = request.headers().getAll("authorization");
        return fields.size() == 1 ? BasicCredentials.parse(fields.getFirst()) : null;
    }
}
