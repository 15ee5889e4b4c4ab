package dev.skein.web.exception;

import dev.skein.http.Escapes;
import dev.skein.http.Headers;
import java.util.regex.Pattern;

/// Status 401: the client must say who it is (RFC 9110 §15.5.2).
public final class HttpUnauthorized extends HttpClientError {
    private static final long serialVersionUID = 1;

    private static final Pattern CHALLENGE =
            Pattern.compile(
                    "(?i)(?:Basic|Bearer|Digest|DPoP|GNAP|HOBA|Mutual|Negotiate|OAuth|PrivateToken|SCRAM-SHA-(?:1|256)|Session|vapid)"
                            + "(?: .*)?");

    /// @param challenge for `www-authenticate`, which RFC 9110 §11.6.1 demands: `Bearer`, or `Basic realm="members"`; `Session` for a
    ///     page with a form to log in
    /// @throws IllegalArgumentException if it does not begin with the name of a scheme
    public HttpUnauthorized(String challenge) {
        this(challenge, "");
    }

    /// @param challenge for `www-authenticate`
    /// @param detail for the client
    public HttpUnauthorized(String challenge, String detail) {
        super(401, detail, Headers.of("www-authenticate", checked(challenge)));
    }

    private static String checked(String challenge) {
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw new IllegalArgumentException(
                    "expected a challenge such as Bearer or Basic realm=\"members\", got \""
                            + Escapes.escape(challenge, 60)
                            + "\": what is to be said comes second");
        }
        return challenge;
    }
}
