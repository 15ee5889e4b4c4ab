package dev.skein.web.middleware;

import dev.skein.http.Header;
import dev.skein.http.Headers;
import dev.skein.web.Handler;
import dev.skein.web.Middleware;
import dev.skein.web.Request;
import dev.skein.web.RequestKey;
import dev.skein.web.Response;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Tells browsers what pages from here are not meant to do, on every response, errors included. What the handler has set stays.
///
/// By default:
/// * `x-content-type-options: nosniff`
/// * `x-frame-options: DENY`
/// * `referrer-policy: strict-origin-when-cross-origin`
/// * `cross-origin-opener-policy: same-origin`
/// * `strict-transport-security: max-age=31536000`, if the request came encrypted
///
/// A content security policy is better than any of these, but only you know which:
/// ```java
/// SecurityHeaders.defaults().withContentSecurityPolicy("default-src 'self'; script-src {nonce}; frame-ancestors 'none'");
/// // in a page:
/// "<script nonce=\"" + SecurityHeaders.nonce(request) + "\">"
/// ```
public final class SecurityHeaders implements Middleware {
    private static final RequestKey<String> NONCE = RequestKey.of("nonce");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 16;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final String POLICY = "content-security-policy";
    private static final String PLACE = "{nonce}";

    private final Headers fields;
    private final @Nullable String transport;
    private final @Nullable String policy;

    private SecurityHeaders(Headers fields, @Nullable String transport, @Nullable String policy) {
        this.fields = fields;
        this.transport = transport;
        this.policy = policy;
    }

    /// Those named above.
    public static SecurityHeaders defaults() {
        Headers fields =
                Headers.of(
                        "x-content-type-options", "nosniff",
                        "x-frame-options", "DENY",
                        "referrer-policy", "strict-origin-when-cross-origin",
                        "cross-origin-opener-policy", "same-origin");
        return new SecurityHeaders(fields, null, null).withStrictTransport(YEAR, false);
    }

    /// This with a field, in place of any of that name: `permissions-policy`, `x-frame-options: SAMEORIGIN`.
    ///
    /// @throws IllegalArgumentException if name or value is not fit for the wire
    public SecurityHeaders withField(String name, String value) {
        return new SecurityHeaders(fields.with(name, value), transport, policy);
    }

    /// This without a field.
    public SecurityHeaders withoutField(String name) {
        return new SecurityHeaders(fields.without(name), transport, policy);
    }

    /// This with a content security policy. Every `{nonce}` in it stands for `'nonce-…'`, another at each request: [#nonce].
    ///
    /// @throws IllegalArgumentException if it is not fit for the wire
    public SecurityHeaders withContentSecurityPolicy(String value) {
        String checked = String.valueOf(Headers.of(POLICY, value).get(POLICY));
        return new SecurityHeaders(fields, transport, checked);
    }

    /// This with another time for which browsers use nothing but encrypted connections (HSTS, RFC 6797). There is no way back before its
    /// end.
    ///
    /// @param subdomains whether that is so for all hosts below, too
    /// @throws IllegalArgumentException if the time is negative; zero makes browsers forget it
    public SecurityHeaders withStrictTransport(Duration time, boolean subdomains) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("expected a time of at least zero, got " + time);
        }
        String value = "max-age=" + time.toSeconds() + (subdomains ? "; includeSubDomains" : "");
        return new SecurityHeaders(fields, value, policy);
    }

    /// This saying nothing about encrypted connections.
    public SecurityHeaders withoutStrictTransport() {
        return new SecurityHeaders(fields, null, policy);
    }

    /// The nonce of this request: 128 random bits in base64, made when first asked for.
    public static String nonce(Request request) {
        String known = request.get(NONCE);
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        request.put(NONCE, nonce);
        return nonce;
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        request.onResponse(
                (_, response) -> response.withHeaders(with(request, response.headers())));
        return next.handle(request);
    }

    private Headers with(Request request, Headers headers) {
        Headers.Builder all = headers.toBuilder();
        for (Header field : fields) {
            if (!headers.contains(field.name())) {
                all.add(field.name(), field.value());
            }
        }
        if (policy != null && !headers.contains(POLICY)) {
            all.add(
                    POLICY,
                    policy.contains(PLACE)
                            ? policy.replace(PLACE, "'nonce-" + nonce(request) + "'")
                            : policy);
        }
        // RFC 6797 §7.2: not over connections that anybody may have meddled with.
        if (transport != null
                && request.isSecure()
                && !headers.contains("strict-transport-security")) {
            all.add("strict-transport-security", transport);
        }
        return all.build();
    }
}
