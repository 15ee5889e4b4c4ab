package dev.skein.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The algorithms of RFC 7616 §6.1, the weakest first.
enum DigestAlgorithm {
    MD5("MD5", "MD5", 1),
    MD5_SESS("MD5-sess", "MD5", 1),
    SHA_256("SHA-256", "SHA-256", 2),
    SHA_256_SESS("SHA-256-sess", "SHA-256", 2),
    SHA_512_256("SHA-512-256", "SHA-512/256", 3),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", 3);

    private final String wireName;
    private final String jdkName;
    private final int strength;

    DigestAlgorithm(String wireName, String jdkName, int strength) {
        this.wireName = wireName;
        this.jdkName = jdkName;
        this.strength = strength;
    }

    /// The algorithm of that name, which has no case; null for an unknown one.
    static @Nullable DigestAlgorithm of(String name) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.wireName.equalsIgnoreCase(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /// Whether the password is mixed with the first nonces once, for the whole session.
    boolean isSession() {
        return wireName.endsWith("-sess");
    }

    boolean isStrongerThan(DigestAlgorithm other) {
        return strength > other.strength;
    }

    /// The hash of the parts with colons between them, in lower-case hexadecimal digits.
    ///
    /// @param parts one character per byte
    String hash(String... parts) {
        return hash(String.join(":", parts).getBytes(ISO_8859_1));
    }

    String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(jdkName).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "expected a JVM with " + jdkName + " for digest authentication", e);
        }
    }
}
