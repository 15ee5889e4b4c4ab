package dev.skein.web.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A key for AES-256, and a byte by which a cookie tells with which key it was made.
///
/// @param id tells nothing about the key; two keys may have the same
record CookieKey(byte id, SecretKey key) {
    static final int BYTES = 32;

    private static final int SHORTEST_SECRET = 32;
    private static final byte[] SALT = "skein session cookie".getBytes(UTF_8);

    /// @throws IllegalArgumentException if there are not 32 bytes
    static CookieKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "expected a key of " + BYTES + " random bytes, got " + bytes.length);
        }
        try {
            byte id = derive(bytes, "id", 1)[0];
            return new CookieKey(id, new SecretKeySpec(bytes, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected a JVM with HKDF-SHA256", e);
        }
    }

    /// @throws IllegalArgumentException if the secret is too short
    static CookieKey fromSecret(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "expected a secret of at least "
                            + SHORTEST_SECRET
                            + " random characters, got "
                            + secret.length()
                            + ": openssl rand -base64 48 makes one");
        }
        try {
            return of(derive(secret.getBytes(UTF_8), "key", BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected a JVM with HKDF-SHA256", e);
        }
    }

    /// HKDF (RFC 5869).
    private static byte[] derive(byte[] secret, String purpose, int length)
            throws GeneralSecurityException {
        var parameters =
                HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .addSalt(SALT)
                        .thenExpand(purpose.getBytes(UTF_8), length);
        return KDF.getInstance("HKDF-SHA256").deriveData(parameters);
    }

    boolean isSameAs(CookieKey other) {
        return MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
    }

    /// Without the key.
    @Override
    public String toString() {
        return "CookieKey[" + (id & 0xFF) + "]";
    }
}
