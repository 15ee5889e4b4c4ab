package dev.skein.web.middleware;

import dev.skein.web.Request;
import dev.skein.web.Response;
import dev.skein.web.SetCookie;
import dev.skein.web.SetCookie.SameSite;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A secret that stands in a cookie, and what of it may stand in pages: 128 random bits, and the secret combined with them.
final class CsrfToken {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private final String cookie;
    private final boolean secure;
    private byte @Nullable [] secret;
    private boolean fresh;
    private boolean shown;

    private CsrfToken(String cookie, boolean secure, byte @Nullable [] secret) {
        this.cookie = cookie;
        this.secure = secure;
        this.secret = secret;
    }

    /// The one that the request brings, or one that is still to be made.
    static CsrfToken of(Request request) {
        boolean secure = request.isSecure();
        String name = secure ? "__Host-csrf" : "csrf";
        return new CsrfToken(name, secure, decode(request.cookie(name), BYTES));
    }

    private static byte @Nullable [] decode(@Nullable String text, int length) {
        if (text == null || text.length() != (length * 4 + 2) / 3) {
            return null;
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    String masked() {
        byte[] own = secret;
        if (own == null) {
            own = secret = random();
            fresh = true;
        }
        shown = true;
        byte[] masked = new byte[2 * BYTES];
        byte[] mask = random();
        for (int i = 0; i < BYTES; i++) {
            masked[i] = mask[i];
            masked[BYTES + i] = (byte) (mask[i] ^ own[i]);
        }
        return encode(masked);
    }

    boolean matches(@Nullable String given) {
        byte[] masked = decode(given, 2 * BYTES);
        if (masked == null || secret == null) {
            return false;
        }
        byte[] unmasked = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            unmasked[i] = (byte) (masked[i] ^ masked[BYTES + i]);
        }
        return MessageDigest.isEqual(unmasked, secret);
    }

    /// Sets the cookie, if there is a new secret, and keeps a page with a token from being given to others.
    Response remember(Response response) {
        byte[] own = secret;
        Response guarded = shown ? response.withVary("cookie").withPrivateCache() : response;
        if (!fresh || own == null) {
            return guarded;
        }
        return guarded.withCookie(
                new SetCookie(
                        cookie, encode(own), "/", null, null, secure, true, SameSite.LAX, false));
    }
}
